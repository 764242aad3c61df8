// One message: `role` and `content` as OpenAI has them, or `from` and `value` as ShareGPT has.

/// Reads messages, and refuses what it doesn't know.
struct MessageReader {
    /// Fields that may be there and are not read.
    let allowed: Set<String>

    /// The messages of a list, or of a text that holds one as JSON.
    func messages(_ value: Value, named name: String) throws(ChatError) -> [Message] {
        var list = value
        if case .string(let text) = value {
            list = Value.parsing(text.bytes, origin: .data) ?? value
        }
        guard case .list(let elements) = list else {
            throw ChatError(.notAConversation, found: "'\(name)' is no list")
        }
        if elements.count > Conversation.mostMessages {
            throw ChatError(.tooManyMessages, found: "\(elements.count)")
        }
        var messages: [Message] = []
        messages.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard case .dict(let dict) = element else {
                throw ChatError(
                    .notAConversation, message: index, found: "a message that is no object")
            }
            messages.append(try message(FieldReader(dict, message: index)))
        }
        return messages
    }

    func message(_ reader: FieldReader) throws(ChatError) -> Message {
        var fields = reader
        guard let said = fields.takeFirst(["role", "from"]) else {
            throw fields.error(.missingField, "'role'")
        }
        let (role, callsTool) = try Self.role(said, fields)
        let weight = try LossFlags.take(from: &fields)
        var message = Message(role, [])
        let hasContent = fields.has("content") || fields.has("value")
        let content = fields.takeFirst(["content", "value"])
        message.hasContent = content != nil && !callsTool
        if callsTool {
            message.toolCalls = try ToolCalls.json(content ?? .null, fields)
        } else {
            try Self.read(content ?? .text(""), into: &message, fields)
        }
        try Self.readCalls(&fields, into: &message)
        try Self.readReasoning(&fields, into: &message)
        message.toolCallID = try fields.takeText("tool_call_id") ?? []
        message.name = try fields.takeText("name") ?? []
        if !hasContent && message.isEmpty { throw fields.error(.missingField, "'content'") }
        try fields.finish(allowing: allowed)
        if let weight { message.weight = weight }
        return message
    }

    private static let roles: [String: Message.Role] = [
        "system": .system, "developer": .developer, "user": .user, "human": .user,
        "prompter": .user, "assistant": .assistant, "gpt": .assistant, "chatgpt": .assistant,
        "bot": .assistant, "model": .assistant, "function_call": .assistant, "tool": .tool,
        "function": .tool, "observation": .tool, "ipython": .tool, "function_response": .tool,
        "tool_call": .assistant, "tool_response": .tool,
    ]

    private static func role(
        _ value: Value, _ fields: FieldReader
    ) throws(ChatError) -> (Message.Role, callsTool: Bool) {
        guard case .string(let text) = value else {
            throw fields.error(.notAConversation, "a role that is no text")
        }
        let name = text.string
        guard let role = roles[name] else {
            throw fields.error(.unknownRole, "'\(name.prefix(40))'")
        }
        return (role, name == "function_call" || name == "tool_call")
    }

    private static func readCalls(
        _ fields: inout FieldReader, into message: inout Message
    ) throws(ChatError) {
        for name in ["tool_calls", "function_call"] {
            guard let value = try fields.takeJSON(name) else { continue }
            if case .list(let calls) = value, calls.isEmpty { continue }
            if !message.toolCalls.isEmpty {
                throw fields.error(.badToolCall, "calls in two places")
            }
            message.toolCalls = try ToolCalls.json(value, fields)
        }
        if !message.toolCalls.isEmpty && message.role != .assistant {
            throw fields.error(.badToolCall, "calls of a \(message.role.rawValue)")
        }
    }

    private static func readReasoning(
        _ fields: inout FieldReader, into message: inout Message
    ) throws(ChatError) {
        for name in ["reasoning_content", "thinking", "reasoning"] {
            guard let text = try fields.takeText(name), !text.isEmpty else { continue }
            if !message.reasoning.isEmpty && message.reasoning != text {
                throw fields.error(.notAConversation, "two different reasonings")
            }
            message.reasoning = text
        }
    }

    // MARK: Contents

    private static func read(
        _ content: Value, into message: inout Message, _ fields: FieldReader
    ) throws(ChatError) {
        switch content {
        case .string(let text): message.content = text.bytes
        case .list(let parts):
            for part in parts { try read(part: part, into: &message, fields) }
        default:
            throw fields.error(
                .notAConversation, "a content that is neither a text nor a list of parts")
        }
    }

    private static func read(
        part: Value, into message: inout Message, _ fields: FieldReader
    ) throws(ChatError) {
        if case .string(let text) = part {
            message.content += text.bytes
            return
        }
        guard case .dict(let dict) = part else {
            throw fields.error(.contentNotText, "a part that is no object")
        }
        var part = FieldReader(dict, message: fields.message)
        let type = String(decoding: try part.takeText("type") ?? [], as: UTF8.self)
        switch type {
        case "text", "input_text", "output_text": message.content += try text(of: &part, "text")
        case "reasoning", "thinking": message.reasoning += try text(of: &part, type)
        case "tool_call":
            guard let value = try part.takeJSON("value") else {
                throw part.error(.missingField, "the tool call's 'value'")
            }
            message.toolCalls = try ToolCalls.joined(message.toolCalls, value, part)
        default: throw fields.error(.contentNotText, "'\(type.prefix(40))'")
        }
        try part.finish()
    }

    private static func text(
        of part: inout FieldReader, _ name: String
    ) throws(ChatError) -> [UInt8] {
        for name in [name, "text", "value"] {
            if let text = try part.takeText(name) { return text }
        }
        throw part.error(.missingField, "the part's 'text'")
    }
}

