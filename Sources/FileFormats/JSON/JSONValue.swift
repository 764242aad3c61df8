// A value found in a JSON text: its kind and where its bytes are.

/// A place in a JSON text that holds one value.
///
/// A string's range is what stands between its quotes; every other value's range is the whole
/// value as written.
public struct JSONValue: Equatable, Sendable {
    public enum Kind: UInt8, Sendable {
        case string, number, object, array, bool, null

        /// The kind in words that can follow "is".
        public var phrase: String {
            switch self {
            case .string: "text"
            case .number: "a number"
            case .object: "an object"
            case .array: "a list"
            case .bool: "true or false"
            case .null: "null"
            }
        }
    }

    public let kind: Kind
    /// Whether a string's bytes hold escapes and so differ from its text.
    public let hasEscapes: Bool
    public let range: Range<Int>

    public init(kind: Kind, range: Range<Int>, hasEscapes: Bool = false) {
        self.kind = kind
        self.hasEscapes = hasEscapes
        self.range = range
    }

    /// The range including a string's quotes: what can be copied to another JSON text.
    public var sourceRange: Range<Int> {
        kind == .string ? (range.lowerBound - 1)..<(range.upperBound + 1) : range
    }
}

/// A key of an object and its value.
public struct JSONField: Equatable, Sendable {
    public let key: JSONValue
    public let value: JSONValue

    public init(key: JSONValue, value: JSONValue) {
        self.key = key
        self.value = value
    }

    /// The range of `"key": value` as written.
    public var sourceRange: Range<Int> {
        key.sourceRange.lowerBound..<value.sourceRange.upperBound
    }
}

/// The name of a field, or of a field in a nested object: `meta.url`.
public struct JSONPath: Equatable, Sendable {
    public let whole: [UInt8]
    public let parts: [[UInt8]]

    public init(_ text: String) {
        whole = Array(text.utf8)
        parts = whole.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map(Array.init)
    }
}
