// What a chat template is: conversation in, text and segments out.

/// Turns conversations into the text a model is trained on. One template is one file and one type.
public protocol ChatTemplate: Sendable {
    /// The special tokens the template writes; a tokenizer has to know each as one token.
    var marks: [String] { get }

    /// Replaces what `chat` holds by the rendered conversation.
    ///
    /// - Throws: ``ChatError`` where the template has no form for what the conversation holds.
    func render(_ conversation: Conversation, into chat: inout RenderedChat) throws(ChatError)
}

extension ChatTemplate {
    /// The rendered conversation in buffers of its own.
    public func render(_ conversation: Conversation) throws(ChatError) -> RenderedChat {
        var chat = RenderedChat()
        try render(conversation, into: &chat)
        return chat
    }
}
