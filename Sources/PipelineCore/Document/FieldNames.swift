// Which fields of its record a document's own parts were read from, and how they stood there.

/// The names of the fields that became documents' id, text and address; dots lead into objects.
///
/// All documents of a reader share one.
public final class FieldNames: Sendable {
    public let id: String
    public let text: String
    public let url: String

    public init(id: String, text: String, url: String) {
        (self.id, self.text, self.url) = (id, text, url)
    }

    /// `id`, `text` and `url`.
    public static let standard = FieldNames(id: "id", text: "text", url: "url")
}

/// How a record held what became a document's own parts.
public struct RecordForm: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The id is a number, written back as one.
    public static let idIsNumber = RecordForm(rawValue: 1)
    /// The record had no id: it was made from path and place.
    public static let idIsMade = RecordForm(rawValue: 2)
    /// The text stood in an object of the record: ``Document/fields`` has null in its place, and
    /// writers put the text there.
    public static let textInObject = RecordForm(rawValue: 4)
}
