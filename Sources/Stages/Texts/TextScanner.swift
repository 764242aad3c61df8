// Finds the texts in blocks of lines.
import FileFormats

/// One worker's reader of the texts in a block.
struct TextScanner {
    private let textField: JSONPath
    private var scanner = JSONScanner()
    /// A text whose escapes are undone.
    private var unescaped: [UInt8] = []

    init(_ source: TextSource) { textField = JSONPath(source.textField) }

    /// One text: its number in its file, and the line of JSON that it is from.
    struct Item {
        let ordinal: Int
        /// The scanned line; nil in plain text.
        let json: Range<Int>?
    }

    /// Gives each text of a block. A text that is a line keeps its line end, as the trainer of
    /// Hugging Face reads files. Returns how many lines of JSON had no text.
    mutating func visit(
        _ block: TextBlock,
        _ body: (Item, Span<UInt8>, inout JSONScanner) throws -> Void
    ) throws -> Int {
        var bad = 0
        var start = 0
        let bytes = block.lines.bytes.span
        if block.form == .text {
            try body(Item(ordinal: 0, json: nil), bytes, &scanner)
            return 0
        }
        for index in 0..<block.lines.lineCount {
            let line = block.lines.line(index, at: start)
            let end = min(line.range.upperBound + 1, bytes.count)
            if block.form == .jsonLines {
                bad += try visitJSON(bytes, line, body) ? 0 : 1
            } else {
                let item = Item(ordinal: line.ordinal, json: nil)
                try body(item, bytes.extracting(start..<end), &scanner)
            }
            start = end
        }
        return bad
    }

    private mutating func visitJSON(
        _ bytes: Span<UInt8>, _ line: LineBlock.Line,
        _ body: (Item, Span<UInt8>, inout JSONScanner) throws -> Void
    ) throws -> Bool {
        let line = line.dropping(bytes.extracting(line.range).markLength)
        let json = bytes.extracting(line.range)
        if line.range.isEmpty { return true }
        guard (try? scanner.scan(json)) != nil, let value = scanner.find(textField, in: json),
            value.kind == .string
        else { return false }
        let item = Item(ordinal: line.ordinal, json: line.range)
        if value.hasEscapes {
            var text: [UInt8] = []
            swap(&text, &unescaped)
            defer { swap(&text, &unescaped) }
            text.removeAll(keepingCapacity: text.capacity < 1 << 24)
            JSONString.append(value, of: json, to: &text)
            try body(item, text.span, &scanner)
        } else {
            try body(item, json.extracting(value.range), &scanner)
        }
        return true
    }
}

/// A text's id as it is written in its line of JSON; the line's number where there is none.
func idBytes(
    of item: TextScanner.Item, in block: TextBlock, _ scanner: inout JSONScanner
) -> [UInt8] {
    if let line = item.json {
        let json = block.lines.bytes.span.extracting(line)
        if let id = scanner.find(JSONPath("id"), in: json) {
            return json.extracting(id.sourceRange).withUnsafeBufferPointer(Array.init)
        }
    }
    return Array("\(item.ordinal)".utf8)
}

/// A field of a scanned line as text: a string's content, anything else as it is written.
func fieldText(_ field: String, in json: Span<UInt8>, _ scanner: inout JSONScanner) -> String? {
    guard let value = scanner.find(JSONPath(field), in: json) else { return nil }
    if value.kind == .string {
        return String(decoding: JSONString.text(value, of: json), as: UTF8.self)
    }
    return json.extracting(value.range).withUnsafeBufferPointer {
        String(decoding: $0, as: UTF8.self)
    }
}
