// A record as what transformers hands to a template: messages, tools, documents and settings.
import FileFormats

/// What a template renders, read from a JSON record.
///
/// The record has `messages`, and may have `tools`, `documents` and `chat_template_kwargs`: the
/// fields that TRL's data sets have.
public struct TemplateInput {
    var messages: [Value]
    var tools = Value.null
    var documents = Value.null
    var settings: [(String, Value)] = []

    package static let fields = ["messages", "tools", "documents", "chat_template_kwargs"]

    /// - Parameter scanner: has just scanned `record`.
    /// - Throws: ``ChatError`` where the record is no conversation that a template can be given.
    public init(
        _ record: Span<UInt8>, scannedBy scanner: inout JSONScanner
    ) throws(ChatError) {
        if scanner.findsLoneSurrogate(in: record) { throw ChatError(.loneSurrogate) }
        guard let list = scanner.find(JSONPath("messages"), in: record), list.kind == .array else {
            throw ChatError(.notAConversation, found: "no list 'messages'")
        }
        messages = []
        for (index, element) in scanner.elements(of: list, in: record).enumerated() {
            let value = Value(element, in: record, scanner, origin: .message(index))
            guard case .dict(let message) = value else {
                throw ChatError(
                    .notAConversation, message: index, found: "a message that is no object")
            }
            messages.append(.dict(Self.prepared(message)))
        }
        tools = try Self.tools(scanner.find(JSONPath("tools"), in: record), record, scanner)
        if let value = scanner.find(JSONPath("documents"), in: record) {
            documents = Value(value, in: record, scanner, origin: .data)
        }
        try readSettings(record, &scanner)
    }

    private mutating func readSettings(
        _ record: Span<UInt8>, _ scanner: inout JSONScanner
    ) throws(ChatError) {
        guard let value = scanner.find(JSONPath("chat_template_kwargs"), in: record),
            value.kind != .null
        else { return }
        guard case .dict(let dict) = Value(value, in: record, scanner, origin: .data) else {
            throw ChatError(
                .notAConversation, found: "a 'chat_template_kwargs' that is no object")
        }
        for (key, value) in zip(dict.keys, dict.values) {
            if case .string(let name) = key { settings.append((name.string, value)) }
        }
    }

    /// The offered tools; a string holds them as JSON, as some data sets write them.
    private static func tools(
        _ value: JSONValue?, _ record: Span<UInt8>, _ scanner: JSONScanner
    ) throws(ChatError) -> Value {
        guard let value, value.kind != .null else { return .null }
        var tools = Value(value, in: record, scanner, origin: .data)
        if case .string(let text) = tools {
            guard let parsed = Value.parsing(text.bytes, origin: .data) else {
                throw ChatError(.badTools, found: "a text that is no JSON list")
            }
            tools = parsed
        }
        guard case .list(let list) = tools else { throw ChatError(.badTools, found: "no list") }
        for tool in list {
            guard case .dict = tool else {
                throw ChatError(.badTools, found: "a tool that is no object")
            }
        }
        return tools
    }

    private static let reasoningNames = ["reasoning_content", "thinking", "reasoning"].map {
        Array($0.utf8)
    }

    /// A message as templates get it: reasoning under each name that templates read it by, and the
    /// role as the template's own text, since templates write it into their marks.
    private static func prepared(_ message: Dict) -> Dict {
        let reasoning = reasoningNames.lazy.compactMap { message[$0] }.first { !$0.isNone }
        let result = Dict()
        if let reasoning { result[.text("thinking")] = reasoning }
        for (key, value) in zip(message.keys, message.values) {
            if case .string(let name) = key, name.bytes == Array("role".utf8),
                case .string(let role) = value, Message.Role.known.contains(role.string)
            {
                result[key] = .text(role.string)
            } else {
                result[key] = value
            }
        }
        if let reasoning { result[.text("reasoning_content")] = reasoning }
        return result
    }

