// A rule compares one measurement with a threshold and names the drop.

/// One line of a filter's table: drop a document when a measurement fails a comparison.
public struct Rule<Column: MeasurementColumn>: Sendable {
    /// The drop's stable snake_case name, such as `gopher_short_doc`.
    public let reason: String
    public let column: Column
    public let comparison: Comparison

    /// Drops a document, for `reason`, when `column` compares as said.
    public static func drop(
        _ reason: String, when column: Column, _ comparison: Comparison
    ) -> Rule {
        Rule(reason: reason, column: column, comparison: comparison)
    }
}

/// How a measurement is compared with its threshold. What was not measured (NaN) fails no test.
public enum Comparison: Sendable, Equatable {
    case isBelow(Double)
    case isAtMost(Double)
    case isAbove(Double)
    case isAtLeast(Double)
    case equals(Double)
    /// The label is none of these words; an empty list allows every word, and the empty word allows
    /// documents without a label.
    case isNoneOf([String])
    /// The label is one of these words.
    case isOneOf([String])

    /// Whether the rule fires on a number.
    public func fires(on value: Double) -> Bool {
        switch self {
        case .isBelow(let threshold): value < threshold
        case .isAtMost(let threshold): value <= threshold
        case .isAbove(let threshold): value > threshold
        case .isAtLeast(let threshold): value >= threshold
        case .equals(let threshold): value == threshold
        case .isNoneOf, .isOneOf: false
        }
    }

    /// Whether the rule fires on a label.
    public func fires(on label: [UInt8]) -> Bool {
        switch self {
        case .isNoneOf(let words):
            !words.isEmpty && !words.contains { label.elementsEqual($0.utf8) }
        case .isOneOf(let words): words.contains { label.elementsEqual($0.utf8) }
        default: false
        }
    }

    /// The threshold as the ledger shows it.
    public var threshold: MeasuredValue {
        switch self {
        case .isBelow(let value), .isAtMost(let value), .isAbove(let value),
            .isAtLeast(let value), .equals(let value):
            .number(value)
        case .isNoneOf(let words), .isOneOf(let words):
            .label(words.filter { !$0.isEmpty }.joined(separator: "|"))
        }
    }

    /// The comparison in symbols: `<`, `<=`, `>`, `>=`, `=`, `not in`, `in`.
    public var symbol: String {
        switch self {
        case .isBelow: "<"
        case .isAtMost: "<="
        case .isAbove: ">"
        case .isAtLeast: ">="
        case .equals: "="
        case .isNoneOf: "not in"
        case .isOneOf: "in"
        }
    }

    /// Whether this compares words rather than numbers.
    public var comparesLabels: Bool {
        switch self {
        case .isNoneOf, .isOneOf: true
        default: false
        }
    }
}
