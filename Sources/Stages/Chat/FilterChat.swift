// `filter_chat`: drops conversations whose form or answers would teach the wrong thing.
import ChatText
import PipelineCore
import TextRules

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
        public var boilerplate = true
        public var repeatedAnswers = true
        public var maxRepetition = 1.0
        public var otherLanguages = true
        public var minLanguageScore = 0.65
        public var refusalPhrases = AnswerPhrases.refusals
        public var boilerplatePhrases = AnswerPhrases.boilerplate

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
            "boilerplate": "allow answers in which a model speaks of itself",
            "repeated_answers": "allow an answer that the conversation has already",
            "max_repetition":
                "greatest share of an answer's characters in runs of five words that came before in it",
            "other_languages":
                "allow answers in another language than the user's turn before, where both can be told",
            "min_language_score":
                "least probability of both languages, which are told of 40 bytes or more",
            "refusal_phrases": "what refusals begin with, whatever the case",
            "boilerplate_phrases": "what stands in boilerplate answers, whatever the case",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case turns, contentBytes, shortestAnswer, roleBreaks, emptyTurns, endsWithAnswer
        case danglingCalls, badCalls, openFences, refusals, boilerplate, repeatedAnswers
        case repetition, languageBreaks

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
            case .boilerplate:
                Measurement("boilerplate", .count, "answers in which a model speaks of itself")
            case .repeatedAnswers:
                Measurement("repeated_answers", .count, "answers that were given before")
            case .repetition:
                Measurement(
                    "repetition", .fraction, "the most repetitive answer; with max_repetition")
            case .languageBreaks:
                Measurement(
                    "language_breaks", .count,
                    "answers in another language; with other_languages: false")
            }
        }
    }

    public let rules: [Rule<Column>]
    private let options: Options
    private let refusals: AnswerPhrases
    private let boilerplate: AnswerPhrases

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            0 <= options.minTurns && options.minTurns <= options.maxTurns, "min_turns",
            "must be 0 to max_turns")
        try OptionError.check(
            (0...1).contains(options.maxRepetition), "max_repetition", "must be 0 to 1")
        try OptionError.check(
            (0...1).contains(options.minLanguageScore), "min_language_score", "must be 0 to 1")
        self.options = options
        refusals = AnswerPhrases(options.refusalPhrases)
        boilerplate = AnswerPhrases(options.boilerplatePhrases)
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
            (!options.boilerplate, "boilerplate", .boilerplate, .isAbove(0)),
            (!options.repeatedAnswers, "repeated_answer", .repeatedAnswers, .isAbove(0)),
            (
                options.maxRepetition < 1, "repetitive_answer", .repetition,
                .isAbove(options.maxRepetition)
            ),
            (!options.otherLanguages, "other_language", .languageBreaks, .isAbove(0)),
        ]
        for (isOn, reason, column, comparison) in checks where isOn {
            rules.append(.drop(reason, when: column, comparison))
        }
        return rules
    }

    /// What a worker needs to look closely at answers.
    public final class Scratch {
        fileprivate let language: AnswerLanguage?
        fileprivate let analysis = TextAnalysis()

        fileprivate init(_ options: Options) {
            language =
                options.otherLanguages ? nil : AnswerLanguage(minScore: options.minLanguageScore)
        }
    }

    public func makeScratch() -> Scratch { Scratch(options) }

    public func measure(
        _ document: Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let conversation = try document.conversation(in: shared)
        var messages = conversation.messages
        var judged = messages
        if case .pair(let chosen, let rejected) = conversation.verdict {
            // Both answers are judged, the better one where order counts.
            judged += chosen + rejected
            messages += chosen
        }
        measureAnswers(judged, scratch, into: record)
        if let language = scratch.language {
            record.count(.languageBreaks, language.breaks(in: judged))
        }
        record.count(.turns, messages.count)
        record.count(.contentBytes, messages.reduce(0) { $0 + $1.content.count })
        record.count(.emptyTurns, messages.count(where: \.isEmpty))
        record.count(.roleBreaks, ChatForm.roleBreaks(messages))
        record.count(.danglingCalls, ChatForm.danglingCalls(messages))
        record[.endsWithAnswer] = messages.last?.role == .assistant ? 1 : 0
    }

    private func measureAnswers(
        _ messages: [Message], _ scratch: Scratch, into record: Recorder<Column>
    ) {
        let answers = messages.filter { $0.role == .assistant }
        let spoken = answers.filter(\.toolCalls.isEmpty)
        if let shortest = spoken.map(\.content.count).min() {
            record.count(.shortestAnswer, shortest)
        }
        record.count(.badCalls, answers.reduce(0) { $0 + $1.badCallCount })
        record.count(.openFences, answers.count { ChatForm.hasOpenFence($0.content) })
        record.count(.refusals, answers.count { refusals.begin($0.content) })
        record.count(.boilerplate, answers.count { boilerplate.stand(in: $0.content) })
        let contents = spoken.map(\.content).filter { !$0.isEmpty }
        record.count(.repeatedAnswers, contents.count - Set(contents).count)
        if options.maxRepetition < 1 {
            record[.repetition] = contents.map { repetition(of: $0, scratch.analysis) }.max() ?? 0
        }
    }

    private func repetition(of answer: [UInt8], _ analysis: TextAnalysis) -> Double {
        analysis.load(answer.span)
        return GopherRepetitionCounts(analysis, words: .unicode, counting: .laterNGrams)
            .duplicatedFraction(5)
    }
}
