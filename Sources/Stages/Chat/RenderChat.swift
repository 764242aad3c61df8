// `chat_template`: turns conversations into the text that a model is trained on.
import ChatText
import PipelineCore

/// Renders conversations with a chat template and marks what carries loss.
public struct RenderChat: Rewriter, WritingMarks, ReadingFiles {
    public static let info = StageInfo(
        name: "chat_template",
        summary: "Renders conversations as text and marks the assistant's words as carrying loss.",
        source: "Hugging Face transformers, apply_chat_template",
        example: "- chat_template: { template: chatml }",
        takes: .conversation, gives: .renderedChat)

    public struct Options: StageOptions {
        public var template = "chatml"
        public var trainOn = TrainedTurns.assistant
        public var trainOnEndMark = true
        public var minTrainedTurns = 1
        public var weights = false
        public var bosToken: String?
        public var eosToken: String?
        public var date: String?

        public init() {}

        public static let help: KeyValuePairs = [
            "template":
                "a built-in template's name, a Jinja file, a tokenizer_config.json or a model's folder",
            "train_on":
                "what carries loss: the assistant's turns, its last_assistant one, the completion "
                + "after the last user turn, or all",
            "train_on_end_mark":
                "the mark that ends a trained turn carries loss, so that the model learns to stop; "
                + "false: only the words do",
            "min_trained_turns": "drop conversations with fewer turns to learn from",
            "weights":
                "keep turns' weights between 0 and 1 for writers that have a place for them; without "
                + "it records with such weights are bad",
            "bos_token": "the template's bos_token, instead of the model's",
            "eos_token": "the template's eos_token, instead of the model's",
            "date": "the day, such as 2026-01-31, for templates that print today's",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case turns, trainedTurns, trainedBytes, unwanted

        public var measurement: Measurement {
            switch self {
            case .turns: Measurement("turns", .count, "messages of the conversation")
            case .trainedTurns:
                Measurement("trained_turns", .count, "stretches of text that carry loss")
            case .trainedBytes:
                Measurement("trained_bytes", .bytes, "text that carries loss, end marks included")
            case .unwanted:
                Measurement("unwanted", .count, "1 where the record says the answer is a bad one")
            }
        }
    }

    public let rules: [Rule<Column>]
    public let files: [String]
    private let prepared: PreparedRenderer
    private let keepsWeights: Bool

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            options.minTrainedTurns >= 0, "min_trained_turns", "must be 0 or more")
        let isBuiltin = ModelTemplate.builtinNames.contains(options.template)
        let path = isBuiltin ? options.template : context.resolve(options.template)
        files = isBuiltin ? [] : ModelTemplate.files(of: path)
        var template: ModelTemplate
        do {
            template = try ModelTemplate.load(path)
        } catch {
            throw OptionError("template", "\(error)")
        }
        if let token = options.bosToken { template.setToken("bos_token", token) }
        if let token = options.eosToken { template.setToken("eos_token", token) }
        prepared = PreparedRenderer(try Self.renderer(template, options))
        keepsWeights = options.weights
        rules = [
            .drop("unwanted_answer", when: .unwanted, .isAbove(0)),
            .drop(
                "nothing_to_learn", when: .trainedTurns, .isBelow(Double(options.minTrainedTurns))),
        ]
    }

    private static func renderer(
        _ template: ModelTemplate, _ options: Options
    ) throws -> ChatRenderer {
        let day = options.date.flatMap(JinjaClock.day)
        try OptionError.check(
            options.date == nil || day != nil, "date", "is no day such as 2026-01-31")
        try OptionError.check(
            !template.readsClock || day != nil, "date",
            "is missing: the template prints today's date, and a run must not depend on the day")
        var renderer = ChatRenderer(template, clock: { day ?? JinjaClock(seconds: 0) })
        renderer.trainedTurns = options.trainOn
        renderer.trainsOnEndMark = options.trainOnEndMark
        return renderer
    }

    public var marks: [String] { prepared.renderer.template.marks }

    public var flow: ContentFlow {
        keepsWeights
            ? ContentFlow(takes: .conversation, gives: [.renderedChat, .lossWeights])
            : Self.info.flow
    }

    public func rewrite(
        _ document: inout Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let conversation = try document.conversation(in: shared)
        do {
            let chat = try prepared.renderer.render(conversation)
            if !keepsWeights && !chat.lossWeights.isEmpty { throw ChatError(.partialWeight) }
            record.count(.turns, conversation.messages.count)
            record.count(.trainedTurns, chat.lossRanges.count)
            record.count(.trainedBytes, chat.lossRanges.reduce(0) { $0 + $1.count })
            record.count(.unwanted, conversation.isUnwanted ? 1 : 0)
            document.text = chat.text
            document.parsed = nil
            document.content = .renderedChat(
                ChatMarkup(
                    template: chat.templateRanges, trained: chat.lossRanges,
                    weights: chat.lossWeights))
        } catch {
            throw DataError("\(error)")
        }
    }
}

/// The renderer as an object: a stage is copied for every document, and a renderer is much to copy.
private final class PreparedRenderer: Sendable {
    let renderer: ChatRenderer

    init(_ renderer: ChatRenderer) { self.renderer = renderer }
}
