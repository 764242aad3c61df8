// `nemo_quality` by vectors worked out by hand from NeMo Curator's filters.
import PipelineCore
import TestSupport
import Testing

private func run(_ text: String, _ options: String = "") throws -> StageProbe.Result {
    try StageProbe(options.isEmpty ? "nemo_quality" : "nemo_quality: { \(options) }").run(text)
}

private let prose = """
    The old library stands on a hill above town, and children walk there after school to read.
    Nobody remembers when its doors were first opened, though some say it was before any railway.
    Inside, tall shelves hold books that have travelled from distant harbours with sailors.
    A quiet clerk keeps lists of everything borrowed, and he knows each reader by name.
    In winter there is a stove to sit beside, with tea for those who wait until evening.
    """

@Test func `prose passes NeMo's cascade`() throws {
    let result = try run(prose)
    #expect(result.drop == nil, "\(String(describing: result.drop))")
    #expect(result["words"] == 78)
    #expect(result["unmarked_lines"] == 0)
    #expect(result["unique_lines"] == 1)
}

private let vectors: [(String, String, Int, Int)] = [
    ("non_alphanumeric", "ab c!(é", 3, 7), ("digits", "a1 ٣x²", 2, 6),
    ("white_space", "a\tb\u{A0}c\u{8}\u{B}", 2, 7), ("brackets", "(a)[b]{c}⟨d⟩", 8, 12),
    ("urls", "see https://a.b/c#d now", 13, 23), ("urls", "http:// httpx://a", 0, 1),
    ("urls", "http://a.com/http://b~c", 21, 23), ("urls", "HTTP://A http://b", 8, 17),
    ("symbol_words", "# ## #a# ... […] -» word", 5, 7),
    ("boilerplate", "a\n\nPrivacy Policy\n\nx USES COOKIES y terms of use\n\nb", 1, 2),
    ("boilerplate", "a\n\nLorem Ipsum", 1, 1), ("boilerplate", "privacy\n\npolicy", 0, 1),
    ("unique_lines", "a\n\na\n a\nb", 3, 4),
    ("unique_line_characters", "aa\naa\nb", 3, 5),
    ("unique_paragraphs", "a\n\nb\n\na", 2, 3), ("unique_paragraphs", "a\n\n\nb", 1, 1),
    ("unique_paragraph_characters", "aa\n\nb\n\naa", 3, 5),
    ("unmarked_lines", "a.\nb! \nc\"\nd;\n\ne", 2, 5),
    ("alphabetic_words", "a 1 b2 - é", 3, 5), ("mean_word_length", "a bcd éf", 2, 1),
    ("ellipsis_lines", "a...\nb…\nc (...)\nd Read More \ne -»\nf. . .\ng", 5, 7),
    ("bullet_lines", "• a\n ‣b\n- c\n◦d", 3, 4),
    // 'a b' three times, five characters in the text's eleven; deleted without overlap.
    ("top_2_gram", "a b a b a b", 9, 11),
    // Only 'a b' with one space is deleted.
    ("top_2_gram", "a  b a b c", 3, 10), ("top_4_gram", "a b c", 1, 1),
    // The second 'a b c d e': five letters and four spaces of nineteen characters.
    ("duplicate_5_grams", "a b c d e a b c d e", 9, 19), ("duplicate_10_grams", "a b", 1, 1),
    // Seven a's: the second 5-gram adds 5 letters and 4 spaces, the third one letter and a space.
    ("duplicate_5_grams", "a a a a a a a", 11, 13),
]

@Test(arguments: vectors)
func `each measurement counts as NeMo does`(name: String, text: String, part: Int, whole: Int)
    throws
{
    #expect(try run(text)[name] == Double(part) / Double(whole))
}

private let lines = prose.split(separator: "\n").map(String.init)
private func padded(_ text: String) -> String { "\(prose)\n\(text)" }

private let cookies = ["privacy policy", "use cookies", "uses cookies", "terms of use"]

private let reasons: [(String, String)] = [
    ("", "empty"), (padded(String(repeating: "*", count: 120)), "alpha_numeric"),
    (padded(String(repeating: "1", count: 120)), "numbers_ratio"),
    ("The be to of", "too_few_words"),
    (prose.split(separator: " ").joined(separator: "   "), "alpha_numeric"),
    (joined(lines, Array(lines.prefix(3)), by: "\n"), "repeated_lines"),
    (joined(lines, cookies, by: "\n\n"), "boilerplate_string_ratio"),
]

private func joined(_ some: [String], _ more: [String], by separator: String) -> String {
    (some + more).joined(separator: separator)
}

@Test(arguments: reasons)
func `each rule of NeMo's names its reason`(text: String, reason: String) throws {
    #expect(try run(text).drop?.rule == reason)
}

@Test func `thresholds pass at the bound and fire beyond it`() throws {
    for (option, name, fires) in [
        ("max_non_alphanumeric", "non_alphanumeric", -1.0), ("max_white_space", "white_space", -1),
        ("min_mean_word_length", "mean_word_length", 1), ("max_digits", "digits", -1),
        ("min_alphabetic_words", "alphabetic_words", 1), ("min_unique_lines", "unique_lines", 1),
    ] {
        let value = try #require(try run(prose)[name])
        #expect(try run(prose, "\(option): \(value)").drop == nil)
        let beyond = value + fires * 0.000_001
        guard option == "min_mean_word_length" || (0...1).contains(beyond) else {
            #expect(throws: ConfigError.self) { try run(prose, "\(option): \(beyond)") }
            continue
        }
        #expect(try run(prose, "\(option): \(beyond)").drop?.value == .number(value))
    }
}

@Test func `lists of thresholds have their lengths`() {
    #expect(throws: ConfigError.self) { try run("a", "top_n_grams: [0.2]") }
    #expect(throws: ConfigError.self) { try run("a", "duplicate_n_grams: [0.2]") }
    #expect(throws: ConfigError.self) { try run("a", "min_words: 9, max_words: 8") }
}
