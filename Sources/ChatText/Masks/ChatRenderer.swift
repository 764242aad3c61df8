// Renders conversations and tells, with proof, which bytes of the text carry loss.

/// Renders conversations with a model's template.
///
/// What carries loss is found by the template's generation marks where it has them, else by where
/// each message's own words came out: every byte of a rendered text is known to be the template's
/// or a message's. Turns begin behind what the template begins answers with and end with its end
/// mark, both learned from a trial conversation. A conversation in which that can't be told for
/// sure is refused with a reason: a mask is proved, or there is none.
public struct ChatRenderer: Sendable {
    public let template: ModelTemplate
    public var trainedTurns = TrainedTurns.assistant
    /// The mark that ends a trained turn carries loss: a model that never learned to say it doesn't
    /// know when to stop.
    public var trainsOnEndMark = true
    /// What day it is, for templates that print it.
    public var clock: @Sendable () -> JinjaClock
    let marks: TemplateMarks
    private let plans = RenderingPlans()

    public init(
        _ template: ModelTemplate,
        clock: @escaping @Sendable () -> JinjaClock = JinjaClock.now
    ) {
        self.template = template
        self.clock = clock
        marks = TemplateMarks(of: template, clock: clock)
    }

    /// The rendered conversation.
    ///
    /// - Throws: ``ChatError`` where the template refuses it, leaves out what it holds, or where the
    ///   mask can't be proved.
    public func render(_ conversation: Conversation) throws(ChatError) -> RenderedChat {
        if case .pair = conversation.verdict { throw ChatError(.preferencePair) }
        if conversation.messages.isEmpty { throw ChatError(.emptyConversation) }
        let text = try text(of: conversation)
        let words = OwnedWords(text, messages: conversation.messages.count)
        try checkRendered(conversation, words)
        var chat = RenderedChat()
        chat.text = text.bytes
        chat.templateRanges = words.template
        let loss = try lossRanges(conversation, text, words)
        chat.lossRanges = loss.map(\.range)
        if loss.contains(where: { $0.weight != 1 }) { chat.lossWeights = loss.map(\.weight) }
        return chat
    }

    private func text(of conversation: Conversation) throws(ChatError) -> TracedText {
        let limits = JinjaLimits()
        if let text = plans.text(of: conversation, by: template, limits: limits) { return text }
        do {
            return try template.render(TemplateInput(conversation), limits: limits, clock: clock)
        } catch {
            throw ChatError(.templateRefuses, found: error.message)
        }
    }

    // MARK: Nothing is left out

    private func checkRendered(
        _ conversation: Conversation, _ words: OwnedWords
    ) throws(ChatError) {
        if !conversation.tools.isEmpty && !template.mentions("tools") {
            throw ChatError(.toolsNotRendered)
        }
        if !conversation.documents.isEmpty && !template.mentions("documents") {
            throw ChatError(.messageNotRendered, found: "documents")
        }
        let last = conversation.messages.lastIndex { $0.role == .assistant }
        for index in conversation.messages.indices {
            if conversation.messages[index].isPlain,
                words.are(conversation.messages[index].content, of: index)
            {
                continue
            }
            let message = conversation.messages[index]
            let owned = words.text(of: index)
            for name in message.calledNames where ByteSearch.first(name, in: owned) == nil {
                throw ChatError(.messageNotRendered, message: index, found: "a tool call")
            }
            // Templates for reasoning models leave it out of earlier turns on purpose.
            let mustReason = index == last || !marks.readsReasoning
            let rendered = RenderedWords(owned: owned, mustReason: mustReason)
            if let missing = rendered.missing(of: message) {
                throw ChatError(.messageNotRendered, message: index, found: missing)
            }
        }
        try checkOrder(conversation, words)
    }

    /// What is said stands in its order; only system messages may be moved.
    private func checkOrder(
        _ conversation: Conversation, _ words: OwnedWords
    ) throws(ChatError) {
        var end = 0
        for index in conversation.messages.indices {
            let role = conversation.messages[index].role
            guard role != .system, role != .developer, let hull = words.hull(of: index) else {
                continue
            }
            if hull.lowerBound < end, role == .assistant || hull.upperBound <= end {
                throw ChatError(.maskNotProved, message: index, found: "it stands before others")
            }
            end = max(end, hull.upperBound)
        }
    }

    // MARK: What carries loss

    /// The messages to learn.
    private func trainedMessages(_ conversation: Conversation) -> [Int] {
        let messages = conversation.messages
        let trained = messages.indices.filter { messages[$0].trains && !messages[$0].isEmpty }
        switch trainedTurns {
        case .assistant, .all: return trained
        case .lastAssistant:
            let last = messages.lastIndex { $0.role == .assistant }
            return trained.filter { $0 == last }
        case .completion:
            let lastUser = messages.lastIndex { $0.role == .user } ?? -1
            return trained.filter { $0 > lastUser && messages[$0].role == .assistant }
        }
    }

