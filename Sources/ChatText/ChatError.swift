// The one error of this module: a record that is no conversation, or one a template can't render.

/// Why a conversation could not be read or rendered. It concerns one record and is never fatal.
public struct ChatError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// The JSON of the record doesn't parse, or is not what the schema says.
        case notAConversation = "not_a_conversation"
        /// There is no message.
        case emptyConversation = "empty_conversation"
        /// The role is none that is known.
        case unknownRole = "unknown_role"
        /// A content part that is not text, such as an image.
        case contentNotText = "content_not_text"
        /// Tools or tool calls, and the template has no form for them.
        case toolsNotRenderable = "tools_not_renderable"
        /// The offered tools are no list of objects.
        case badTools = "bad_tools"
        /// An escape names half of a surrogate pair, which is no character and can't be written.
        case loneSurrogate = "lone_surrogate"
    }

    public var code: Code
    /// Which message it concerns, from 0; nil where it is the whole conversation.
    public var message: Int?
    /// What was found, short enough to print.
    public var found: String?

    public init(_ code: Code, message: Int? = nil, found: String? = nil) {
        self.code = code
        self.message = message
        self.found = found
    }

    public var description: String {
        let place = message.map { "message \($0): " } ?? ""
        return place + explanation + (found.map { ", found \($0)" } ?? "")
    }

    private var explanation: String {
        switch code {
        case .notAConversation: "not a conversation in this schema"
        case .emptyConversation: "the conversation has no messages"
        case .unknownRole:
            "unknown role (known: \(Message.Role.allCases.map(\.rawValue).joined(separator: ", ")))"
        case .contentNotText: "the content holds a part that is not text"
        case .toolsNotRenderable:
            "the template has no form for tools or tool calls; choose one that has, or drop the record"
        case .badTools: "the tools are not a list of objects"
        case .loneSurrogate: "a text holds half of a surrogate pair"
        }
    }
}
