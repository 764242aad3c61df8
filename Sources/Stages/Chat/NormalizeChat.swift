// `normalize_chat`: mends what is wrong with the form of conversations, by declared rules.
import ChatText
import PipelineCore

/// Repairs conversations: each repair is an option, off unless asked for, and counted.
public struct NormalizeChat: Rewriter {
    public static let info = StageInfo(
        name: "normalize_chat",
        summary: "Mends conversations by declared rules: turns merged, dropped, trimmed.",
        example: "- normalize_chat: { merge_turns: true, drop_empty: true }",
        takes: .conversation)

    public struct Options: StageOptions {
        public var writtenCalls = false
        public var mergeTurns = false
        public var dropEmpty = false
        public var dropLeadingAnswers = false
        public var dropAfterLastAnswer = false
        public var trim = false
        public var dropReasoning = false
        public var system: String?

        public init() {}

        public static let help: KeyValuePairs = [
            "written_calls":
                "read calls that answers hold as text, as Qwen and Hermes write them: <tool_call> marks "
                + "become calls, <tool_response> marks tools' turns",
            "merge_turns": "join turns of one role that follow one another, a blank line between",
            "drop_empty": "leave out turns that hold nothing",
            "drop_leading_answers": "leave out answers before the first question",
            "drop_after_last_answer": "leave out what follows the assistant's last turn",
            "trim": "remove white space at both ends of every content",
            "drop_reasoning":
                "leave out the field with what was thought before it was said; marks of thinking that "
                + "are written into an answer stay",
            "system": "the system message of conversations that have none",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case writtenCalls, mergedTurns, droppedTurns, trimmedTurns, droppedReasoning, addedSystem

        public var measurement: Measurement {
            switch self {
            case .writtenCalls:
                Measurement("written_calls", .count, "turns with calls or answers between marks")
            case .mergedTurns: Measurement("merged_turns", .count, "turns joined to the one before")
            case .droppedTurns: Measurement("dropped_turns", .count, "turns left out")
            case .trimmedTurns: Measurement("trimmed_turns", .count, "contents trimmed")
            case .droppedReasoning: Measurement("dropped_reasoning", .count, "reasonings left out")
            case .addedSystem: Measurement("added_system", .flag, "a system message was added")
            }
        }
    }

    private let options: Options

    public init(_ options: Options, in context: StageContext) throws { self.options = options }

    public func rewrite(
        _ document: inout Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let given = try document.conversation(in: shared)
        var conversation = given
        if options.writtenCalls { try readCalls(&conversation, into: record) }
        let isPair = if case .pair = conversation.verdict { true } else { false }
        var messages = conversation.messages
        clean(&messages, into: record)
        let before = messages.count
        if options.dropEmpty { messages.removeAll(where: \.isEmpty) }
        if options.dropLeadingAnswers { dropLeadingAnswers(&messages) }
        if options.dropAfterLastAnswer && !isPair {
            let last = messages.lastIndex { $0.role == .assistant }
            messages.removeLast(messages.count - (last ?? -1) - 1)
        }
        record.count(.droppedTurns, before - messages.count)
        let kept = messages.count
        if options.mergeTurns { messages = Self.merged(messages) }
        record.count(.mergedTurns, kept - messages.count)
        record[.addedSystem] = addSystem(&messages) ? 1 : 0
        conversation.messages = messages
        if conversation == given { return }
        document.hold(conversation)
    }

    private func readCalls(
        _ conversation: inout Conversation, into record: Recorder<Column>
    ) throws {
        do {
            let (read, changed) = try conversation.readingWrittenCalls()
            conversation = read
            record.count(.writtenCalls, changed)
        } catch {
            throw DataError("\(error)")
        }
    }

    private func clean(_ messages: inout [Message], into record: Recorder<Column>) {
        var (trimmed, reasonings) = (0, 0)
        for index in messages.indices {
            if options.trim, let content = messages[index].content.trimmed {
                messages[index].content = content
                trimmed += 1
            }
            if options.dropReasoning && !messages[index].reasoning.isEmpty {
                messages[index].reasoning = []
                reasonings += 1
            }
        }
        record.count(.trimmedTurns, trimmed)
        record.count(.droppedReasoning, reasonings)
    }

    private func dropLeadingAnswers(_ messages: inout [Message]) {
        guard let first = messages.firstIndex(where: { $0.role == .user }) else { return }
        let leading = messages[..<first].filter { $0.role == .system || $0.role == .developer }
        messages.replaceSubrange(..<first, with: leading)
    }

    /// Turns of users, and of the assistant where neither calls a tool, joined to the one before.
    private static func merged(_ messages: [Message]) -> [Message] {
        var merged: [Message] = []
        for message in messages {
            guard let last = merged.last, last.role == message.role,
                [.user, .assistant].contains(last.role), last.weight == message.weight,
                last.toolCalls.isEmpty, message.toolCalls.isEmpty, message.reasoning.isEmpty,
                last.name == message.name
            else {
                merged.append(message)
                continue
            }
            merged[merged.count - 1].content += [0x0A, 0x0A] + message.content
        }
        return merged
    }

    private func addSystem(_ messages: inout [Message]) -> Bool {
        guard let system = options.system, messages.first?.role != .system else { return false }
        messages.insert(Message(.system, system), at: 0)
        return true
    }
}

extension [UInt8] {
    /// Without ASCII white space at its ends; `nil` where it has none there.
    fileprivate var trimmed: [UInt8]? {
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard let start = firstIndex(where: { !isSpace($0) }),
            let end = lastIndex(where: { !isSpace($0) })
        else { return isEmpty ? nil : [] }
        return start == 0 && end == count - 1 ? nil : Array(self[start...end])
    }
}
