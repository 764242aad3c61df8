// Encodes many texts on several threads, the results in the texts' order.
import BytePairEncoding
import FileFormats

/// How encoded texts are written.
package enum TokenFormat: String, CaseIterable, Sendable {
    case jsonl, u16, u32
}

/// An encoding of the texts of files.
package struct TextEncoding {
    package let tokenizer: Tokenizer
    package var options = EncodingOptions()
    package var format = TokenFormat.jsonl
    /// Whether lines have the ranges of bytes of the tokens, too.
    package var writesOffsets = false
    package var workers = 1

    package init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

    /// What was done.
    package struct Totals {
        package var texts = 0
        package var bytes = 0
        package var tokens = 0
        /// Lines that have no text.
        package var bad = 0

        fileprivate mutating func add(_ block: EncodedBlock) {
            texts += block.texts
            bytes += block.textBytes
            tokens += block.tokens
            bad += block.bad
        }
    }

    /// Gives what is to be written to `write`, in the order of the texts.
    package func run(
        _ source: TextSource, warn: @escaping (String) -> Void,
        write: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Totals {
        let blocks = try TextBlocks(source, warn: warn)
        var total = Totals()
        try processInOrder(
            workers: workers, next: blocks.next, scratch: { BlockEncoder(self, source) },
            work: { try $1.encode($0) },
            emit: { (result: EncodedBlock) in
                try result.write(write)
                total.add(result)
            })
        try blocks.checkTexts(found: total.texts, without: total.bad)
        return total
    }
}

/// What to write for one block: lines or numbers.
private struct EncodedBlock {
    var lines: [UInt8] = []
    var wide: [UInt32] = []
    var narrow: [UInt16] = []
    var texts = 0
    var textBytes = 0
    var tokens = 0
    var bad = 0

    /// Numbers are written as they lie in memory: little-endian on every machine that this runs on.
    func write(_ write: (UnsafeRawBufferPointer) throws -> Void) throws {
        if !lines.isEmpty { try lines.withUnsafeBytes(write) }
        if !wide.isEmpty { try wide.withUnsafeBytes(write) }
        if !narrow.isEmpty { try narrow.withUnsafeBytes(write) }
    }
}

/// One worker's encoder.
private struct BlockEncoder {
    private let encoder: TokenEncoder
    private let options: EncodingOptions
    private let format: TokenFormat
    private let writesOffsets: Bool
    private var scanner: TextScanner
    /// How many tokens the block before had: about as much room is needed again.
    private var expected = 0

    init(_ encoding: TextEncoding, _ source: TextSource) {
        encoder = TokenEncoder(encoding.tokenizer)
        options = encoding.options
        format = encoding.format
        writesOffsets = encoding.writesOffsets
        scanner = TextScanner(source)
    }

    mutating func encode(_ block: TextBlock) throws -> EncodedBlock {
        var result = EncodedBlock()
        reserve(&result, block.lines.bytes.count)
        var ids: [UInt32] = []
        var offsets: [Range<Int>] = []
        var scanner = scanner
        result.bad = try scanner.visit(block) { item, text, json in
            result.texts += 1
            result.textBytes += text.count
            switch format {
            case .u16: try encoder.encode(text, options: options, into: &result.narrow)
            case .u32: try encoder.encode(text, options: options, into: &result.wide)
            case .jsonl:
                ids.removeAll(keepingCapacity: true)
                offsets.removeAll(keepingCapacity: true)
                if writesOffsets {
                    try encoder.encode(text, options: options, into: &ids, offsets: &offsets)
                } else {
                    try encoder.encode(text, options: options, into: &ids)
                }
                result.tokens += ids.count
                writeLine(ids, offsets, item, block, &json, to: &result.lines)
            }
        }
        self.scanner = scanner
        result.tokens += result.wide.count + result.narrow.count
        expected = result.tokens
        return result
    }

    private func reserve(_ result: inout EncodedBlock, _ bytes: Int) {
        switch format {
        case .u16: result.narrow.reserveCapacity(expected + expected / 8)
        case .u32: result.wide.reserveCapacity(expected + expected / 8)
        case .jsonl: result.lines.reserveCapacity(bytes + bytes / 2)
        }
    }

    /// `{"id":…,"ids":[…]}`, the id as it was written; the line's number where there is none.
    private func writeLine(
        _ ids: [UInt32], _ offsets: [Range<Int>], _ item: TextScanner.Item, _ block: TextBlock,
        _ scanner: inout JSONScanner,
        to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: #"{"id":"#.utf8)
        bytes.append(contentsOf: idBytes(of: item, in: block, &scanner))
        bytes.append(contentsOf: #","ids":["#.utf8)
        for (index, id) in ids.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            appendDecimal(id, to: &bytes)
        }
        if writesOffsets {
            bytes.append(contentsOf: #"],"offsets":["#.utf8)
            for (index, range) in offsets.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: "[\(range.lowerBound),\(range.upperBound)]".utf8)
            }
        }
        bytes.append(contentsOf: "]}\n".utf8)
    }
}

/// Appends a number's decimal digits.
private func appendDecimal(_ number: UInt32, to bytes: inout [UInt8]) {
    if number >= 10 { appendDecimal(number / 10, to: &bytes) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
}