    /// What a conversation hands to a template.
    public init(_ conversation: Conversation) {
        messages = conversation.messages.enumerated().map { index, message in
            let fields = message.fields(.message(index))
            return .dict(message.reasoning.isEmpty ? fields : Self.prepared(fields))
        }
        tools = Value.parsing(conversation.tools, origin: .data) ?? .null
        documents = Value.parsing(conversation.documents, origin: .data) ?? .null
        if case .dict(let dict)? = Value.parsing(conversation.settings, origin: .data) {
            for (key, value) in zip(dict.keys, dict.values) {
                if case .string(let name) = key { settings.append((name.string, value)) }
            }
        }
    }

    /// Without the fields that are null, as `apply_chat_template` hands messages on.
    public mutating func dropNulls() {
        messages = messages.map { message in
            guard case .dict(let dict) = message else { return message }
            return .dict(Dict(zip(dict.keys, dict.values).filter { !$0.1.isNone }))
        }
    }
}

extension Message {
    private static let roleKey = TracedText("role")
    private static let contentKey = TracedText("content")

    /// The message as templates get it.
    fileprivate func fields(_ origin: Origin) -> Dict {
        let dict = Dict()
        dict[.string(Self.roleKey)] = .string(role.text)
        if hasContent {
            dict[.string(Self.contentKey)] = .string(TracedText(content, origin: origin))
        }
        if !(reasoning.isEmpty && toolCallID.isEmpty && name.isEmpty) {
            for (name, text) in [
                ("reasoning_content", reasoning), ("tool_call_id", toolCallID), ("name", name),
            ] where !text.isEmpty {
                dict[.text(name)] = .string(TracedText(text, origin: origin))
            }
        }
        if toolCalls.isEmpty { return dict }
        if let calls = Value.parsing(toolCalls, origin: origin) {
            dict[.text("tool_calls")] = calls
        }
        return dict
    }
}

extension Value {
    /// The value of a JSON text; `nil` where it is not JSON.
    package static func parsing(_ json: [UInt8], origin: Origin) -> Value? {
        if json.isEmpty { return nil }
        var scanner = JSONScanner()
        let wrapped = Array("{\"v\":".utf8) + json + [UInt8(ascii: "}")]
        guard (try? scanner.scan(wrapped.span)) != nil, scanner.fields.count == 1,
            let field = scanner.fields.first
        else { return nil }
        return Value(field.value, in: wrapped.span, scanner, origin: origin)
    }
}

extension Message.Role {
    private static let texts = allCases.map { TracedText($0.rawValue) }

    /// The role as the templates' own word.
    var text: TracedText { Self.texts[Int(number)] }

    /// Roles that are words of the templates' own.
    static let known = Set(allCases.map(\.rawValue) + ["function", "ipython", "model"])
}

extension ModelTemplate {
    /// The text that the model's template makes of a record, and where each byte of it is from.
    package func render(
        _ input: TemplateInput, addGenerationPrompt: Bool = false,
        limits: JinjaLimits = JinjaLimits(),
        clock: @escaping @Sendable () -> JinjaClock = JinjaClock.now
    ) throws(JinjaError) -> TracedText {
        let variables =
            variables(input.tools, input.documents, addGenerationPrompt: addGenerationPrompt)
            + [("messages", .list(input.messages))] + input.settings
        return try template(hasTools: !input.tools.isNone).render(
            variables, limits: limits, clock: clock)
    }

    /// What the template is given besides messages and settings.
    func variables(
        _ tools: Value = .null, _ documents: Value = .null, addGenerationPrompt: Bool = false
    ) -> [(String, Value)] {
        specialTokens.map { ($0.name, Value.text($0.text)) } + [
            ("tools", tools), ("documents", documents),
            ("add_generation_prompt", .bool(addGenerationPrompt)),
        ]
    }

    /// The rendered text alone.
    public func text(
        of input: TemplateInput, addGenerationPrompt: Bool = false,
        clock: @escaping @Sendable () -> JinjaClock = JinjaClock.now
    ) throws(JinjaError) -> [UInt8] {
        try render(input, addGenerationPrompt: addGenerationPrompt, clock: clock).bytes
    }
}
