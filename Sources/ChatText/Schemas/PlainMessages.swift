// The records that most files hold: messages of a role and a text, and nothing to refuse.
import FileFormats

/// Reads records of OpenAI's messages in which nothing but roles and texts could matter, without
/// making values of them; all others take the long way.
struct PlainMessages: Sendable {
    private static let messages = Array("messages".utf8)
    private static let role = Array("role".utf8)
    private static let content = Array("content".utf8)
    private static let roles = [Message.Role.user, .assistant, .system, .developer].map {
        ($0, Array($0.rawValue.utf8))
    }
    /// Fields by which a record is of another schema, or holds more than its messages.
    private static let meaningful: Set<String> = [
        "messages", "conversations", "conversation", "chosen", "rejected", "prompt", "completion",
        "instruction", "label", "tools", "functions", "documents", "chat_template_kwargs", "system",
        "system_prompt", "train", "trainable", "loss", "loss_mask", "weight", "loss_weight",
        "train_on_turn",
    ]

    /// Fields beside the messages that say nothing.
    private let silent: Set<[UInt8]>

    init(allowing allowed: Set<String>) {
        silent = Set(allowed.subtracting(Self.meaningful).map { Array($0.utf8) })
    }

    /// The conversation; `nil` where the record has to be looked at closely.
    func read(_ record: Span<UInt8>, scannedBy scanner: JSONScanner) -> Conversation? {
        var list: JSONValue?
        for field in scanner.fields {
            if field.key.hasEscapes { return nil }
            if Self.matches(field.key, Self.messages, in: record) {
                if list != nil || field.value.kind != .array { return nil }
                list = field.value
            } else {
                let key = record.extracting(field.key.range).withUnsafeBufferPointer(Array.init)
                if !silent.contains(key) { return nil }
            }
        }
        guard let list else { return nil }
        var messages: [Message] = []
        let arePlain = scanner.eachObject(of: list, in: record) { members in
            guard messages.count < Conversation.mostMessages,
                let message = Self.message(members, record)
            else { return false }
            messages.append(message)
            return true
        }
        return arePlain && !messages.isEmpty ? Conversation(messages: messages) : nil
    }

    private static func message(_ members: [JSONField], _ record: Span<UInt8>) -> Message? {
        guard members.count == 2, members.allSatisfy({ $0.value.kind == .string }) else {
            return nil
        }
        let isRoleFirst = matches(members[0].key, role, in: record)
        let (said, text) = isRoleFirst ? (members[0], members[1]) : (members[1], members[0])
        guard matches(said.key, role, in: record), matches(text.key, content, in: record),
            let (role, _) = roles.first(where: { matches(said.value, $0.1, in: record) })
        else { return nil }
        return Message(role, JSONString.text(text.value, of: record))
    }

    private static func matches(
        _ string: JSONValue, _ name: [UInt8], in record: Span<UInt8>
    ) -> Bool {
        !string.hasEscapes && string.range.count == name.count
            && record.extracting(string.range).withUnsafeBufferPointer {
                $0.elementsEqual(name)
            }
    }
}
