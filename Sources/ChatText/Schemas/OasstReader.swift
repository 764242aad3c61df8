// OASST's message trees: nested replies, or rows that name their parents.

extension RecordReader {
    private static let treeFields: Set<String> = [
        "message_id", "message_tree_id", "tree_state", "created_date", "lang", "review_count",
        "review_result", "deleted", "rank", "synthetic", "model_name", "detoxify", "emojis",
        "labels", "user_id", "parent_id", "origin", "validation",
    ]

    /// The thread of the best-ranked replies of a tree.
    mutating func tree() throws(ChatError) -> Conversation {
        guard case .dict(let root)? = fields.take("prompt") else {
            throw fields.error(.missingField, "'prompt'")
        }
        for name in Self.treeFields { _ = fields.take(name) }
        return try thread(from: root) { message in
            guard case .list(let replies)? = message.take("replies") else { return [] }
            return replies.compactMap { if case .dict(let reply) = $0 { reply } else { nil } }
        }
    }

    /// The thread of the best-ranked replies of a tree whose messages are rows.
    mutating func rows() throws(ChatError) -> Conversation {
        guard case .list(let list)? = fields.take("oasst_rows") else {
            throw fields.error(.missingField, "'oasst_rows'")
        }
        var root: Dict?
        var replies: [[UInt8]: [Dict]] = [:]
        var ids: Set<[UInt8]> = []
        for case .dict(let row) in list {
            guard ids.insert(Self.messageID(of: row)).inserted else {
                throw ChatError(.notAConversation, found: "two messages of one message_id")
            }
            let parent = row[Array("parent_id".utf8)] ?? .null
            if case .string(let id) = parent {
                replies[id.bytes, default: []].append(row)
            } else if root == nil {
                root = row
            } else {
                throw ChatError(.notAConversation, found: "a tree of two first messages")
            }
        }
        guard let root else {
            throw ChatError(
                .missingField,
                found: "the first message of a tree, whose rows have to follow one another")
        }
        guard Self.count(below: root, replies) == list.count else {
            throw ChatError(
                .notAConversation, found: "a message whose parent is not in its tree")
        }
        return try thread(from: root) { message in
            guard case .string(let id)? = message.take("message_id") else { return [] }
            return replies[id.bytes] ?? []
        }
    }

    /// A row's own name; empty where it has none.
    private static func messageID(of row: Dict) -> [UInt8] {
        if case .string(let id)? = row[Array("message_id".utf8)] { id.bytes } else { [] }
    }

    /// How many messages a tree has; no name stands twice, so there are no circles.
    private static func count(below root: Dict, _ replies: [[UInt8]: [Dict]]) -> Int {
        var open = [root]
        var count = 0
        while let row = open.popLast() {
            count += 1
            open += replies[messageID(of: row)] ?? []
        }
        return count
    }

    private func thread(
        from root: Dict, replies: (inout FieldReader) -> [Dict]
    ) throws(ChatError) -> Conversation {
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
            let candidates = replies(&reader)
            try reader.finish(allowing: Self.treeFields)
            node = Self.best(of: candidates)
        }
        return Conversation(messages: turns)
    }

    /// The reply of the smallest rank that was not deleted; those without a rank come last.
    private static func best(of replies: [Dict]) -> Dict? {
        let candidates = replies.compactMap { reply -> (Dict, Double)? in
            if case .bool(true)? = reply[Array("deleted".utf8)] { return nil }
            return (reply, reply[Array("rank".utf8)]?.number ?? .infinity)
        }
        return candidates.enumerated().min {
            ($0.element.1, $0.offset) < ($1.element.1, $1.offset)
        }?.element.0
    }
}
