// `filter_chat`: drops conversations whose form or answers would teach the wrong thing.
import ChatText
import FileFormats
import PipelineCore

/// Judges conversations by their turns and by the assistant's answers.
public struct FilterChat: Filter {
    public static let info = StageInfo(
        name: "filter_chat",
        summary: "Drops conversations by turns, roles, length, refusals and broken tool calls.",
        source: "the checks of TRL, LLaMA-Factory and data-juicer, thresholds our own",
        example: "- filter_chat: { max_turns: 40, refusals: false }",
        takes: .conversation)

    public struct Options: StageOptions {
        public var minTurns = 2
        public var maxTurns = 1000
        public var maxBytes = 1 << 20
        public var minAnswerBytes = 1
        public var roleOrder = true
        public var emptyTurns = false
        public var endsWithAnswer = true
        public var danglingToolCalls = false
        public var badToolCalls = false
        public var openFences = false
        public var refusals = true
        public var repeatedAnswers = true
        public var refusalPhrases = FilterChat.phrases

        public init() {}

        public static let help: KeyValuePairs = [
            "min_turns": "fewest messages",
            "max_turns": "most messages",
            "max_bytes": "most bytes of all contents together",
            "min_answer_bytes":
                "fewest bytes of each answer that says something without calling a tool",
            "role_order":
                "system first, user and assistant in turn, tools after calls; false: any order",
            "empty_turns": "allow turns that hold nothing",
            "ends_with_answer": "the last turn has to be the assistant's",
            "dangling_tool_calls":
                "allow calls that no tool answers, and answers of tools that nobody called",
            "bad_tool_calls": "allow calls whose arguments are a text that is no JSON object",
            "open_fences": "allow answers that open a code fence and don't close it",
            "refusals": "allow answers that begin with a refusal",
            "repeated_answers": "allow an answer that the conversation has already",
            "refusal_phrases": "what refusals begin with, whatever the case",
        ]
    }

    /// Beginnings of answers that decline to answer.
    public static let phrases = [
        "i'm sorry, but", "i am sorry, but", "i'm sorry, i can", "sorry, but i can", "i cannot ",
        "i can't assist", "i can't help", "as an ai language model", "as an ai, i",
        "i'm not able to", "i am not able to", "i'm unable to", "i am unable to",
    ]

    public enum Column: Int, MeasurementColumn {
        case turns, contentBytes, shortestAnswer, roleBreaks, emptyTurns, endsWithAnswer
        case danglingCalls, badCalls, openFences, refusals, repeatedAnswers

        public var measurement: Measurement {
            switch self {
            case .turns: Measurement("turns", .count, "messages")
            case .contentBytes: Measurement("content_bytes", .bytes, "contents of all messages")
            case .shortestAnswer: Measurement("shortest_answer", .bytes, "the shortest answer")
            case .roleBreaks: Measurement("role_breaks", .count, "turns whose role is out of order")
            case .emptyTurns: Measurement("empty_turns", .count, "turns that hold nothing")
            case .endsWithAnswer:
                Measurement("ends_with_answer", .flag, "the assistant speaks last")
            case .danglingCalls:
                Measurement(
                    "dangling_calls", .count, "calls without answers and answers without calls")
            case .badCalls:
                Measurement("bad_calls", .count, "calls with arguments that are no JSON")
            case .openFences: Measurement("open_fences", .count, "answers with an open code fence")
            case .refusals: Measurement("refusals", .count, "answers that begin with a refusal")
            case .repeatedAnswers:
                Measurement("repeated_answers", .count, "answers that were given before")
            }
        }
    }

