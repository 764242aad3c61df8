// What a template begins and ends the assistant's turns with, learned from trial conversations.

/// The marks around an answer.
struct TurnMarks: Sendable {
    /// What stands before an answer, the likeliest first.
    private var beginnings: [[UInt8]] = []
    /// What ends an answer, without white space behind it; empty where nothing does. The end of a
    /// last answer comes first.
    private var ends: [[UInt8]] = []
    /// What comes behind an answer that nothing ends: the beginnings of questions.
    private var followers: [[UInt8]] = []
    /// What ends calls where nothing ends answers; empty where that isn't known.
    private var callEnd: [UInt8] = []
    /// Whether a trial conversation was rendered at all: without one nothing is known of ends.
    private(set) var isKnown = false
    /// The template reads reasoning.
    let readsReasoning: Bool

    /// - Parameter tools: what the trial conversations offer.
    init(
        of template: ModelTemplate, tools: [UInt8] = [],
        clock: @escaping @Sendable () -> JinjaClock
    ) {
        readsReasoning = ["reasoning_content", "thinking"].contains(where: template.mentionsText)
        let question = Message(.user, "Question?")
        let answer = Message(.assistant, "Answer!")
        func rendered(_ messages: [Message], prompt: Bool = false) -> TracedText? {
            try? template.render(
                TemplateInput(Conversation(messages: messages, tools: tools)),
                addGenerationPrompt: prompt, limits: .trial, clock: clock)
        }
        if let open = rendered([question]), let prompt = rendered([question], prompt: true),
            prompt.count > open.count, prompt.bytes.starts(with: open.bytes)
        {
            beginnings.append(Array(prompt.bytes[open.count...]))
        }
        // The last answer may end otherwise than one that is followed by a question.
        for rest in [[], [question]] {
            guard let text = rendered([question, answer] + rest) else { continue }
            learn(from: OwnedWords(text, messages: 2 + rest.count), text.bytes)
        }
        if ends.isEmpty { learnCallEnd { rendered([question, $0]) } }
    }

    /// What two calls of different arguments end with alike.
    private mutating func learnCallEnd(_ render: (Message) -> TracedText?) {
        let footers = ["{}", #"{"word":"Value"}"#].compactMap { arguments -> [UInt8]? in
            var call = Message(.assistant, "Words.")
            call.toolCalls = Array(
                #"[{"type":"function","function":{"name":"f","arguments":\#(arguments)}}]"#.utf8)
            guard let text = render(call), let hull = OwnedWords(text, messages: 2).hull(of: 1)
            else { return nil }
            return Self.trimmed(Array(text.bytes[hull.upperBound...]))
        }
        guard footers.count == 2 else { return }
        let shared = zip(footers[0].reversed(), footers[1].reversed()).prefix { $0 == $1 }.count
        callEnd = Array(footers[0].suffix(shared))
    }

    private mutating func learn(from words: OwnedWords, _ text: [UInt8]) {
        guard let hull = words.hull(of: 1) else { return }
        isKnown = true
        let header = text[words.end(ofWordsBefore: hull.lowerBound)..<hull.lowerBound]
        let footer = text[hull.upperBound..<words.start(ofWordsAfter: hull.upperBound, text.count)]
        if hull.upperBound + footer.count == text.count {
            // Nothing follows: all of the footer ends the answer.
            add(Self.trimmed(Array(footer)), to: &ends)
        } else if let question = words.hull(of: 0) {
            // What the next question begins with is not of the answer.
            let opening = text[..<question.lowerBound]
            let shared = zip(footer.reversed(), opening.reversed()).prefix { $0 == $1 }.count
            add(Self.trimmed(Array(footer.dropLast(shared))), to: &ends)
            add(Array(footer.suffix(shared).drop(while: Self.isSpace)), to: &followers)
        }
        // Between question and answer stands the question's end as well; its last part begins the answer.
        if let mark = Self.lastMark(in: Array(header)) { add(mark, to: &beginnings) }
    }

    private func add(_ mark: [UInt8], to marks: inout [[UInt8]]) {
        if !mark.isEmpty && !marks.contains(mark) { marks.append(mark) }
    }

    private static func trimmed(_ text: [UInt8]) -> [UInt8] {
        var end = text.count
        while end > 0, isSpace(text[end - 1]) { end -= 1 }
        return Array(text[..<end])
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x0A, 0x0D, 0x09].contains(byte) }

    /// The last line of a header that holds more than white space, with what follows it.
    private static func lastMark(in header: [UInt8]) -> [UInt8]? {
        let end = trimmed(header).count
        if end == 0 { return nil }
        let start = header[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return Array(header[start...])
    }

    /// Where an answer begins in a stretch of the template's text: behind the last mark of its kind.
    func start(in text: [UInt8], _ range: Range<Int>) -> Int? {
        let stretch = Array(text[range])
        for mark in beginnings {
            if let place = ByteSearch.last(mark, in: stretch, before: stretch.count) {
                return range.lowerBound + place + mark.count
            }
        }
        return nil
    }

    /// Where an answer ends in a stretch of the template's text: behind its end mark, or at once
    /// where the template has none; `nil` where it should have one, or where that isn't known.
    func end(in text: [UInt8], _ range: Range<Int>, hasCalls: Bool) -> Int? {
        if !isKnown { return nil }
        let stretch = Array(text[range])
        if ends.isEmpty {
            return endOfUnmarked(stretch, hasCalls: hasCalls).map { range.lowerBound + $0 }
        }
        for mark in ends {
            if let place = ByteSearch.first(mark, in: stretch) {
                return range.lowerBound + place + mark.count
            }
        }
        return nil
    }

    /// Without an end mark an answer ends where its words do, as far as nothing else of the template's
    /// comes there than white space and the next turn; and calls end with what closes them.
    private func endOfUnmarked(_ stretch: [UInt8], hasCalls: Bool) -> Int? {
        if hasCalls {
            if callEnd.isEmpty { return nil }
            return ByteSearch.first(callEnd, in: stretch).map { $0 + callEnd.count }
        }
        let next = stretch.drop(while: Self.isSpace)
        let isNextTurn = (followers + beginnings).contains {
            next.starts(with: $0.drop(while: Self.isSpace)) && !$0.allSatisfy(Self.isSpace)
        }
        return next.isEmpty || isNextTurn ? 0 : nil
    }
}
