// Stages for the tests of the catalogue: a filter with every kind of option error, and a namesake.
import PipelineCore

enum TrialColumn: Int, MeasurementColumn {
    case words, length, share, language

    var measurement: Measurement {
        switch self {
        case .words: Measurement("words", .count, "words of the text")
        case .length: Measurement("length", .characters, "characters of the text")
        case .share: Measurement("share", .fraction, "share of something")
        case .language: Measurement("language", .label, "its language")
        }
    }
}

/// Drops documents of few words or in other languages.
struct TrialFilter: Filter {
    struct Nested: StageOptions {
        var depth = 1

        static let help: KeyValuePairs = ["depth": "how deep"]
    }

    struct Options: StageOptions {
        var minWords = 5
        var languages: [String] = []
        var nested = Nested()

        static let help: KeyValuePairs = [
            "min_words": "fewest words", "languages": "which to keep", "nested": "more",
        ]
    }

    static let info = StageInfo(
        name: "trial_filter", summary: "Drops short documents.", example: "- trial_filter")

    let options: Options
    let seed: UInt64

    init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(options.minWords <= 1000, "min_words", "must be 1000 at most")
        try OptionError.check(options.nested.depth < 9, "nested.depth", "must be below 9")
        self.options = options
        seed = context.seed
    }

    var rules: [Rule<TrialColumn>] {
        [
            .drop("too_short", when: .words, .isBelow(Double(options.minWords))),
            .drop("other_language", when: .language, .isNoneOf(options.languages)),
        ]
    }

    func makeScratch() throws {}

    func measure(
        _ document: Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<TrialColumn>
    ) throws {
        record.count(.words, document.text.split(separator: 32).count)
    }
}

/// An annotator of the same name, which needs an option to exist.
struct TrialAnnotator: Annotator {
    struct Options: StageOptions {
        var path = ""

        static let help: KeyValuePairs = ["path": "a file"]
    }

    static let info = StageInfo(
        name: "trial_filter", summary: "Counts words.", example: "- trial_filter: { path: x }")

    init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.path.isEmpty, "path", "names no file")
    }

    var rules: [Rule<NoColumns>] { [] }

    func makeScratch() throws {}

    func measure(
        _ document: Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<NoColumns>
    ) throws {}
}
