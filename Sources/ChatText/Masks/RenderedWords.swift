// Whether a message's words came out of a template whole.

/// What a template may do to words without changing what is said: move white space, and take the
/// marks around a reasoning out, or the whole of it where an answer is not the last one.
struct RenderedWords {
    private static let opening = Array("<think>".utf8)
    private static let closing = Array("</think>".utf8)

    /// The message's words as they stand in the text.
    let owned: [UInt8]
    /// Whether the message's reasoning has to stand there.
    let mustReason: Bool

    /// What of the message they don't hold as it is; `nil` where they hold all, and of an answer
    /// nothing else.
    func missing(of message: Message) -> String? {
        if hold(message) { return nil }
        var silent = message
        silent.reasoning = []
        return !message.reasoning.isBlank && hold(silent)
            ? "its reasoning; drop_reasoning of normalize_chat leaves it out"
            : "its content as it is"
    }

    private func hold(_ message: Message) -> Bool {
        if owned == message.content && message.reasoning.isEmpty { return true }
        if message.content.isBlank && message.reasoning.isBlank { return true }
        switch message.role {
        // Templates quote what tools say as JSON.
        case .tool: return message.content.sharesWords(with: owned)
        case .system, .developer, .user:
            return ByteSearch.first(message.content, in: owned) != nil
                || ByteSearch.first(message.content.withoutSpace, in: owned.withoutSpace) != nil
        case .assistant: return holdAnswer(message)
        }
    }

    private func holdAnswer(_ message: Message) -> Bool {
        let found = owned.withoutSpace
        let reasoning = message.reasoning.withoutSpace
        let content = forms(of: message.content.withoutSpace)
        var forms = content.map { reasoning + $0 }
        if !mustReason && !reasoning.isEmpty { forms += content }
        // Calls and names come out in forms of their own, before the words or behind them.
        let isAlone = message.toolCalls.isEmpty && message.name.isEmpty
        return forms.contains { isAlone ? $0 == found : ByteSearch.first($0, in: found) != nil }
    }

    private func forms(of content: [UInt8]) -> [[UInt8]] {
        guard let end = ByteSearch.last(Self.closing, in: content, before: content.count) else {
            return [content]
        }
        let bare = content.replacing(Self.opening, with: []).replacing(Self.closing, with: [])
        let rest = Array(content[(end + Self.closing.count)...])
        return mustReason ? [content, bare] : [content, bare, rest]
    }
}

extension [UInt8] {
    /// Without white space, Python's.
    fileprivate var withoutSpace: [UInt8] {
        TracedText(self).splitAtSpace(limit: .max, fromRight: false).reduce(into: []) {
            $0 += $1.bytes
        }
    }
}
