// Evaluation sets, read from JSON lines.
import FileFormats
import FileStore
import PipelineCore

/// One evaluation set, as the option `benchmarks` names it.
public struct Benchmark: StageOptions {
    public var path = ""
    public var name = ""
    public var fields: [String] = []
    public var context = ""
    public var idField = "id"

    public init() {}

    public static let help: KeyValuePairs = [
        "path": "JSON lines, plain, gzip or zstd: an item a line",
        "name": "what the ledger calls the set; without, the file's name",
        "fields": "fields with texts or lists of texts to search for; without, all there are",
        "context": "a field, such as the question, searched only where it runs into one of fields",
        "id_field": "the field with an item's id; without one, the ledger gives the line",
    ]
}

/// One item: what the ledger calls it, and its texts.
struct BenchmarkItem {
    /// `set:line`, or `set:line:id`.
    let label: [UInt8]
    let context: [UInt8]?
    let texts: [[UInt8]]
}

extension Benchmark {
    /// Calls `body` with every item in the order of the lines. Throws ``OptionError``.
    func forEachItem(in path: String, _ body: (BenchmarkItem) -> Void) throws {
        do {
            let blocks = LineBlocks(try ByteStream(path: path))
            var block = LineBlock()
            var scanner = JSONScanner()
            var number = 0
            while try blocks.next(into: &block) {
                if let problem = block.problem { throw problem }
                var start = 0
                for index in 0..<block.lineCount {
                    let line = block.line(index, at: start)
                    start = line.range.upperBound + 1
                    let mark = block.bytes.span.extracting(line.range).markLength
                    let text = block.bytes.span.extracting(line.dropping(mark).range)
                    number += 1
                    if let item = try item(text, number, path, &scanner) { body(item) }
                }
            }
        } catch let error as FileError {
            throw OptionError("benchmarks", "names a set that can't be read: \(error)")
        }
    }

    /// The item of a line; `nil` for a blank one.
    private func item(
        _ text: Span<UInt8>, _ line: Int, _ path: String, _ scanner: inout JSONScanner
    ) throws -> BenchmarkItem? {
        var isBlank = true
        for index in text.indices where !isSpace(text[index]) { isBlank = false }
        if isBlank { return nil }
        do {
            try scanner.scan(text)
        } catch {
            throw OptionError("benchmarks", "\(path):\(line) is no JSON object: \(error)")
        }
        let id = scanner.find(JSONPath(idField), in: text).map { scalar($0, of: text) } ?? []
        let context = context.isEmpty ? nil : scanner.find(JSONPath(context), in: text)
        return BenchmarkItem(
            label: Array("\(label(path)):\(line)".utf8) + (id.isEmpty ? [] : [0x3A] + id),
            context: context.flatMap { $0.kind == .string ? scalar($0, of: text) : nil },
            texts: texts(in: text, &scanner))
    }

    private func label(_ path: String) -> String {
        name.isEmpty ? String(path.split(separator: "/").last ?? "-") : name
    }

    private func texts(in text: Span<UInt8>, _ scanner: inout JSONScanner) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        if fields.isEmpty {
            for field in scanner.fields
            where !scanner.key(of: field, is: Array(idField.utf8), in: text)
                && !scanner.key(of: field, is: Array(context.utf8), in: text)
            {
                append(field.value, of: text, scanner, to: &texts)
            }
        }
        for field in fields {
            if let value = scanner.find(JSONPath(field), in: text) {
                append(value, of: text, scanner, to: &texts)
            }
        }
        return texts
    }

    /// Appends a string, or the strings of a list or object, however deep.
    private func append(
        _ value: JSONValue, of text: Span<UInt8>, _ scanner: JSONScanner, to texts: inout [[UInt8]]
    ) {
        switch value.kind {
        case .string: texts.append(JSONString.text(value, of: text))
        case .array:
            for element in scanner.elements(of: value, in: text) {
                append(element, of: text, scanner, to: &texts)
            }
        case .object:
            for member in scanner.members(of: value, in: text) {
                append(member.value, of: text, scanner, to: &texts)
            }
        default: break
        }
    }

    private func scalar(_ value: JSONValue, of text: Span<UInt8>) -> [UInt8] {
        switch value.kind {
        case .string: JSONString.text(value, of: text)
        case .number: text.extracting(value.range).withUnsafeBufferPointer(Array.init)
        default: []
        }
    }
}
