// The one error of this module: a record that is no conversation, or one a template can't render.

/// Why a conversation could not be read or rendered. It concerns one record and is never fatal.
public struct ChatError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The reason's name, under which it is counted.
    public enum Code: String, Sendable, CaseIterable {
        case notAConversation = "not_a_conversation"
        case unknownSchema = "unknown_schema"
        case emptyConversation = "empty_conversation"
        case unknownRole = "unknown_role"
        case missingField = "missing_field"
        case unknownField = "unknown_field"
        case contentNotText = "content_not_text"
        case badLossFlag = "bad_loss_flag"
        case partialWeight = "partial_weight"
        case badTools = "bad_tools"
        case badToolCall = "bad_tool_call"
        case twoSystemMessages = "two_system_messages"
        case loneSurrogate = "lone_surrogate"
        case tooManyMessages = "too_many_messages"
        case preferencePair = "preference_pair"
        case templateRefuses = "template_refuses"
        case messageNotRendered = "message_not_rendered"
        case toolsNotRendered = "tools_not_rendered"
        case maskNotProved = "mask_not_proved"
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
        return "\(code.rawValue): " + place + explanation + (found.map { ": \($0)" } ?? "")
    }

    private var explanation: String {
        switch code {
        case .notAConversation: "not a conversation in this schema"
        case .unknownSchema: "the fields are those of no known schema"
        case .emptyConversation: "the conversation has no messages"
        case .unknownRole: "a role that is not known"
        case .missingField: "a field is missing"
        case .unknownField:
            "a field that is not known and may change what is trained; allow it by name, or drop it"
        case .contentNotText: "the content holds a part that is not text"
        case .badLossFlag: "a loss flag or label that says neither yes nor no"
        case .partialWeight:
            "a weight between 0 and 1, which a mask can't hold; 'weights: true' keeps it"
        case .badTools: "the tools are not a list of objects"
        case .badToolCall: "a tool call without a name"
        case .twoSystemMessages: "a system field beside a system message"
        case .loneSurrogate: "a text holds half of a surrogate pair"
        case .tooManyMessages: "more messages than a conversation may have"
        case .preferencePair: "a pair of answers is not trained as one conversation"
        case .templateRefuses: "the template refuses the conversation"
        case .messageNotRendered: "the template leaves out what the message holds"
        case .toolsNotRendered: "the template has no form for the offered tools"
        case .maskNotProved: "what carries loss can't be told from the rendered text"
        }
    }
}
