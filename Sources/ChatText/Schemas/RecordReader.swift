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
        guard let label = fields.take("label") else { return }
        guard case .bool(let isWanted) = label else {
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
        if try LossFlags.take(from: &fields) == false {
            for index in conversation.messages.indices {
                conversation.messages[index].trains = false
            }
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

    // MARK: OASST

    private static let treeFields: Set<String> = [
        "message_id", "message_tree_id", "tree_state", "created_date", "lang", "review_count",
        "review_result", "deleted", "rank", "synthetic", "model_name", "detoxify", "emojis",
        "labels", "user_id", "parent_id", "origin", "validation",
    ]

    /// The thread of the best-ranked replies.
    private mutating func tree() throws(ChatError) -> Conversation {
        guard case .dict(let root)? = fields.take("prompt") else { throw missing("prompt") }
        for name in Self.treeFields { _ = fields.take(name) }
        var turns: [Message] = []
        var node: Dict? = root
        while let here = node {
            if turns.count > Conversation.mostMessages { throw ChatError(.tooManyMessages) }
            var reader = FieldReader(here, message: turns.count)
            guard let text = try reader.takeText("text") else {
                throw reader.error(.missingField, "'text'")
            }
            let role = String(decoding: try reader.takeText("role") ?? [], as: UTF8.self)
            guard ["prompter", "assistant"].contains(role) else {
                throw reader.error(.unknownRole, "'\(role.prefix(40))'")
            }
            turns.append(Message(role == "prompter" ? .user : .assistant, text))
            let replies = reader.take("replies")
            try reader.finish(allowing: Self.treeFields)
            node = Self.best(of: replies)
        }
        return Conversation(messages: turns)
    }

    /// The reply of the smallest rank that was not deleted; those without a rank come last.
    private static func best(of replies: Value?) -> Dict? {
        guard case .list(let list)? = replies else { return nil }
        let candidates = list.compactMap { reply -> (Dict, Double)? in
            guard case .dict(let dict) = reply else { return nil }
            if case .bool(true)? = dict[Array("deleted".utf8)] { return nil }
            return (dict, dict[Array("rank".utf8)]?.number ?? .infinity)
        }
        return candidates.enumerated().min {
            ($0.element.1, $0.offset) < ($1.element.1, $1.offset)
        }?.element.0
    }
}
