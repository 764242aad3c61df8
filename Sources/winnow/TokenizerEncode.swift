// `winnow tokenizer encode` and `decode`.
import ArgumentParser
import BytePairEncoding
import FileFormats
import Foundation
import Stages

/// How encoded texts are written.
enum TokenFormat: String, ExpressibleByArgument, CaseIterable {
    case jsonl, u16, u32
}

/// `winnow tokenizer encode`
struct TokenizerEncode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode",
        abstract: "Turn texts into token ids.",
        discussion: """
            JSON lines give {"id": …, "ids": […]} lines, or little-endian numbers with --format
            u16 or u32, one text after the other. Special tokens' names are text unless
            --special says otherwise.

            Examples:
              winnow tokenizer encode --tokenizer gpt2.json texts.jsonl.zst --output ids.jsonl
              winnow tokenizer encode -t cl100k_base.tiktoken --format u32 books/ -o ids.u32
              echo '{"id": 1, "text": "Hello"}' | winnow tokenizer encode -t t.json --jsonl
            """)

    @Option(name: .shortAndLong, help: TokenizerFile.help)
    var tokenizer: String

    @OptionGroup var texts: TextArguments

    @Option(name: .shortAndLong, help: "The file to write (default: stdout).")
    var output: String?

    @Option(help: "jsonl, u16 or u32.")
    var format = TokenFormat.jsonl

    @Flag(help: "Names of special tokens in texts become the tokens.")
    var special = false

    @Flag(help: "Put the tokenizer's own tokens around each text, such as a beginning of text.")
    var template = false

    @Option(help: "At most this many tokens per text.")
    var limit: Int?

    @Option(name: .shortAndLong, help: "Threads that work (default: one per core).")
    var workers: Int?

    @Flag(name: .shortAndLong, help: "No summary.")
    var quiet = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if let workers, !(1...1024).contains(workers) {
            throw ValidationError("--workers must be from 1 to 1024.")
        }
    }

    func run() throws {
        let tokenizer = try TokenizerFile.load(self.tokenizer)
        if format == .u16 && tokenizer.vocabulary.idBound > 1 << 16 {
            throw ValidationError("The ids do not fit in 16 bits: take --format u32.")
        }
        let sink = try OutputFile(path: output)
        let blocks = try TextBlocks(texts)
        var total = Totals()
        try processInOrder(
            workers: workers ?? ProcessInfo.processInfo.activeProcessorCount, next: blocks.next,
            scratch: { TextEncoding(tokenizer, self) }, work: { try $1.encode($0) },
            emit: { (result: EncodedBlock) in
                try result.write(to: sink)
                total.add(result)
            })
        try sink.commit()
        if !quiet { printError(total.summary) }
    }

    /// What was done, for the last line.
    private struct Totals {
        var texts = 0
        var bytes = 0
        var tokens = 0
        var bad = 0

        mutating func add(_ block: EncodedBlock) {
            texts += block.texts
            bytes += block.textBytes
            tokens += block.tokens
            bad += block.bad
        }

        var summary: String {
            let rate = tokens == 0 ? 0 : Double(bytes) / Double(tokens)
            let left = bad > 0 ? ", \(bad) lines without text left out" : ""
            return "\(texts) texts, \(bytes) bytes, \(tokens) tokens, "
                + String(format: "%.2f bytes per token", rate) + left
        }
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
    func write(to file: OutputFile) throws {
        try file.write(lines)
        try wide.withUnsafeBytes { try file.write($0) }
        try narrow.withUnsafeBytes { try file.write($0) }
    }
}

/// One worker's encoder.
private struct TextEncoding {
    private let encoder: TokenEncoder
    private let options: EncodingOptions
    private let format: TokenFormat
    private var scanner: TextScanner
    /// How many tokens the block before had: about as much room is needed again.
    private var expected = 0

    init(_ tokenizer: Tokenizer, _ command: TokenizerEncode) {
        encoder = TokenEncoder(tokenizer)
        options = EncodingOptions(
            specialTokens: command.special ? .recognized : .asText,
            addsTemplate: command.template, limit: command.limit)
        format = command.format
        scanner = TextScanner(command.texts)
    }

