// What can't be meant is refused with its place and the nearest right name.
import PipelineCore
import Testing
import Yams

/// YAML, and the complaint about it.
struct Refusal: Sendable, CustomTestStringConvertible {
    let yaml: String
    let place: String
    let message: String
    var testDescription: String { yaml }

    init(_ yaml: String, _ place: String, _ message: String) {
        self.yaml = yaml
        self.place = "trial.yaml:" + place
        self.message = message
    }
}

@Test(arguments: [
    Refusal("is_strict: 1", "1:12", "option 'is_strict': expected true or false, found '1'"),
    Refusal("is_strict: [on]", "1:12", "option 'is_strict': expected true or false, found a list"),
    Refusal("min_words: many", "1:12", "option 'min_words': expected an integer, found 'many'"),
    Refusal("min_words: 1.5", "1:12", "option 'min_words': expected an integer, found '1.5'"),
    Refusal("min_words: 1e5", "1:12", "option 'min_words': expected an integer, found '1e5'"),
    Refusal("min_words: ~", "1:12", "option 'min_words': expected an integer, found nothing"),
    Refusal("min_words:", "1:11", "option 'min_words': expected an integer, found nothing"),
    Refusal("min_words: {}", "1:12", "option 'min_words': expected an integer, found a mapping"),
    Refusal(
        "min_words: '50'", "1:12", "option 'min_words': expected an integer, found the text '50'"),
    Refusal(
        "min_words: 99999999999999999999", "1:12",
        "option 'min_words': expected an integer, found '99999999999999999999'"),
    Refusal("seed: -1", "1:7", "option 'seed': expected an integer from 0, found '-1'"),
    Refusal("max_share: half", "1:12", "option 'max_share': expected a number, found 'half'"),
    Refusal("max_share: .nan", "1:12", "option 'max_share': expected a number, found '.nan'"),
    Refusal("text_field: ~", "1:13", "option 'text_field': expected text, found nothing"),
    Refusal("text_field: [a]", "1:13", "option 'text_field': expected text, found a list"),
    Refusal("languages: en", "1:12", "option 'languages': expected a list, found 'en'"),
    Refusal("languages: ~", "1:12", "option 'languages': expected a list, found nothing"),
    Refusal("languages: [en, [de]]", "1:17", "option 'languages': expected text, found a list"),
    Refusal("languages: [en, ~]", "1:17", "option 'languages': expected text, found nothing"),
    Refusal("bounds: [[1, x]]", "1:14", "option 'bounds': expected a number, found 'x'"),
    Refusal(
        "weights: { a: x }", "1:15", "option 'weights.a': expected an integer, found 'x'"),
    Refusal(
        "weights: [a]", "1:10", "option 'weights': expected options as `name: value`, found a list"),
    Refusal(
        "training: 3", "1:11", "option 'training': expected options as `name: value`, found '3'"),
    Refusal(
        "training: { vocab_size: big }", "1:25",
        "option 'training.vocab_size': expected an integer, found 'big'"),
    Refusal(
        "more:\n  vocab_size: big", "2:15",
        "option 'more.vocab_size': expected an integer, found 'big'"),
    Refusal(
        "sources:\n  - path: a\n  - path: [b]", "3:11",
        "option 'sources.path': expected text, found a list"),
    Refusal("[1]", "1:1", "expected options as `name: value`, found a list"),
    Refusal("word", "1:1", "expected options as `name: value`, found 'word'"),
    Refusal(
        "keep: last", "1:7", "option 'keep': expected one of first, oldest_of_all, found 'last'"),
    Refusal(
        "keep: oldestOfAll", "1:7",
        "option 'keep': expected one of first, oldest_of_all, found 'oldestOfAll'"),
    Refusal(
        "other: last", "1:8", "option 'other': expected one of first, oldest_of_all, found 'last'"),
])
func `a value of another type is refused at its place`(refusal: Refusal) {
    let error = TrialOptions.complaint(about: refusal.yaml)
    #expect(error?.message == refusal.message)
    #expect(error?.place == refusal.place)
}

@Test(arguments: ["010", "-007", "1:30", "0_9", "0_10", "-0_1"])
func `numbers that versions of YAML read differently are refused`(written: String) {
    for option in ["min_words", "max_words", "max_share"] {
        let error = TrialOptions.complaint(about: "\(option): \(written)")
        #expect(error?.message.contains("found '\(written)'") == true)
    }
    #expect(TrialOptions.complaint(about: "text_field: \(written)") == nil)
}

@Test(arguments: [
    ("min_word: 3", "1:1", "min_word", "min_words"),
    ("minWords: 3", "1:1", "minWords", "min_words"),
    ("text_field: a\nlanguage: [en]", "2:1", "language", "languages"),
    ("training: { vocabsize: 3 }", "1:13", "training.vocabsize", "vocab_size"),
    ("more: { patern: x }", "1:9", "more.patern", "pattern"),
    ("sources: [{ path: a }, { pth: b }]", "1:26", "sources.pth", "path"),
])
func `an unknown option is refused with the nearest name`(
    yaml: String, place: String, name: String, meant: String
) {
    let error = TrialOptions.complaint(about: yaml)
    #expect(error?.message == "unknown option '\(name)'")
    #expect(error?.place == "trial.yaml:" + place)
    #expect(error?.suggestion.hasPrefix("Did you mean '\(meant)'? Options: ") == true)
}

@Test func `an unknown option that resembles none gets the list of those that there are`() {
    let error = TrialOptions.complaint(about: "training: { temperature: 1 }")
    #expect(error?.suggestion == "Options: pattern, vocab_size")
    let none = #expect(throws: ConfigError.self) {
        try NoOptions.decode(PipelineTree.compose("rate: 1", file: "t"), file: "t.yaml")
    }
    #expect(none?.message == "unknown option 'rate'")
    #expect(none?.suggestion == "It takes no options.")
    let value = #expect(throws: ConfigError.self) {
        try NoOptions.decode(PipelineTree.compose("fast", file: "t"), file: "t.yaml")
    }
    #expect(value?.message == "expected options as `name: value`, found 'fast'")
}

@Test func `what has no place in the file is placed where the stage stands`() throws {
    struct Needy: StageOptions {
        var rate: Double

        init() { rate = 0 }
        static let help: KeyValuePairs = ["rate": "a number"]
    }
    let defaults = try Needy.decode(nil)
    #expect(defaults.rate == 0)
    let setting = try Setting("rate=fast")
    let error = #expect(throws: ConfigError.self) {
        try Needy.decode(
            .mapping(.init([(Node("rate"), setting.value)])), stagePlace: "trial.yaml:9:5")
    }
    #expect(error?.place == "trial.yaml:9:5")
}

@Test func `a complaint reads as place, message and what to do`() {
    let error = ConfigError("no such thing", at: "a.yaml:1:2", suggestion: "Leave it out.")
    #expect(error.description == "a.yaml:1:2: no such thing\n  Leave it out.")
    #expect(ConfigError("no such thing").description == "no such thing")
}
