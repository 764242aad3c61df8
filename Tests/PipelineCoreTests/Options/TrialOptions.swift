// Options of every shape that stages use, for the tests of their decoding.
import PipelineCore
import Yams

struct TrialOptions: StageOptions, Equatable {
    enum Keep: String, Codable, CaseIterable, Sendable {
        case first
        case oldestOfAll = "oldest_of_all"
    }

    struct Training: StageOptions, Equatable {
        var vocabSize = 32_768
        var pattern = "cl100k"

        static let help: KeyValuePairs = ["vocab_size": "tokens in all", "pattern": "how to cut"]
    }

    struct Source: StageOptions, Equatable {
        var path = ""
        var fields: [String] = ["question"]

        static let help: KeyValuePairs = ["path": "a file", "fields": "its fields"]
    }

    var isStrict = true
    var minWords = 50
    var seed: UInt64 = 7
    var maxShare = 0.25
    var textField = "text"
    var keep = Keep.first
    var languages: [String] = ["en", "de"]
    var weights: [String: Int] = ["wiki": 2]
    var wordsOf: [String: [String]] = [:]
    var bounds: [[Double]] = []
    var training = Training()
    var sources: [Source] = []
    var maxWords: Int?
    var minScore: Double?
    var isLoud: Bool?
    var salt: UInt64?
    var prefix: String?
    var other: Keep?
    var more: Training?

    static let help: KeyValuePairs = [
        "is_strict": "a flag", "min_words": "an integer", "seed": "from 0", "max_share": "a number",
        "text_field": "text", "keep": "a choice", "languages": "a list", "weights": "a map",
        "words_of": "lists by name", "bounds": "lists of lists", "training": "a group",
        "sources": "a list of groups", "max_words": "maybe an integer",
        "min_score": "maybe a number",
        "is_loud": "maybe a flag", "salt": "maybe from 0", "prefix": "maybe text",
        "other": "maybe a choice", "more": "maybe a group",
    ]

    /// The options that YAML asks for.
    static func read(_ yaml: String) throws -> TrialOptions {
        try decode(
            PipelineTree.compose(yaml, file: "trial.yaml"), file: "trial.yaml",
            stagePlace: "trial.yaml:9:5")
    }

    /// The complaint about YAML that can't be meant; `nil` when there is none.
    static func complaint(about yaml: String) -> ConfigError? {
        do {
            _ = try read(yaml)
            return nil
        } catch {
            return error as? ConfigError
        }
    }
}