    mutating func encode(_ block: TextBlock) throws -> EncodedBlock {
        var result = EncodedBlock()
        reserve(&result, block.lines.bytes.count)
        var ids: [UInt32] = []
        var scanner = scanner
        result.bad = try scanner.visit(block) { item, text, json in
            result.texts += 1
            result.textBytes += text.count
            switch format {
            case .u16: try encoder.encode(text, options: options, into: &result.narrow)
            case .u32: try encoder.encode(text, options: options, into: &result.wide)
            case .jsonl:
                ids.removeAll(keepingCapacity: true)
                try encoder.encode(text, options: options, into: &ids)
                result.tokens += ids.count
                writeLine(ids, item, block, &json, to: &result.lines)
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
        _ ids: [UInt32], _ item: TextScanner.Item, _ block: TextBlock, _ scanner: inout JSONScanner,
        to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: #"{"id":"#.utf8)
        bytes.append(contentsOf: idBytes(of: item, in: block, &scanner))
        bytes.append(contentsOf: #","ids":["#.utf8)
        for (index, id) in ids.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            appendDecimal(id, to: &bytes)
        }
        bytes.append(contentsOf: "]}\n".utf8)
    }
}

/// Appends a number's decimal digits.
private func appendDecimal(_ number: UInt32, to bytes: inout [UInt8]) {
    if number >= 10 { appendDecimal(number / 10, to: &bytes) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
}

/// A file that appears when it is whole, or stdout.
final class OutputFile {
    private let file: AtomicFile?

    init(path: String?) throws { file = try path.map { try AtomicFile(path: $0) } }

    func write(_ bytes: [UInt8]) throws {
        if let file { try file.write(bytes) } else { printOutput(bytes) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        if bytes.isEmpty { return }
        guard let file else { return printOutput(Array(bytes)) }
        let numbers = bytes.bindMemory(to: UInt8.self)
        let span = numbers.span
        try file.write(span)
    }

    func commit() throws { try file?.commit() }
}

/// `winnow tokenizer decode`
struct TokenizerDecode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Turn token ids into text.",
        discussion: """
            Reads {"id": …, "ids": […]} lines and writes {"id": …, "text": …}; ids given as
            arguments are written as plain text. Bytes that are not UTF-8 become U+FFFD in JSON.

            Examples:
              winnow tokenizer decode --tokenizer gpt2.json --ids 15496,995
              winnow tokenizer decode --tokenizer gpt2.json ids.jsonl
            """)

    @Option(name: .shortAndLong, help: TokenizerFile.help)
    var tokenizer: String

    @Argument(help: "A file of JSON lines; '-' is stdin.")
    var input = "-"

    @Option(help: "The ids, with commas between.")
    var ids: String?

    @Flag(help: "Leave special tokens out.")
    var skipSpecial = false

    func run() throws {
        let tokenizer = try TokenizerFile.load(self.tokenizer)
        if let ids { return try printText(of: ids, tokenizer) }
        let blocks = LineBlocks(try ByteStream(path: input))
        var block = LineBlock()
        var scanner = JSONScanner()
        while try blocks.next(into: &block) {
            var writer = JSONWriter()
            var start = 0
            for index in 0..<block.lineCount {
                let line = block.line(index, at: start)
                start = line.range.upperBound + 1
                if line.range.isEmpty { continue }
                let json = block.bytes.span.extracting(line.range)
                try decode(json, line.ordinal, tokenizer, &scanner, &writer)
            }
            printOutput(writer.bytes)
        }
    }

    private func printText(of list: String, _ tokenizer: Tokenizer) throws {
        let ids = list.split { ", ".contains($0) }.map { UInt32($0) }
        if ids.contains(nil) { throw ValidationError("--ids takes numbers with commas between.") }
        var text: [UInt8] = []
        tokenizer.decode(ids.compactMap { $0 }, into: &text, skippingSpecial: skipSpecial)
        printOutput(text + [10])
    }

    private func decode(
        _ json: Span<UInt8>, _ ordinal: Int, _ tokenizer: Tokenizer, _ scanner: inout JSONScanner,
        _ writer: inout JSONWriter
    ) throws {
        try scanner.scan(json)
        guard let list = scanner.find(JSONPath("ids"), in: json), list.kind == .array else {
            throw FileError(.corrupt, path: input, reason: "line \(ordinal + 1) has no ids")
        }
        let ids = scanner.elements(of: list, in: json).compactMap {
            JSONNumber.int($0, of: json).flatMap { UInt32(exactly: $0) }
        }
        var text: [UInt8] = []
        tokenizer.decode(ids, into: &text, skippingSpecial: skipSpecial)
        writer.beginObject()
        writer.key("id")
        if let id = scanner.find(JSONPath("id"), in: json) {
            writer.raw(json.extracting(id.sourceRange))
        } else {
            writer.int(ordinal)
        }
        writer.key("text")
        writer.string(String(decoding: text, as: UTF8.self))
        writer.endObject()
        writer.endLine()
    }
}
