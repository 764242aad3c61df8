// The schemas that data sets write conversations in.
import FileFormats

/// How records write a conversation.
public enum ChatSchema: String, Codable, CaseIterable, Sendable {
    /// The schema that the record's fields show.
    case auto
    /// OpenAI's `messages`, with `tools`; a `label` is KTO's.
    case messages
    /// `conversations` of `from` and `value`.
    case sharegpt
    /// `instruction`, `input`, `output` or `response`, `history`, `system`.
    case alpaca
    /// `instruction`, `context`, `response`.
    case dolly
    /// `prompt` and `completion`; a `label` is KTO's.
    case promptCompletion = "prompt_completion"
    /// `chosen` and `rejected` answers, with or without their prompt.
    case preference
    /// OASST's tree of replies: its best-ranked thread.
    case oasstTree = "oasst_tree"
    /// OASST's rows of one message each, gathered by tree: its best-ranked thread.
    case oasstFlat = "oasst_flat"

    /// The schema that a record's fields show.
    static func detected(_ record: Dict) throws(ChatError) -> ChatSchema {
        func has(_ names: String...) -> Bool {
            names.allSatisfy { record[Array($0.utf8)] != nil }
        }
        if has("chosen", "rejected") { return .preference }
        if has("messages") { return .messages }
        if has("conversations") || has("conversation") { return .sharegpt }
        if has("instruction") { return has("context") ? .dolly : .alpaca }
        if has("prompt", "completion") { return .promptCompletion }
        if has("prompt"), case .dict? = record[Array("prompt".utf8)] { return .oasstTree }
        if has("oasst_rows") { return .oasstFlat }
        if has("message_id", "parent_id", "text") {
            throw ChatError(
                .unknownSchema,
                found: "a row of OASST, one message; files that begin with one are read by tree")
        }
        let names = record.keys.prefix(8).compactMap { key -> String? in
            if case .string(let name) = key { name.string } else { nil }
        }
        throw ChatError(.unknownSchema, found: names.joined(separator: ", "))
    }
}

/// Reads records as conversations; nothing that could change what is trained passes unread.
public struct ConversationReader: Sendable {
    /// Fields of records and messages that say nothing about what is trained.
    public static let harmlessFields: Set<String> = [
        "id", "uuid", "source", "metadata", "meta", "dataset", "category", "lang", "language",
        "license", "url", "created_at", "timestamp",
    ]

    public let schema: ChatSchema
    private let allowed: Set<String>
    private let plain: PlainMessages

    /// - Parameter allowed: fields that may be there and are not read, besides the harmless ones.
    public init(_ schema: ChatSchema = .auto, allowing allowed: Set<String> = []) {
        self.schema = schema
        self.allowed = Self.harmlessFields.union(allowed)
        plain = PlainMessages(allowing: self.allowed)
    }

    /// The conversation in a record, and the schema it was read in.
    ///
    /// - Parameter scanner: has just scanned `record`.
    /// - Throws: ``ChatError``, a named reason.
    public func read(
        _ record: Span<UInt8>, scannedBy scanner: JSONScanner
    ) throws(ChatError) -> (conversation: Conversation, schema: ChatSchema) {
        if scanner.findsLoneSurrogate(in: record) { throw ChatError(.loneSurrogate) }
        if [.auto, .messages].contains(schema),
            let conversation = plain.read(record, scannedBy: scanner)
        {
            return (conversation, .messages)
        }
        let whole = JSONValue(kind: .object, range: 0..<record.count)
        guard case .dict(let dict) = Value(whole, in: record, scanner, origin: .data) else {
            throw ChatError(.notAConversation)
        }
        let schema = self.schema == .auto ? try ChatSchema.detected(dict) : self.schema
        var reader = RecordReader(
            fields: FieldReader(dict), messages: MessageReader(allowed: allowed))
        let conversation = try reader.read(schema)
        try reader.fields.finish(allowing: allowed)
        if conversation.messages.isEmpty && conversation.verdict == .wanted {
            throw ChatError(.emptyConversation)
        }
        return (conversation, schema)
    }

    private static let standard = ConversationReader()

    /// A conversation that ``Conversation/write(to:)`` wrote.
    public static func reading(
        _ record: Span<UInt8>, _ scanner: inout JSONScanner
    ) throws -> Conversation {
        try scanner.scan(record)
        return try standard.read(record, scannedBy: scanner).conversation
    }
}
