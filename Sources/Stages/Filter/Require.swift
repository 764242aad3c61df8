// `require`: a bound on anything that an earlier stage measured or that the record says of itself.
import FileFormats
import PipelineCore

/// Drops documents whose measurement or field is not what it should be.
///
/// The value is either a column of the ledger that an earlier stage records, or a field of the
/// input's record. A number is compared with bounds, a word with a list.
public struct Require: Filter {
    public static let info = StageInfo(
        name: "require",
        summary: "Keeps documents whose recorded measurement or own field is within bounds.",
        example: "- require: { field: quality.score, min: 3 }",
        takes: .anything)

    public struct Options: StageOptions {
        public var measurement = ""
        public var field = ""
        public var min: Double?
        public var max: Double?
        public var oneOf: [String] = []
        public var noneOf: [String] = []
        public var keepMissing = false

        public init() {}

        public static let help: KeyValuePairs = [
            "measurement": "what an earlier stage recorded, such as detect_language.score",
            "field": "or a field of the input's record; dots lead into objects",
            "min": "the least number that passes",
            "max": "the largest number that passes",
            "one_of": "the words that pass; true and false for flags of a field",
            "none_of": "the words that don't",
            "keep_missing":
                "whether documents without the value, or with one such as n/a or unknown, pass",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case present, number, word

        public var measurement: Measurement {
            switch self {
            case .present: Measurement("present", .flag, "the value is there, of the kind needed")
            case .number: Measurement("number", .score, "the value, when it is a number")
            case .word: Measurement("word", .label, "the value, when it is a word")
            }
        }
    }

    /// Where the value stands.
    private enum Source {
        case column(EarlierColumn)
        case field(JSONPath)
    }

    public let rules: [Rule<Column>]
    private let source: Source
    private let comparesWords: Bool
    /// Words that the lists name are values, whatever they say.
    private let listed: Set<[UInt8]>

    public init(_ given: Options, in context: StageContext) throws {
        let options = try Self.withLanguages(given)
        let (hasBound, hasList) = (
            options.min != nil || options.max != nil,
            !options.oneOf.isEmpty || !options.noneOf.isEmpty
        )
        try OptionError.check(
            hasBound != hasList, hasBound ? "one_of" : "min",
            "needs a bound (min, max) or a list (one_of, none_of), and not both")
        if let min = options.min, let max = options.max {
            try OptionError.check(min <= max, "min", "must not be above max")
        }
        source = try Self.source(options, context)
        comparesWords = hasList
        try Self.checkKind(source, hasList)
        try Self.checkWords(source, options)
        rules = Self.rules(options)
        listed = Set((options.oneOf + options.noneOf).map { Array($0.utf8) })
    }

    /// Languages in any usual form, where the measurement is what `detect_language` found.
    private static func withLanguages(_ given: Options) throws -> Options {
        guard given.measurement.hasPrefix("detect_language"),
            given.measurement.hasSuffix("language")
        else { return given }
        var options = given
        options.oneOf = try given.oneOf.flatMap {
            try LanguageLabels.forms(of: $0, option: "one_of")
        }
        options.noneOf = try given.noneOf.flatMap {
            try LanguageLabels.forms(of: $0, option: "none_of")
        }
        return options
    }

    private static func source(_ options: Options, _ context: StageContext) throws -> Source {
        try OptionError.check(
            options.measurement.isEmpty != options.field.isEmpty,
            options.field.isEmpty ? "measurement" : "field",
            "must be given, and only one of measurement and field")
        if !options.field.isEmpty {
            try refuseMeasured(options, context)
            return .field(JSONPath(options.field))
        }
        return .column(try context.earlierColumn(options.measurement, option: "measurement"))
    }

    /// Refuses a field with the name of a measurement, which would drop everything. Names of one
    /// word, such as `language`, are those of fields too.
    private static func refuseMeasured(_ options: Options, _ context: StageContext) throws {
        let field = options.field
        let column = context.earlierColumns.last {
            $0.name == field || field.contains("_") && $0.name.hasSuffix("." + field)
        }
        guard let column, !options.keepMissing else { return }
        throw OptionError(
            "field",
            "names '\(field)', which an earlier stage measures: write measurement: \(column.name); "
                + "or, if records have a field of that name, add keep_missing: true")
    }

    private static func checkKind(_ source: Source, _ comparesWords: Bool) throws {
        guard case .column(let column) = source else { return }
        let isWord = column.unit == .label
        try OptionError.check(
            isWord == comparesWords, "measurement",
            isWord
                ? "names a word: compare it with one_of or none_of"
                : "names a number: compare it with min or max")
    }

    /// Refuses words that a measurement with a few known ones never is.
    private static func checkWords(_ source: Source, _ options: Options) throws {
        guard case .column(let column) = source, !column.words.isEmpty else { return }
        for (option, words) in [("one_of", options.oneOf), ("none_of", options.noneOf)] {
            for word in words where !column.words.contains(word) {
                let meant =
                    nearestName(to: word, in: column.words)
                    .map { "Did you mean '\($0)'? " } ?? ""
                throw OptionError(
                    option,
                    "names '\(word)', which \(column.name) never is. \(meant)It is one of: "
                        + column.words.joined(separator: ", "))
            }
        }
    }

    private static func rules(_ options: Options) -> [Rule<Column>] {
        var rules: [Rule<Column>] = []
        if !options.keepMissing { rules.append(.drop("missing", when: .present, .equals(0))) }
        if let min = options.min { rules.append(.drop("below_min", when: .number, .isBelow(min))) }
        if let max = options.max { rules.append(.drop("above_max", when: .number, .isAbove(max))) }
        if !options.oneOf.isEmpty {
            // The empty word stands for the missing one.
            let wanted = options.oneOf + (options.keepMissing ? [""] : [])
            rules.append(.drop("not_listed", when: .word, .isNoneOf(wanted)))
        }
        if !options.noneOf.isEmpty {
            rules.append(.drop("listed", when: .word, .isOneOf(options.noneOf)))
        }
        return rules
    }

    /// Looks into records.
    public final class Scratch {
        fileprivate let fields = RecordFields()
    }

    public func makeScratch() throws -> Scratch { Scratch() }

    public func measure(
        _ document: Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        switch source {
        case .column(let column): copy(column, of: document, into: record)
        case .field(let path): try note(scratch.fields.value(path, of: document), into: record)
        }
        let isPresent = comparesWords ? !record.label(.word).isEmpty : !record[.number].isNaN
        record[.present] = isPresent ? 1 : 0
    }

    private func copy(
        _ column: EarlierColumn, of document: Document, into record: Recorder<Column>
    ) {
        if !comparesWords {
            record[.number] = document.values[column.index]
        } else if let label = document.labels.last(where: { $0.column == column.index }) {
            record.label(.word, label.text)
        }
    }

    private func note(_ value: FieldValue?, into record: Recorder<Column>) {
        switch value {
        case .number(let number): record[.number] = number
        case .word(let word):
            if listed.contains(word) || !MissingValue.isMissing(word) { record.label(.word, word) }
        case nil: break
        }
    }
}
