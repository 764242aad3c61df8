// Qwen's and Hermes' way to write tool calls: as text between marks.

extension Conversation {
    /// The conversation with calls that stand in its texts as calls.
    ///
    /// In answers `<tool_call>`, a JSON object and `</tool_call>` become a call; what a user or a tool
    /// says between `<tool_response>` and `</tool_response>` becomes a tool's turn. How many messages
    /// that changed is the second value.
    ///
    /// - Throws: ``ChatError`` where such marks don't hold what they should.
    public func readingWrittenCalls() throws(ChatError) -> (Conversation, changed: Int) {
        var result = self
        var changed = 0
        result.messages = try Self.read(messages, &changed)
        if case .pair(let chosen, let rejected) = verdict {
            result.verdict = .pair(
                chosen: try Self.read(chosen, &changed), rejected: try Self.read(rejected, &changed)
            )
        }
        return (result, changed)
    }

    private static func read(
        _ messages: [Message], _ changed: inout Int
    ) throws(ChatError) -> [Message] {
        var read: [Message] = []
        for (index, message) in messages.enumerated() {
            let found =
                switch message.role {
                case .assistant: try message.readingCalls(index).map { [$0] }
                case .user, .tool: try message.readingResponses(index)
                case .system, .developer: nil as [Message]?
                }
            if found != nil { changed += 1 }
            read += found ?? [message]
        }
        return read
    }
}

/// A pair of marks and the texts between them.
private struct WrittenMarks {
    let opening: [UInt8]
    let closing: [UInt8]

    static let call = WrittenMarks("tool_call")
    static let response = WrittenMarks("tool_response")

    private init(_ name: String) {
        opening = Array("<\(name)>".utf8)
        closing = Array("</\(name)>".utf8)
    }

    /// What stands before the first mark, and between each two; `nil` where there is no mark.
    func parts(
        of text: [UInt8], _ message: Int
    ) throws(ChatError) -> (before: [UInt8], inside: [[UInt8]])? {
        guard let first = ByteSearch.first(opening, in: text) else { return nil }
        var inside: [[UInt8]] = []
        var start = first
        while ByteSearch.first(opening, in: text, from: start) == start {
            let begin = start + opening.count
            guard let end = ByteSearch.first(closing, in: text, from: begin) else {
                throw ChatError(.badToolCall, message: message, found: "a mark without its end")
            }
            inside.append(Array(text[begin..<end]).withoutLineEnds)
            start = end + closing.count
            while start < text.count, [0x0A, 0x0D, 0x20].contains(text[start]) { start += 1 }
        }
        if start < text.count {
            throw ChatError(.badToolCall, message: message, found: "words behind the marks")
        }
        return (Array(text[..<first]).withoutLineEnds, inside)
    }
}

extension Message {
    fileprivate func readingCalls(_ index: Int) throws(ChatError) -> Message? {
        guard let (before, inside) = try WrittenMarks.call.parts(of: content, index) else {
            return nil
        }
        var message = self
        message.content = before
        let fields = FieldReader(Dict(), message: index)
        for json in inside {
            guard let call = Value.parsing(json, origin: .data) else {
                throw ChatError(.badToolCall, message: index, found: "a text that is no JSON")
            }
            message.toolCalls = try ToolCalls.joined(message.toolCalls, call, fields)
        }
        return message
    }

    fileprivate func readingResponses(_ index: Int) throws(ChatError) -> [Message]? {
        guard let (before, inside) = try WrittenMarks.response.parts(of: content, index) else {
            return nil
        }
        if !before.isBlank {
            throw ChatError(.badToolCall, message: index, found: "words before the marks")
        }
        return inside.map { text in
            var message = self
            message.role = .tool
            message.content = text
            return message
        }
    }
}

extension [UInt8] {
    /// Without line ends and blanks at both ends.
    fileprivate var withoutLineEnds: [UInt8] {
        let isSpace: (UInt8) -> Bool = { [0x0A, 0x0D, 0x20].contains($0) }
        guard let start = firstIndex(where: { !isSpace($0) }),
            let end = lastIndex(where: { !isSpace($0) })
        else { return [] }
        return Array(self[start...end])
    }
}