extension Conversation {
    /// More messages than any conversation has.
    static let mostMessages = 100_000
}

/// How much loss a message carries, under every name that data sets have for it.
enum LossFlags {
    private static let names = [
        "train", "trainable", "loss", "loss_mask", "weight", "loss_weight", "train_on_turn",
    ]

    /// `nil` where nothing is said. Names that contradict one another are refused.
    static func take(from fields: inout FieldReader) throws(ChatError) -> Double? {
        var weight: Double?
        for name in names {
            guard let value = fields.take(name) else { continue }
            let says = try number(value, name, fields)
            if let weight, weight != says {
                throw fields.error(.badLossFlag, "'\(name)' says otherwise than another flag")
            }
            weight = says
        }
        return weight
    }

    private static func number(
        _ value: Value, _ name: String, _ fields: FieldReader
    ) throws(ChatError) -> Double {
        if case .bool(let flag) = value { return flag ? 1 : 0 }
        guard let number = value.number, (0...1).contains(number) else {
            throw fields.error(.badLossFlag, "'\(name)'")
        }
        return number
    }
}

/// Tool calls in OpenAI's form.
enum ToolCalls {
    /// A call, a list of calls or a JSON text of either, as a JSON array.
    static func json(_ value: Value, _ fields: FieldReader) throws(ChatError) -> [UInt8] {
        try Value.list(calls(value, fields)).jsonText()
    }

    /// Further calls behind those that a JSON array has.
    static func joined(
        _ earlier: [UInt8], _ value: Value, _ fields: FieldReader
    ) throws(ChatError) -> [UInt8] {
        var all = try calls(value, fields)
        if case .list(let first)? = earlier.isEmpty ? nil : Value.parsing(earlier, origin: .data) {
            all = first + all
        }
        return try Value.list(all).jsonText()
    }

    private static func calls(
        _ value: Value, _ fields: FieldReader
    ) throws(ChatError) -> [Value] {
        switch value {
        case .string(let text):
            guard let parsed = Value.parsing(text.bytes, origin: .data), !parsed.isText else {
                throw fields.error(.badToolCall, "a text that is no JSON")
            }
            return try calls(parsed, fields)
        case .list(let list):
            var result: [Value] = []
            for element in list {
                guard case .dict(let call) = element else {
                    throw fields.error(.badToolCall, "a call that is no object")
                }
                result.append(.dict(try inOpenAIForm(call, fields)))
            }
            return result
        case .dict(let call): return [.dict(try inOpenAIForm(call, fields))]
        default: throw fields.error(.badToolCall)
        }
    }

    /// `{"name": …, "arguments": …}` under `function`; what has that form stays.
    private static func inOpenAIForm(
        _ call: Dict, _ fields: FieldReader
    ) throws(ChatError) -> Dict {
        if case .dict(let function)? = call[Array("function".utf8)] {
            guard case .string? = function[Array("name".utf8)] else {
                throw fields.error(.badToolCall)
            }
            return call
        }
        guard case .string? = call[Array("name".utf8)] else { throw fields.error(.badToolCall) }
        return Dict([(.text("type"), .text("function")), (.text("function"), .dict(call))])
    }
}

extension Value {
    var isText: Bool { if case .string = self { true } else { false } }
}
