// `winnow chat render`: the text that a chat template makes of each conversation.
import ArgumentParser
import ChatText
import FileFormats
import FileStore

/// `winnow chat render`
struct ChatRender: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Print what a chat template makes of each conversation.",
        discussion: """
            Each record gives one JSON line: {"text": …}, or {"error": …} where the template refuses
            the conversation. Records hold messages, and may hold tools, documents and
            chat_template_kwargs. Texts are, byte for byte, those of transformers.

            Examples:
              winnow chat render --template chatml --jsonl chats.jsonl
              winnow chat render --template model/tokenizer_config.json --jsonl chats.jsonl
              winnow chat render --template t.jinja --bos-token '<s>' --jsonl - < chats.jsonl
            """)

    @Option(
        help:
            "A built-in template's name, a Jinja file, a tokenizer_config.json or a model's folder."
    )
    var template: String

    @Option(help: "The conversations, a JSON line each (- is standard input).")
    var jsonl: String

    @Flag(help: "End with what the assistant's next turn begins with.")
    var addGenerationPrompt = false

    @Option(help: "The template's bos_token, instead of the model's.")
    var bosToken: String?

    @Option(help: "The template's eos_token, instead of the model's.")
    var eosToken: String?

    @Flag(help: "Leave out message fields that are null, as apply_chat_template does.")
    var dropNulls = false

    @Option(help: "The day that templates print, as 2026-01-31 (default: today).")
    var date: String?

    func validate() throws {
        if let date, JinjaClock.day(date) == nil {
            throw ValidationError("--date: '\(date)' is no day such as 2026-01-31.")
        }
    }

    func run() throws {
        var template = try ModelTemplate.load(self.template)
        if let bosToken { template.setToken("bos_token", bosToken) }
        if let eosToken { template.setToken("eos_token", eosToken) }
        let day = date.flatMap(JinjaClock.day)
        let renderer = LineRenderer(
            template: template, addGenerationPrompt: addGenerationPrompt, dropsNulls: dropNulls,
            clock: { day ?? .now() })
        let lines = LineBlocks(
            try ByteStream(path: jsonl), blockSize: 1 << 20, maximumLine: 256 << 20)
        var scanner = JSONScanner()
        var block = LineBlock()
        while try lines.next(into: &block) {
            printOutput(renderer.lines(for: block, &scanner))
        }
    }
}

/// Renders lines of JSON to lines of JSON.
private struct LineRenderer {
    let template: ModelTemplate
    let addGenerationPrompt: Bool
    let dropsNulls: Bool
    let clock: @Sendable () -> JinjaClock

    func lines(for block: LineBlock, _ scanner: inout JSONScanner) -> [UInt8] {
        var writer = JSONWriter()
        var start = 0
        for index in 0..<block.lineCount {
            let line = block.line(index, at: start)
            start = line.range.upperBound + 1
            let bytes = block.bytes.span.extracting(line.range)
            if Self.isBlank(bytes) { continue }
            append(bytes, to: &writer, &scanner)
        }
        if let problem = block.problem { Self.append(error: problem.reason, to: &writer) }
        return writer.bytes
    }

    private static func isBlank(_ line: Span<UInt8>) -> Bool {
        for index in line.indices where ![0x20, 0x09, 0x0D].contains(line[index]) { return false }
        return true
    }

    private func append(
        _ line: Span<UInt8>, to writer: inout JSONWriter, _ scanner: inout JSONScanner
    ) {
        do {
            try scanner.scan(line)
            var input = try TemplateInput(line, scannedBy: &scanner)
            if dropsNulls { input.dropNulls() }
            let text = try template.text(
                of: input, addGenerationPrompt: addGenerationPrompt, clock: clock)
            writer.beginObject()
            writer.key("text")
            writer.string(text.span)
            writer.endObject()
            writer.endLine()
        } catch {
            Self.append(error: "\(error)", to: &writer)
        }
    }

    private static func append(error: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("error")
        writer.string(error)
        writer.endObject()
        writer.endLine()
    }
}
