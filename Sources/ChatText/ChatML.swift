// The ChatML template: <|im_start|>role, a line feed, the content, <|im_end|>, a line feed.

/// ChatML as OpenAI published it and as Qwen and many fine-tunes use it:
///
///     <|im_start|>user
///     Why is the sky blue?<|im_end|>
///     <|im_start|>assistant
///     Short waves scatter more.<|im_end|>
///
/// Contents are written byte for byte, without trimming, and no system message is made up. Loss lies
/// on the content of every message that trains and, unless switched off, on its end mark; never on
/// the line feed after that, which no model has to produce.
public struct ChatML: ChatTemplate {
    private static let start = Array("<|im_start|>".utf8)
    private static let end = Array("<|im_end|>".utf8)
    private static let lineFeed = Array("\n".utf8)
    private static let headings = Dictionary(
        uniqueKeysWithValues: Message.Role.allCases.map { ($0, heading($0)) })

    private static func heading(_ role: Message.Role) -> [UInt8] {
        Array("\(role.rawValue)\n".utf8)
    }

    /// The end mark of a message that trains carries loss.
    ///
    /// On by default: a model that never learned to say `<|im_end|>` doesn't know when to stop. Off,
    /// the loss lies on the words alone.
    public var trainsOnEndMark: Bool

    public init(trainsOnEndMark: Bool = true) {
        self.trainsOnEndMark = trainsOnEndMark
    }

    public var marks: [String] { ["<|im_start|>", "<|im_end|>"] }

    /// - Throws: ``ChatError/Code/emptyConversation``; ``ChatError/Code/toolsNotRenderable`` where
    ///   there are tool calls or offered tools, for which plain ChatML has no form.
    public func render(
        _ conversation: Conversation, into chat: inout RenderedChat
    ) throws(ChatError) {
        chat.removeAll()
        if conversation.messages.isEmpty { throw ChatError(.emptyConversation) }
        if !conversation.tools.isEmpty { throw ChatError(.toolsNotRenderable) }
        for (index, message) in conversation.messages.enumerated() {
            if !message.toolCalls.isEmpty { throw ChatError(.toolsNotRenderable, message: index) }
            append(message, to: &chat)
        }
    }

    private func append(_ message: Message, to chat: inout RenderedChat) {
        chat.append(mark: Self.start)
        chat.append(text: Self.headings[message.role] ?? Self.heading(message.role))
        chat.append(text: message.content, carriesLoss: message.trains)
        chat.append(mark: Self.end, carriesLoss: message.trains && trainsOnEndMark)
        chat.append(text: Self.lineFeed)
    }
}