    public let rules: [Rule<Column>]
    private let refusalPhrases: [[UInt8]]

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            0 <= options.minTurns && options.minTurns <= options.maxTurns, "min_turns",
            "must be 0 to max_turns")
        refusalPhrases = options.refusalPhrases.map { Array($0.lowercased().utf8) }
        rules = Self.rules(options)
    }

    private static func rules(_ options: Options) -> [Rule<Column>] {
        var rules: [Rule<Column>] = [
            .drop("few_turns", when: .turns, .isBelow(Double(options.minTurns))),
            .drop("many_turns", when: .turns, .isAbove(Double(options.maxTurns))),
            .drop("long_chat", when: .contentBytes, .isAbove(Double(options.maxBytes))),
            .drop("short_answer", when: .shortestAnswer, .isBelow(Double(options.minAnswerBytes))),
        ]
        let checks: [(Bool, String, Column, Comparison)] = [
            (options.roleOrder, "role_order", .roleBreaks, .isAbove(0)),
            (!options.emptyTurns, "empty_turn", .emptyTurns, .isAbove(0)),
            (options.endsWithAnswer, "no_last_answer", .endsWithAnswer, .isBelow(1)),
            (!options.danglingToolCalls, "dangling_tool_call", .danglingCalls, .isAbove(0)),
            (!options.badToolCalls, "bad_tool_call", .badCalls, .isAbove(0)),
            (!options.openFences, "open_fence", .openFences, .isAbove(0)),
            (!options.refusals, "refusal", .refusals, .isAbove(0)),
            (!options.repeatedAnswers, "repeated_answer", .repeatedAnswers, .isAbove(0)),
        ]
        for (isOn, reason, column, comparison) in checks where isOn {
            rules.append(.drop(reason, when: column, comparison))
        }
        return rules
    }

    public func makeScratch() -> JSONScanner { JSONScanner() }

    public func measure(
        _ document: Document, using scanner: inout JSONScanner, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let conversation = try document.conversation(&scanner)
        var messages = conversation.messages
        if case .pair(let chosen, let rejected) = conversation.verdict {
            // Both answers are judged, the better one where order counts.
            measureAnswers(messages + chosen + rejected, into: record)
            messages += chosen
        } else {
            measureAnswers(messages, into: record)
        }
        record.count(.turns, messages.count)
        record.count(.contentBytes, messages.reduce(0) { $0 + $1.content.count })
        record.count(.emptyTurns, messages.count(where: \.isEmpty))
        record.count(.roleBreaks, ChatForm.roleBreaks(messages))
        record.count(.danglingCalls, ChatForm.danglingCalls(messages))
        record[.endsWithAnswer] = messages.last?.role == .assistant ? 1 : 0
    }

    private func measureAnswers(_ messages: [Message], into record: Recorder<Column>) {
        let answers = messages.filter { $0.role == .assistant }
        let spoken = answers.filter { $0.toolCalls.isEmpty }
        if let shortest = spoken.map(\.content.count).min() {
            record.count(.shortestAnswer, shortest)
        }
        record.count(.badCalls, answers.reduce(0) { $0 + ChatForm.badCalls($1) })
        record.count(.openFences, answers.count { ChatForm.hasOpenFence($0.content) })
        record.count(.refusals, answers.count { isRefusal($0.content) })
        let contents = spoken.map(\.content).filter { !$0.isEmpty }
        record.count(.repeatedAnswers, contents.count - Set(contents).count)
    }

    private func isRefusal(_ content: [UInt8]) -> Bool {
        let start = content.drop { $0 == 0x20 || $0 == 0x0A }.prefix(64)
        var lower = start.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        // A typographic apostrophe is one as well.
        lower = lower.replacing(Array("’".utf8), with: [UInt8(ascii: "'")])
        return refusalPhrases.contains { lower.starts(with: $0) }
    }
}

/// What the form of a conversation shows.
enum ChatForm {
    /// Turns out of order: a system message that isn't first, two of a user or two answers in a row,
    /// an answer before any question, a tool that speaks without a call.
    static func roleBreaks(_ messages: [Message]) -> Int {
        var breaks = 0
        var last: Message?
        for message in messages {
            let follows =
                switch message.role {
                case .system, .developer: last == nil
                case .user: last == nil || [.system, .developer, .assistant].contains(last?.role)
                case .assistant: last?.role == .user || last?.role == .tool
                case .tool: last?.role == .tool || last?.toolCalls.isEmpty == false
                }
            if !follows { breaks += 1 }
            last = message
        }
        return breaks
    }

    /// Calls that nothing answers before the next turn, and answers beyond the calls.
    static func danglingCalls(_ messages: [Message]) -> Int {
        var dangling = 0
        var open = 0
        for message in messages {
            switch message.role {
            case .tool:
                if open == 0 { dangling += 1 } else { open -= 1 }
            default:
                dangling += open
                open = message.callCount
            }
        }
        // A last turn may call: that is then what is to be learned.
        return messages.last?.role == .tool ? dangling + open : dangling
    }

    /// Calls whose arguments are a text that is no JSON object.
    static func badCalls(_ message: Message) -> Int { message.badCallCount }

    /// Whether a code fence is opened and not closed.
    static func hasOpenFence(_ content: [UInt8]) -> Bool {
        var isOpen = false
        for line in content.split(separator: 0x0A) {
            let text = line.drop { $0 == 0x20 }
            if text.starts(with: Array("```".utf8)) { isOpen.toggle() }
        }
        return isOpen
    }
}
