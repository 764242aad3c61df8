// A conversation: what every chat schema is read into and every chat template renders.

/// Who says what, in order, and which messages a model should learn to say.
public struct Conversation: Equatable, Sendable {
    /// The messages, oldest first.
    public var messages: [Message]
    /// The tools offered to the assistant: the source's JSON, byte for byte; empty where there are none.
    public var tools: [UInt8]

    public init(messages: [Message] = [], tools: [UInt8] = []) {
        self.messages = messages
        self.tools = tools
    }
}

/// One turn of a conversation.
public struct Message: Equatable, Sendable {
    /// Who speaks. A closed list: a role is rendered as markup, so no role may come from the data as it is.
    public enum Role: String, CaseIterable, Sendable {
        case system, developer, user, assistant, tool
    }

    public var role: Role
    /// What is said, in UTF-8. Never interpreted: a special mark written in here stays ordinary text.
    public var content: [UInt8]
    /// The calls an assistant makes: the source's JSON array, byte for byte; empty where there are none.
    public var toolCalls: [UInt8]
    /// The model should learn to say this message (it carries loss).
    public var trains: Bool

    /// A message; the assistant's train unless `trains` says otherwise.
    public init(_ role: Role, _ content: [UInt8], toolCalls: [UInt8] = [], trains: Bool? = nil) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        self.trains = trains ?? (role == .assistant)
    }

    /// A message with its content given as a string.
    public init(_ role: Role, _ content: String, trains: Bool? = nil) {
        self.init(role, Array(content.utf8), trains: trains)
    }
}
