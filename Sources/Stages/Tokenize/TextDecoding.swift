// Decodes lines of token ids.
import BytePairEncoding
import FileFormats
import FileStore

/// A decoding of `{"id": …, "ids": […]}` lines to `{"id": …, "text": …}` lines.
package struct TextDecoding {
    package let tokenizer: Tokenizer
    package let skipsSpecial: Bool

    package init(_ tokenizer: Tokenizer, skipsSpecial: Bool) {
        self.tokenizer = tokenizer
        self.skipsSpecial = skipsSpecial
    }

    /// Gives lines to `write`. Throws ``FileError`` for a line without ids.
    package func run(_ path: String, write: ([UInt8]) throws -> Void) throws {
        let blocks = LineBlocks(try ByteStream(path: path))
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
                try decode(json, line.ordinal, path, &scanner, &writer)
            }
            try write(writer.bytes)
        }
    }

    private func decode(
        _ json: Span<UInt8>, _ ordinal: Int, _ path: String, _ scanner: inout JSONScanner,
        _ writer: inout JSONWriter
    ) throws {
        func wrong(_ reason: String) -> FileError {
            FileError(.corrupt, path: path, reason: "line \(ordinal + 1)\(reason)")
        }
        do {
            try scanner.scan(json)
        } catch {
            throw wrong(", byte \(error.offset): \(error.reason.rawValue)")
        }
        guard let list = scanner.find(JSONPath("ids"), in: json), list.kind == .array else {
            throw wrong(" has no ids")
        }
        let name = Array("ids".utf8)
        if scanner.fields.filter({ scanner.key(of: $0, is: name, in: json) }).count > 1 {
            throw wrong(" has ids twice")
        }
        let ids = try scanner.elements(of: list, in: json).map { element in
            let number = JSONNumber.int(element, of: json)
            guard let id = number.flatMap({ UInt32(exactly: $0) }), tokenizer.contains(id) else {
                let written = json.extracting(element.sourceRange).withUnsafeBufferPointer {
                    String(decoding: $0, as: UTF8.self)
                }
                throw wrong(": \(written) is no id of the tokenizer")
            }
            return id
        }
        var text: [UInt8] = []
        try tokenizer.decode(ids, into: &text, skippingSpecial: skipsSpecial)
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
