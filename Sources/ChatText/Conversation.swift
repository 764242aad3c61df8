// A conversation: what every chat schema is read into and every chat template renders.

/// Who says what, in order, and which messages a model should learn to say.
public struct Conversation: Equatable, Sendable {
    /// What the record says of its answer.
    public enum Verdict: Equatable, Sendable {
        /// An example to learn.
        case wanted
        /// KTO's label: true, an example to learn; false, an answer that is never to be trained as
        /// a wanted one.
        case labelled(Bool)
        /// Two answers to the messages, the better one first.
        case pair(chosen: [Message], rejected: [Message])
    }

    /// The messages, oldest first.
    public var messages: [Message]
    /// The tools offered to the assistant, as a JSON array; empty where there are none.
    public var tools: [UInt8]
    /// The documents offered, as a JSON array; empty where there are none.
    public var documents: [UInt8] = []
    /// `chat_template_kwargs` as a JSON object; empty where there are none.
    public var settings: [UInt8] = []
    public var verdict = Verdict.wanted

    public init(messages: [Message] = [], tools: [UInt8] = []) {
        self.messages = messages
        self.tools = tools
    }

    /// The answer is one that must not be learned.
    public var isUnwanted: Bool { verdict == .labelled(false) }
}

/// One turn of a conversation.
public struct Message: Equatable, Sendable {
    /// Who speaks. A closed list: a role is rendered as markup, so no role may come from the data as it is.
    public enum Role: String, CaseIterable, Sendable {
        case system, developer, user, assistant, tool

        /// Its place among all roles.
        var number: UInt8 {
            switch self {
            case .system: 0
            case .developer: 1
            case .user: 2
            case .assistant: 3
            case .tool: 4
            }
        }
    }

    public var role: Role
    /// What is said, in UTF-8. Never interpreted: a special mark written in here stays ordinary text.
    public var content: [UInt8]
    /// The record has a content, be it empty; templates can tell.
    public var hasContent = true
    /// What was thought before it was said.
    public var reasoning: [UInt8] = []
    /// The calls an assistant makes, as a JSON array; empty where there are none.
    public var toolCalls: [UInt8]
    /// The call that a tool answers.
    public var toolCallID: [UInt8] = []
    /// The speaker's or the tool's name.
    public var name: [UInt8] = []
    /// How much the model should learn to say this message: 0, it carries no loss, to 1, all of it.
    public var weight: Double

    /// A message; the assistant's train unless `trains` says otherwise.
    public init(_ role: Role, _ content: [UInt8], toolCalls: [UInt8] = [], trains: Bool? = nil) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        weight = trains ?? (role == .assistant) ? 1 : 0
    }

    /// A message with its content given as a string.
    public init(_ role: Role, _ content: String, trains: Bool? = nil) {
        self.init(role, Array(content.utf8), trains: trains)
    }

    /// The message carries loss, be it little.
    public var trains: Bool {
        get { weight > 0 }
        set { weight = newValue ? 1 : 0 }
    }

    /// Nothing is said, thought or called.
    public var isEmpty: Bool { content.isEmpty && reasoning.isEmpty && toolCalls.isEmpty }
}

extension Message {
    private var calls: [Value] {
        guard !toolCalls.isEmpty, case .list(let calls)? = Value.parsing(toolCalls, origin: .data)
        else { return [] }
        return calls
    }

    private static func field(_ name: String, of value: Value) -> Value? {
        if case .dict(let dict) = value { dict[Array(name.utf8)] } else { nil }
    }

    /// How many calls the message makes.
    public var callCount: Int { calls.count }

    /// The names of the functions that are called.
    var calledNames: [[UInt8]] {
        calls.compactMap { call in
            let name = Self.field("function", of: call).flatMap { Self.field("name", of: $0) }
            if case .string(let text)? = name { return text.bytes }
            return nil
        }
    }

    /// Calls whose arguments are a text that is no JSON object.
    public var badCallCount: Int {
        calls.count { call in
            let arguments = Self.field("function", of: call).flatMap {
                Self.field("arguments", of: $0)
            }
            guard case .string(let text)? = arguments else { return false }
            if case .dict? = Value.parsing(text.bytes, origin: .data) { return false }
            return true
        }
    }
}
