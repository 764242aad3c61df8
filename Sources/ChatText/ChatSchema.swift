// What a chat schema is: a JSON record in, a conversation out.
import FileFormats

/// Reads conversations as one of the field's data sets write them. One schema is one file and one type.
public protocol ChatSchema: Sendable {
    /// The top-level fields that hold the conversation; all others are the record's own.
    var fields: [String] { get }

    /// The conversation in a record.
    ///
    /// - Parameters:
    ///   - record: a JSON object.
    ///   - scanner: has just scanned `record`.
    /// - Throws: ``ChatError`` where the record is no conversation in this schema.
    func conversation(
        in record: Span<UInt8>, scannedBy scanner: inout JSONScanner
    ) throws(ChatError) -> Conversation
}
