// Renders a template a line, for Tests/Fuzz/Chat/fuzz_templates.py.
//
// A line of standard input has `template` and `messages`; a line of standard output has `text` or `error`.
import ChatText
import FileFormats

@main
enum Lab {
    static func main() throws {
        let lines = LineBlocks(try ByteStream(path: "-"))
        var scanner = JSONScanner()
        var block = LineBlock()
        while try lines.next(into: &block) {
            var start = 0
            for index in 0..<block.lineCount {
                let line = block.line(index, at: start)
                start = line.range.upperBound + 1
                print(answer(to: block.bytes.span.extracting(line.range), &scanner))
            }
        }
    }

    private static func answer(to line: Span<UInt8>, _ scanner: inout JSONScanner) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        do {
            try scanner.scan(line)
            let source = scanner.find(JSONPath("template"), in: line)
            let template = try ModelTemplate(source.map { JSONString.text($0, of: line) } ?? [])
            let text = try template.text(of: TemplateInput(line, scannedBy: &scanner))
            writer.key("text")
            writer.string(text.span)
        } catch {
            writer.key("error")
            writer.string("\(error)")
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
