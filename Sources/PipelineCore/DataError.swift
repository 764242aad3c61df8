// One record's trouble: counted and set aside, never fatal by itself, never silent.

/// A record or document that can't be read or processed.
public struct DataError: Error, Sendable, CustomStringConvertible {
    /// What is wrong, in words that a person who looks at the record understands.
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }

    public var description: String { reason }
}
