// The `messages` schema: role and content, as OpenAI's chat and fine-tuning formats have them.
import FileFormats

/// Conversations as a list of messages:
///
///     {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
///
/// A content is a string, null (nothing is said), or a list of typed text parts
/// (`{"type": "text", "text": "Hi"}`; some sets write `value` for `text`), which are joined as they
/// are. `tool_calls` and the record's `tools` are kept as they are written. Whether a message trains
/// is its role's default, overridden by `train` (true or false), `weight` or `loss_weight` (0: no).
/// Of equal keys the last one counts.
public struct MessagesSchema: ChatSchema {
    private let messages = JSONPath("messages")
    private let tools = JSONPath("tools")

    public init() {}

    public var fields: [String] { ["messages", "tools"] }

    public func conversation(
        in record: Span<UInt8>, scannedBy scanner: inout JSONScanner
    ) throws(ChatError) -> Conversation {
        guard let list = scanner.find(messages, in: record), list.kind == .array else {
            throw ChatError(.notAConversation, found: "no list 'messages'")
        }
        var conversation = Conversation()
        for (number, element) in scanner.elements(of: list, in: record).enumerated() {
            var fields = MessageFields(number: number)
            guard element.kind == .object else {
                throw fields.error("a message that is no object")
            }
            for member in scanner.members(of: element, in: record) {
                try fields.take(member, in: record, scanner)
            }
            conversation.messages.append(try fields.message())
        }
        if conversation.messages.isEmpty { throw ChatError(.emptyConversation) }
        conversation.tools = rawList(scanner.find(tools, in: record), in: record)
        return conversation
    }
}

/// The fields of one message while they are gathered.
private struct MessageFields {
    let number: Int
    private var role: Message.Role?
    private var content: [UInt8]?
    private var toolCalls: [UInt8] = []
    private var trains: Bool?

    init(number: Int) { self.number = number }

    func error(_ found: String, _ code: ChatError.Code = .notAConversation) -> ChatError {
        ChatError(code, message: number, found: found)
    }

    mutating func take(
        _ member: JSONField, in record: Span<UInt8>, _ scanner: JSONScanner
    ) throws(ChatError) {
        let value = member.value
        switch text(member.key, in: record) {
        case "role": role = try role(value, in: record)
        case "content": content = try content(value, in: record, scanner)
        case "tool_calls": toolCalls = rawList(value, in: record)
        case "train" where value.kind == .bool:
            trains = record[value.range.lowerBound] == UInt8(ascii: "t")
        case "weight" where value.kind == .number, "loss_weight" where value.kind == .number:
            trains = JSONNumber.double(value, of: record) != 0
        case "train", "weight", "loss_weight":
            throw error("a weight that is neither a number nor true or false")
        default: break
        }
    }

    func message() throws(ChatError) -> Message {
        guard let role else { throw error("no role") }
        guard let content = content ?? (toolCalls.isEmpty ? nil : []) else {
            throw error("no content")
        }
        return Message(role, content, toolCalls: toolCalls, trains: trains)
    }

    private func role(
        _ value: JSONValue, in record: Span<UInt8>
    ) throws(ChatError) -> Message.Role {
        guard value.kind == .string else { throw error("a role that is no string") }
        let name = text(value, in: record)
        // OpenAI's name for a tool's answer before tools came.
        if name == "function" { return .tool }
        guard let role = Message.Role(rawValue: name) else {
            throw error("'\(name.prefix(40))'", .unknownRole)
        }
        return role
    }

    private func content(
        _ value: JSONValue, in record: Span<UInt8>, _ scanner: JSONScanner
    ) throws(ChatError) -> [UInt8] {
        switch value.kind {
        case .string: return JSONString.text(value, of: record)
        case .null: return []
        case .array: break
        default: throw error("a content that is neither a string nor a list of parts")
        }
        var content: [UInt8] = []
        for part in scanner.elements(of: value, in: record) {
            content += try text(ofPart: part, in: record, scanner)
        }
        return content
    }

    private func text(
        ofPart part: JSONValue, in record: Span<UInt8>, _ scanner: JSONScanner
    ) throws(ChatError) -> [UInt8] {
        guard part.kind == .object else { throw error("a part that is no object") }
        var type = "no type"
        var content: [UInt8]?
        for member in scanner.members(of: part, in: record) where member.value.kind == .string {
            switch text(member.key, in: record) {
            case "type": type = text(member.value, in: record)
            case "text", "value": content = JSONString.text(member.value, of: record)
            default: break
            }
        }
        guard type == "text", let content else {
            throw error("'\(type.prefix(40))'", .contentNotText)
        }
        return content
    }

    private func text(_ string: JSONValue, in record: Span<UInt8>) -> String {
        String(decoding: JSONString.text(string, of: record), as: UTF8.self)
    }
}

/// A list as it is written; nothing for an empty one and for everything else.
private func rawList(_ value: JSONValue?, in record: Span<UInt8>) -> [UInt8] {
    guard let value, value.kind == .array else { return [] }
    let isEmpty = (value.range.lowerBound + 1..<value.range.upperBound - 1).allSatisfy {
        [0x20, 0x09, 0x0A, 0x0D].contains(record[$0])
    }
    return isEmpty ? [] : record.extracting(value.range).withUnsafeBufferPointer(Array.init)
}
