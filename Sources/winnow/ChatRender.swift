// `winnow chat render`: the text that a chat template makes of each conversation.
import ArgumentParser
import ChatText
import FileFormats
import FileStore
import Stages

/// `winnow chat render`
struct ChatRender: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Print what a chat template makes of each conversation.",
        discussion: """
            With --jsonl each record gives one JSON line: {"text": …}, or {"error": …}
            where the template refuses the conversation. Records hold messages, and may
            hold tools, documents and chat_template_kwargs. Texts are, byte for byte, those
            of transformers.

            With --loss too, records of any schema are read as a run reads them, and lines
            have loss: the ranges of the text's bytes that carry loss, as [start, end] or
            [start, end, weight].

            Without --jsonl conversations of any schema are shown with what carries loss in
            green. Exit code 65 when every record was refused.

            Examples:
              winnow chat render --template chatml Samples/chat/forms.jsonl
              winnow chat render --template model/tokenizer_config.json --jsonl chats.jsonl
              winnow chat render --template t.jinja --bos-token '<s>' --jsonl chats.jsonl
            """)

    @OptionGroup var template: TemplateArguments

    @Argument(help: "The conversations (- is standard input).")
    var file: String

    @Flag(help: "A JSON line for each record: text, or error.")
    var jsonl = false

    @Flag(help: "Add the ranges of bytes that carry loss (with --jsonl).")
    var loss = false

    @Flag(help: "End with what the assistant's next turn begins with (with --jsonl).")
    var addGenerationPrompt = false

    @Flag(
        help: "Leave out message fields that are null, as apply_chat_template does (with --jsonl).")
    var dropNulls = false

    @Option(help: "Show at most this many conversations.")
    var limit: Int?

    func validate() throws {
        if loss && (!jsonl || addGenerationPrompt || dropNulls) {
            throw ValidationError(
                "--loss goes with --jsonl, and without --add-generation-prompt and --drop-nulls.")
        }
    }

    func run() throws {
        let model = try template.load()
        var left = limit ?? .max
        let view = MaskView(try template.renderer(model))
        let render = LineRenderer(
            template: model, addGenerationPrompt: addGenerationPrompt, dropsNulls: dropNulls,
            clock: template.clock)
        var scanner = JSONScanner()
        var (rendered, refused) = (0, 0)
        func line(_ record: Span<UInt8>) -> (text: [UInt8], isRefused: Bool) {
            loss ? view.line(for: record, &scanner) : render.line(for: record, &scanner)
        }
        try ChatRecords.forEach(of: file) { record in
            if left == 0 { return }
            left -= 1
            let (text, isRefused) = jsonl ? line(record) : view.text(of: record, &scanner)
            if isRefused { refused += 1 } else { rendered += 1 }
            if jsonl { printOutput(text) } else { printShown(text) }
        } problem: { reason in
            refused += 1
            printOutput(jsonl ? LineRenderer.line(error: reason) : Array("\(reason)\n".utf8))
        }
        if rendered == 0 && refused > 0 { throw ExitCode(ExitStatus.losses) }
    }
}

/// Which template to render with.
struct TemplateArguments: ParsableArguments {
    @Option(
        help:
            "A built-in template's name, a Jinja file, a tokenizer_config.json or a model's folder."
    )
    var template: String

    @Option(help: "The template's bos_token, instead of the model's.")
    var bosToken: String?

    @Option(help: "The template's eos_token, instead of the model's.")
    var eosToken: String?

    @Option(help: "The day that templates print, as 2026-01-31 (default: today).")
    var date: String?

    @Option(help: "What carries loss: assistant, last_assistant, completion or all.")
    var trainOn = TrainedTurns.assistant

    func validate() throws {
        if let date, JinjaClock.day(date) == nil {
            throw ValidationError("--date: '\(date)' is no day such as 2026-01-31.")
        }
    }

    func load() throws -> ModelTemplate {
        var model = try ModelTemplate.load(template)
        if let bosToken { model.setToken("bos_token", bosToken) }
        if let eosToken { model.setToken("eos_token", eosToken) }
        return model
    }

    var clock: @Sendable () -> JinjaClock {
        let day = date.flatMap(JinjaClock.day)
        return { day ?? .now() }
    }

    func renderer(_ model: ModelTemplate) throws -> ChatRenderer {
        var renderer = ChatRenderer(model, clock: clock)
        renderer.trainedTurns = trainOn
        return renderer
    }
}

extension TrainedTurns: ExpressibleByArgument {}

/// Renders lines of JSON to lines of JSON.
private struct LineRenderer {
    let template: ModelTemplate
    let addGenerationPrompt: Bool
    let dropsNulls: Bool
    let clock: @Sendable () -> JinjaClock

    func line(
        for record: Span<UInt8>, _ scanner: inout JSONScanner
    ) -> (text: [UInt8], isRefused: Bool) {
        do {
            try scanner.scan(record)
            var input = try TemplateInput(record, scannedBy: &scanner)
            if dropsNulls { input.dropNulls() }
            let text = try template.text(
                of: input, addGenerationPrompt: addGenerationPrompt, clock: clock)
            return (Self.line("text", text), false)
        } catch {
            return (Self.line(error: "\(error)"), true)
        }
    }

    static func line(error: String) -> [UInt8] { line("error", Array(error.utf8)) }

    private static func line(_ name: String, _ text: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key(name)
        writer.string(text.span)
        writer.endObject()
        writer.endLine()
        return writer.bytes
    }
}
