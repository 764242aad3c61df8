// Numbers that can't be meant are refused where they stand.
import PipelineCore
import Testing

private struct BoundedOptions: StageOptions {
    var minWords = 5
    var maxWords = 50
    var share: Double? = 0.5
    var score = 0.0
    var shares = [0.1, 0.2]
    var inner = Inner()

    struct Inner: StageOptions {
        var rate = 0.5
        static let help: KeyValuePairs = ["rate": "a share"]
        static let bounds: [String: OptionBounds] = ["rate": .share]
    }

    static let help: KeyValuePairs = [
        "min_words": "", "max_words": "", "share": "", "score": "", "shares": "", "inner": "",
    ]
    static let bounds: [String: OptionBounds] = ["share": .share, "shares": .share]
}

private func complaint(_ yaml: String) throws -> ConfigError? {
    do {
        let node = try PipelineTree.compose(yaml, file: "o.yaml")
        _ = try BoundedOptions.decode(node, file: "o.yaml")
        return nil
    } catch let error as ConfigError {
        return error
    }
}

@Test(arguments: [
    ("share: 80", "1:8", "option 'share': must be from 0 to 1, found '80'"),
    ("share: -0.1", "1:8", "option 'share': must be from 0 to 1, found '-0.1'"),
    ("share: .inf", "1:8", "option 'share': must be from 0 to 1, found '.inf'"),
    ("score: .inf", "1:8", "option 'score': must be a finite number, found '.inf'"),
    ("score: -.inf", "1:8", "option 'score': must be a finite number, found '-.inf'"),
    ("score: 1e300", "1:8", "option 'score': must be a finite number, found '1e300'"),
    ("score: .nan", "1:8", "option 'score': expected a number, found '.nan'"),
    ("min_words: -5", "1:12", "option 'min_words': must not be negative, found '-5'"),
    (
        "max_words: 9223372036854775807", "1:12",
        "option 'max_words': must be 0 or more, up to 2^40, found '9223372036854775807'"
    ),
    ("shares: [0.1, 20]", "1:15", "option 'shares': must be from 0 to 1, found '20'"),
    ("inner: { rate: 2 }", "1:16", "option 'inner.rate': must be from 0 to 1, found '2'"),
    ("min_words: 60", "1:12", "option 'min_words' (60) must not be above max_words (50)"),
    ("max_words: 4", "1:12", "option 'min_words' (5) must not be above max_words (4)"),
])
func `a number that can't be meant is refused at its place`(
    yaml: String, place: String, message: String
) throws {
    let error = try complaint(yaml)
    #expect(error?.message == message)
    #expect(error?.place == "o.yaml:" + place)
}

@Test(arguments: [
    "share: 0", "share: 1", "share: ~", "score: -3.5", "min_words: 50", "shares: []",
    "max_words: 1099511627776", "inner: { rate: 1.0 }",
])
func `numbers within their bounds are taken`(yaml: String) throws {
    #expect(try complaint(yaml) == nil)
}

@Test func `a share above one is told how it is written`() throws {
    #expect(try complaint("share: 80")?.suggestion == "A share is a part of 1: write 0.8 for 80 %.")
}
