// `regex` from YAML: bounds, parts of the document, refusals, patterns that trap others.
import PipelineCore
import TestSupport
import Testing

private let bounds: [(String, String, String?)] = [
    ("pattern: 'b+c'", "abc", "regex_matched"), ("pattern: 'b+c'", "ab c", nil),
    ("pattern: a, max_matches: 2", "aa", nil),
    ("pattern: a, max_matches: 2", "aaa", "regex_matched"),
    ("pattern: a, min_matches: 2", "a", "regex_not_matched"),
    ("pattern: a, min_matches: 2", "aa", nil), ("pattern: a, min_matches: 1", "aaaaa", nil),
    ("pattern: a, min_matches: 1, max_matches: 1", "aa", "regex_matched"),
]

@Test(arguments: bounds)
func `matches are held to the bounds, which pass`(
    options: String, text: String, reason: String?
) throws {
    #expect(try StageProbe("regex: { \(options) }").run(text).drop?.rule == reason)
}

@Test func `the address can be searched`() throws {
    var document = Document(
        key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: Array("login".utf8))
    let probe = try StageProbe("regex: { pattern: '/login\\b', part: url }")
    #expect(try probe.run(document).drop == nil)
    document.url = Array("https://a.example/login?x".utf8)
    #expect(try probe.run(document).drop?.rule == "regex_matched")
}

@Test(arguments: [
    ("pattern: ''", "must be given"), ("pattern: '(a'", "unclosed group"),
    ("pattern: 'a(?=b)'", "look-ahead"), ("pattern: 'a*'", "empty text"),
    ("pattern: a, min_matches: 3, max_matches: 2", "min_matches"),
    ("pattern: a, min_matches: -1", "negative"),
])
func `what can't be searched for is refused with a place`(options: String, part: String) throws {
    let error = #expect(throws: ConfigError.self) { try StageProbe("regex: { \(options) }") }
    #expect(error?.description.contains(part) == true)
    #expect(error?.description.contains("test.yaml:4") == true)
}

@Test(.timeLimit(.minutes(1)))
func `a pattern that makes others hang takes no time`() throws {
    let probe = try StageProbe("regex: { pattern: '(a+)+$' }")
    #expect(try probe.run(String(repeating: "a", count: 1 << 20) + "!").drop == nil)
    #expect(try probe.run(String(repeating: "a", count: 1 << 20)).drop?.rule == "regex_matched")
}
