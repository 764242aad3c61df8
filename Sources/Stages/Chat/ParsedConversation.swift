// The conversation that a document holds, parsed once for all stages of a chain.
import ChatText
import FileFormats
import PipelineCore

/// A conversation and the JSON that it is of.
private final class ParsedConversation: Sendable {
    let conversation: Conversation
    let json: [UInt8]

    init(_ conversation: Conversation, _ json: [UInt8]) {
        self.conversation = conversation
        self.json = json
    }
}

extension Document {
    /// The conversation that the document holds.
    func conversation(in shared: DocumentScratch) throws -> Conversation {
        guard content == .conversation else {
            throw DataError("not a conversation; read conversations with 'messages'")
        }
        if let known = parsed as? ParsedConversation, known.json == text {
            return known.conversation
        }
        return try shared.object(KnownConversation.self) { KnownConversation() }.parsed(text)
    }

    /// Makes the document one that holds a conversation.
    mutating func hold(_ conversation: Conversation) {
        var writer = JSONWriter()
        writer.bytes.reserveCapacity(
            conversation.messages.reduce(64) { $0 + $1.content.count + $1.content.count / 16 + 64 })
        conversation.write(to: &writer)
        text = writer.bytes
        content = .conversation
        parsed = ParsedConversation(conversation, text)
    }
}

/// The conversation that was parsed last on a worker, of a document that had waited.
private final class KnownConversation {
    private var known = ParsedConversation(Conversation(), [])
    private var scanner = JSONScanner()

    func parsed(_ json: [UInt8]) throws -> Conversation {
        if json == known.json && !json.isEmpty { return known.conversation }
        do {
            let conversation = try ConversationReader.reading(json.span, &scanner)
            known = ParsedConversation(conversation, json)
            return conversation
        } catch {
            throw DataError("\(error)")
        }
    }
}
