// `chat_template`: turns conversations into the text that a model is trained on.
import ChatText
import FileFormats
import PipelineCore

/// Renders conversations with a chat template and marks what carries loss.
public struct RenderChat: Rewriter, WritingMarks {
    public static let info = StageInfo(
        name: "chat_template",
        summary: "Renders conversations as text and marks the assistant's words as carrying loss.",
        source: "ChatML (OpenAI, 2023)",
        example: "- chat_template: { template: chatml }",
        takes: .conversation, gives: .renderedChat)

    public struct Options: StageOptions {
        public var template = Template.chatml
        public var trainOnEndMark = true
        public var minTrainedTurns = 1

        public init() {}

        public static let help: KeyValuePairs = [
            "template": "the template to render with",
            "train_on_end_mark":
                "the mark that ends a trained turn carries loss, so that the model learns to stop; "
                + "false: only the words do",
            "min_trained_turns": "drop conversations with fewer turns to learn from",
        ]
    }

    public enum Template: String, Codable, CaseIterable, Sendable {
        case chatml
    }

    public enum Column: Int, MeasurementColumn {
        case turns, trainedTurns, trainedBytes

        public var measurement: Measurement {
            switch self {
            case .turns: Measurement("turns", .count, "messages of the conversation")
            case .trainedTurns:
                Measurement("trained_turns", .count, "messages with words to learn from")
            case .trainedBytes:
                Measurement("trained_bytes", .bytes, "text that carries loss, end marks included")
            }
        }
    }

    /// A worker's buffers.
    public struct Scratch {
        var scanner = JSONScanner()
        var chat = RenderedChat()
    }

    public let rules: [Rule<Column>]
    private let template: any ChatTemplate

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            options.minTrainedTurns >= 0, "min_trained_turns", "must be 0 or more")
        template =
            switch options.template {
            case .chatml: ChatML(trainsOnEndMark: options.trainOnEndMark)
            }
        rules = [
            .drop(
                "nothing_to_learn", when: .trainedTurns, .isBelow(Double(options.minTrainedTurns)))
        ]
    }

    public var marks: [String] { template.marks }

    public func makeScratch() -> Scratch { Scratch() }

    public func rewrite(
        _ document: inout Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let conversation = try conversation(of: document, &scratch.scanner)
        do {
            try template.render(conversation, into: &scratch.chat)
        } catch {
            throw DataError("\(error)")
        }
        measure(conversation, scratch.chat, into: record)
        document.text = scratch.chat.text
        document.content = .renderedChat(
            ChatMarkup(template: scratch.chat.markRanges, trained: scratch.chat.lossRanges))
    }

    private func conversation(
        of document: Document, _ scanner: inout JSONScanner
    ) throws -> Conversation {
        guard document.content == .conversation else {
            throw DataError("not a conversation; read conversations with 'messages'")
        }
        do {
            try scanner.scan(document.text.span)
            return try MessagesSchema().conversation(
                in: document.text.span, scannedBy: &scanner)
        } catch {
            throw DataError("\(error)")
        }
    }

    private func measure(
        _ conversation: Conversation, _ chat: RenderedChat, into record: Recorder<Column>
    ) {
        record.count(.turns, conversation.messages.count)
        record.count(
            .trainedTurns,
            conversation.messages.count { $0.trains && !$0.content.isEmpty })
        record.count(.trainedBytes, chat.lossRanges.reduce(0) { $0 + $1.count })
    }
}
