// What stages that compare texts compare of a conversation, and its parsed form.
import ChatText
import FileFormats
import PipelineCore

/// What of a document is compared.
public enum ComparedPart: String, Codable, CaseIterable, Sendable {
    /// The document's text.
    case text
    /// What users say in a conversation, turn by turn.
    case prompt
    /// What everybody says in a conversation.
    case conversation

    /// What a stage that compares this takes.
    func flow(text: ContentFlow) -> ContentFlow {
        self == .text ? text : ContentFlow(takes: .conversation)
    }

    /// The bytes that are compared.
    ///
    /// - Throws: ``DataError`` where a conversation is asked for and the document is none.
    func bytes(of document: Document, in shared: DocumentScratch) throws -> [UInt8] {
        if self == .text { return document.text }
        return try document.conversation(in: shared).words(promptOnly: self == .prompt)
    }
}

extension Conversation {
    /// All that makes it what it is, in its one written form.
    var written: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// What is said, a blank line between turns: by users, or by everybody with reasoning and calls.
    func words(promptOnly: Bool) -> [UInt8] {
        var words: [UInt8] = []
        func add(_ text: [UInt8]) {
            if text.isEmpty { return }
            if !words.isEmpty { words += [0x0A, 0x0A] }
            words += text
        }
        var turns = messages
        if case .pair(let chosen, let rejected) = verdict { turns += chosen + rejected }
        for message in turns {
            if promptOnly {
                if message.role == .user { add(message.content) }
            } else {
                for text in [message.reasoning, message.content, message.toolCalls] { add(text) }
            }
        }
        return words
    }
}