    private func lossRanges(
        _ conversation: Conversation, _ text: TracedText, _ words: OwnedWords
    ) throws(ChatError) -> [LossRange] {
        if conversation.isUnwanted { return [] }
        if trainedTurns == .all {
            return try wholeText(conversation, text, words)
        }
        let trained = trainedMessages(conversation)
        var ranges: [LossRange] = []
        for index in trained {
            let message = conversation.messages[index]
            let found =
                message.role != .assistant
                ? words.hull(of: index).map { [$0] } ?? []
                : template.hasGeneration
                    ? generated(index, words)
                    : try turn(index, conversation, text, words).map { [$0] } ?? []
            ranges += found.map { LossRange(range: $0, weight: Float(message.weight)) }
        }
        let joined = try ranges.joinedWhereTheyTouch()
        let bare = joined.map(\.range)
        try prove(bare, trained, conversation, words)
        if bare == [0..<text.count] {
            throw ChatError(.maskNotProved, found: "all of the text would carry loss")
        }
        return joined
    }

    private func wholeText(
        _ conversation: Conversation, _ text: TracedText, _ words: OwnedWords
    ) throws(ChatError) -> [LossRange] {
        var ranges: [LossRange] = []
        var start = 0
        for (index, message) in conversation.messages.enumerated()
        where message.role == .assistant && message.weight != 1 {
            guard let turn = try turn(index, conversation, text, words) else { continue }
            ranges.append(LossRange(range: start..<turn.lowerBound, weight: 1))
            ranges.append(LossRange(range: turn, weight: Float(message.weight)))
            start = turn.upperBound
        }
        ranges.append(LossRange(range: start..<text.count, weight: 1))
        return ranges.filter { $0.weight > 0 && !$0.range.isEmpty }
    }

    /// The generated stretches that hold words of message `index`.
    private func generated(
        _ index: Int, _ words: OwnedWords
    ) -> [Range<Int>] {
        words.generatedRanges(of: index).map { range in
            if trainsOnEndMark { return range }
            // Without the template's words behind the last of the message's.
            let owned = words.ranges(of: index)
            let last = owned.firstIndex(endingAfter: range.upperBound - 1)
            let end = last < owned.count ? owned[last] : owned[owned.count - 1]
            let bound =
                end.lowerBound < range.upperBound ? end.upperBound : owned[last - 1].upperBound
            return range.lowerBound..<min(range.upperBound, bound)
        }
    }

    /// The turn of message `index` of the assistant: from behind what begins it to its end mark.
    private func turn(
        _ index: Int, _ conversation: Conversation, _ text: TracedText, _ words: OwnedWords
    ) throws(ChatError) -> Range<Int>? {
        guard let hull = words.hull(of: index) else { return nil }
        let marks = marks.marks(offersTools: !conversation.tools.isEmpty)
        let before = words.end(ofWordsBefore: hull.lowerBound)..<hull.lowerBound
        let start = marks.start(in: text.bytes, before)
        let message = conversation.messages[index]
        if start == nil, !message.toolCalls.isEmpty || !message.reasoning.isEmpty {
            throw ChatError(.maskNotProved, message: index, found: "where the answer begins")
        }
        let after = hull.upperBound..<words.start(ofWordsAfter: hull.upperBound, text.count)
        guard let end = marks.end(in: text.bytes, after, hasCalls: !message.toolCalls.isEmpty)
        else {
            throw ChatError(.maskNotProved, message: index, found: "where the answer ends")
        }
        return (start ?? hull.lowerBound)..<(trainsOnEndMark ? end : hull.upperBound)
    }

    /// Every word of a trained message carries loss, and no word of anybody else does.
    private func prove(
        _ ranges: [Range<Int>], _ trained: [Int], _ conversation: Conversation,
        _ words: OwnedWords
    ) throws(ChatError) {
        var isTrained = Array(repeating: false, count: conversation.messages.count)
        for index in trained { isTrained[index] = true }
        for index in isTrained.indices {
            for owned in words.ranges(of: index) {
                let (holds, meets) = ranges.relation(to: owned)
                if isTrained[index] ? !holds : meets {
                    let found = isTrained[index] ? "would not carry loss" : "would carry loss"
                    throw ChatError(
                        .maskNotProved, message: index, found: "words of it \(found)")
                }
            }
        }
    }
}

extension Message {
    /// Nothing but its content is said.
    fileprivate var isPlain: Bool { reasoning.isEmpty && toolCalls.isEmpty }
}

extension [UInt8] {
    /// Nothing but white space.
    var isBlank: Bool {
        // A first byte of ASCII that is a word's settles it.
        if let first, (0x21..<0x7F).contains(first) { return false }
        return TracedText(self).splitAtSpace(limit: 1, fromRight: false).isEmpty
    }

    /// Some line of the text stands in another one: templates trim, split and quote what they write.
    func sharesWords(with other: [UInt8]) -> Bool {
        if ByteSearch.first(self, in: other) != nil { return true }
        return TracedText(self).splitAtSpace(limit: .max, fromRight: false).contains {
            ByteSearch.first($0.bytes, in: other) != nil
        }
    }
}
