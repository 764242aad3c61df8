// What a stage measures, declared once: the source of ledger columns, reports and documentation.

/// One thing that a stage measures about a document.
public struct Measurement: Sendable, Equatable {
    /// Stable snake_case name; the ledger's column is `stage.name`.
    public let name: String
    /// What the number means, in one line.
    public let summary: String
    public let unit: Unit
    /// The words that a label can be, where it can be no others.
    public let words: [String]

    public init(_ name: String, _ unit: Unit, _ summary: String, words: [String] = []) {
        self.words = words
        self.name = name
        self.unit = unit
        self.summary = summary
    }

    /// Whether a stage passed judgement: 0 where it says nothing of a document, which then stays and
    /// is counted in the run's summary.
    public static func judged(_ summary: String) -> Measurement {
        Measurement("judged", .flag, summary)
    }

    /// Whether it is ``judged(_:)``.
    public var tellsJudged: Bool { name == "judged" && unit == .flag }

    public enum Unit: String, Sendable, Equatable {
        case count
        /// A share, between 0 and 1; ratios of what may overlap or outnumber can exceed 1.
        case fraction
        /// Unicode code points.
        case characters
        case bytes
        /// A model's or formula's number.
        case score
        /// A word, such as a language code.
        case label
        /// 0 or 1.
        case flag

        /// Whether its numbers are whole; lengths need not be, as they may be means.
        public var isWhole: Bool { [.count, .bytes, .flag].contains(self) }
    }
}

/// The unit's own name, for modules that import Foundation, which has a `Measurement` too.
public typealias MeasurementUnit = Measurement.Unit

/// A stage's measurements, as an `Int` enumeration counted from 0 in declaration order.
public protocol MeasurementColumn: RawRepresentable<Int>, CaseIterable, Hashable, Sendable {
    var measurement: Measurement { get }
}

/// For stages that measure nothing.
public enum NoColumns: Int, MeasurementColumn {
    public static let allCases: [NoColumns] = []

    case none

    public var measurement: Measurement { Measurement("none", .count, "nothing") }
}

extension MeasurementColumn {
    /// All measurements in column order.
    public static var measurements: [Measurement] { allCases.map(\.measurement) }
}

/// Where a stage puts what it measured about the document at hand.
///
/// The engine makes one per worker and stage, clears it before each document, and afterwards
/// copies it into the document, applies the rules and writes the ledger.
public final class Recorder<Column: MeasurementColumn> {
    package private(set) var values: [Double]
    package private(set) var labels: [[UInt8]]

    /// The kept document that this one repeats; set by deduplicating stages.
    public var duplicateOf: DocumentKey?

    public init() {
        values = Array(repeating: .nan, count: Column.allCases.count)
        labels = Array(repeating: [], count: Column.allCases.count)
    }

    /// The number measured in a column; NaN until set.
    public subscript(column: Column) -> Double {
        get { values[column.rawValue] }
        set { values[column.rawValue] = newValue }
    }

    /// Records a count.
    public func count(_ column: Column, _ count: Int) {
        values[column.rawValue] = Double(count)
    }

    /// Records `part / whole`, and 0 where `whole` is 0.
    public func fraction(_ column: Column, _ part: Int, of whole: Int) {
        values[column.rawValue] = whole == 0 ? 0 : Double(part) / Double(whole)
    }

    /// Records a word in a column whose unit is `.label`.
    public func label(_ column: Column, _ text: [UInt8]) {
        labels[column.rawValue] = text
    }

    /// The word recorded in a column; empty when none was.
    public func label(_ column: Column) -> [UInt8] { labels[column.rawValue] }

    package func clear() {
        for index in values.indices {
            values[index] = .nan
            if !labels[index].isEmpty { labels[index] = [] }
        }
        duplicateOf = nil
    }
}
