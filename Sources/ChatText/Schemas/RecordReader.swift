// The fields that each schema has.

/// Reads one record; what is left in `fields` was not read.
struct RecordReader {
    var fields: FieldReader
    let messages: MessageReader

    mutating func read(_ schema: ChatSchema) throws(ChatError) -> Conversation {
        var conversation =
            switch schema {
            case .auto, .messages: try messageList("messages")
            case .sharegpt:
                try messageList(fields.has("conversations") ? "conversations" : "conversation")
            case .alpaca: try instruction(context: "input", answers: ["output", "response"])
            case .dolly: try instruction(context: "context", answers: ["response", "output"])
            case .promptCompletion: try promptCompletion()
            case .preference: try preference()
            case .oasstTree: try tree()
            case .oasstFlat: try rows()
            }
        try readOffers(into: &conversation)
        try addSystem(to: &conversation)
        return conversation
    }

    private func missing(_ name: String) -> ChatError { fields.error(.missingField, "'\(name)'") }

    private mutating func messageList(_ name: String) throws(ChatError) -> Conversation {
        guard let list = fields.take(name) else { throw missing(name) }
        var conversation = Conversation(messages: try messages.messages(list, named: name))
        try readLabel(into: &conversation)
        return conversation
    }

    private mutating func readLabel(into conversation: inout Conversation) throws(ChatError) {
        guard fields.has("label") else { return }
        // A label of null is no example to learn: which it is, nobody said.
        guard case .bool(let isWanted)? = fields.take("label") else {
            throw fields.error(.badLossFlag, "'label'")
        }
        conversation.verdict = .labelled(isWanted)
    }

    /// Tools, documents and settings, and a weight of the whole record.
    private mutating func readOffers(into conversation: inout Conversation) throws(ChatError) {
        var tools: Value?
        for name in ["tools", "functions"] {
            guard let value = try fields.takeJSON(name) else { continue }
            tools = value
        }
        if let tools {
            guard case .list(let list) = tools else { throw fields.error(.badTools) }
            for tool in list {
                guard case .dict = tool else { throw fields.error(.badTools) }
            }
            conversation.tools = list.isEmpty ? [] : try tools.jsonText()
        }
        if let documents = try fields.takeJSON("documents") {
            conversation.documents = try documents.jsonText()
        }
        if let settings = try fields.takeJSON("chat_template_kwargs") {
            guard case .dict(let dict) = settings else {
                throw fields.error(.notAConversation, "'chat_template_kwargs' is no object")
            }
            conversation.settings = dict.count == 0 ? [] : try settings.jsonText()
        }
        guard let weight = try LossFlags.take(from: &fields), weight < 1 else { return }
        if case .pair = conversation.verdict {
            throw fields.error(.badLossFlag, "a weight of a pair of answers")
        }
        for index in conversation.messages.indices {
            conversation.messages[index].weight *= weight
        }
    }

    private mutating func addSystem(to conversation: inout Conversation) throws(ChatError) {
        for name in ["system", "system_prompt"] {
            guard let text = try fields.takeText(name), !text.isEmpty else { continue }
            if conversation.messages.first?.role == .system {
                throw ChatError(.twoSystemMessages)
            }
            conversation.messages.insert(Message(.system, text), at: 0)
        }
    }

    // MARK: Instructions

    private mutating func instruction(
        context: String, answers: [String]
    ) throws(ChatError) -> Conversation {
        guard var prompt = try fields.takeText("instruction") else { throw missing("instruction") }
        if let text = try fields.takeText(context), !text.isEmpty {
            prompt += (prompt.isEmpty ? [] : [0x0A]) + text
        }
        var answer: [UInt8]?
        for name in answers where answer == nil { answer = try fields.takeText(name) }
        guard let answer else { throw missing(answers[0]) }
        var turns = try history()
        turns += [Message(.user, prompt), Message(.assistant, answer)]
        return Conversation(messages: turns)
    }

    /// `history`: pairs of a question and its answer.
    private mutating func history() throws(ChatError) -> [Message] {
        guard let value = fields.take("history") else { return [] }
        guard case .list(let pairs) = value else {
            throw fields.error(.notAConversation, "'history' is no list")
        }
        var turns: [Message] = []
        for pair in pairs {
            guard case .list(let texts) = pair, texts.count == 2,
                case .string(let question) = texts[0], case .string(let answer) = texts[1]
            else { throw fields.error(.notAConversation, "'history' holds what is no pair") }
            turns += [Message(.user, question.bytes), Message(.assistant, answer.bytes)]
        }
        return turns
    }

    // MARK: Prompts and answers

    /// Messages, or a text that is one of the role.
    private mutating func turns(
        _ name: String, _ role: Message.Role
    ) throws(ChatError) -> [Message]? {
        guard let value = fields.take(name) else { return nil }
        switch value {
        case .string(let text): return [Message(role, text.bytes)]
        case .dict(let dict): return [try messages.message(FieldReader(dict, message: 0))]
        default: return try messages.messages(value, named: name)
        }
    }

    private mutating func promptCompletion() throws(ChatError) -> Conversation {
        guard var all = try turns("prompt", .user) else { throw missing("prompt") }
        guard let completion = try turns("completion", .assistant) else {
            throw missing("completion")
        }
        // Only the completion is to be learned.
        for index in all.indices where all[index].role == .assistant { all[index].trains = false }
        var conversation = Conversation(messages: all + completion)
        try readLabel(into: &conversation)
        return conversation
    }

    private mutating func preference() throws(ChatError) -> Conversation {
        var prompt = try turns("prompt", .user) ?? []
        for name in ["conversations", "messages"] where prompt.isEmpty {
            prompt = try turns(name, .user) ?? []
        }
        guard var chosen = try turns("chosen", .assistant) else { throw missing("chosen") }
        guard var rejected = try turns("rejected", .assistant) else { throw missing("rejected") }
        if prompt.isEmpty {
            let shared = zip(chosen, rejected).prefix { $0 == $1 }.count
            prompt = Array(chosen[..<shared])
        }
        if chosen.starts(with: prompt) { chosen.removeFirst(prompt.count) }
        if rejected.starts(with: prompt) { rejected.removeFirst(prompt.count) }
        if chosen.isEmpty || rejected.isEmpty {
            throw missing(chosen.isEmpty ? "chosen" : "rejected")
        }
        var conversation = Conversation(messages: prompt)
        conversation.verdict = .pair(chosen: chosen, rejected: rejected)
        return conversation
    }
}
