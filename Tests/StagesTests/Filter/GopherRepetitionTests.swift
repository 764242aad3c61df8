// `gopher_repetition` from YAML: every rule fires for its reason.
import PipelineCore
import TestSupport
import Testing

/// `count` different words.
private func distinct(_ count: Int, _ prefix: String = "w") -> [String] {
    (0..<count).map { "\(prefix)\($0)x" }
}

private func text(_ words: [String]) -> String { words.joined(separator: " ") }

private let run10 = text(distinct(10, "longish"))

private let thirty = text(distinct(30))
private let bigrams = text((0..<12).flatMap { ["alpha", "beta", "c\($0)"] })
private let trigrams = text((0..<6).flatMap { ["alpha", "beta", "gamma"] + distinct(8, "c\($0)") })
private let long = text((0..<4).flatMap { ["a\($0)b", run10, "q\($0)"] + distinct(25, "v\($0)") })

private let cases: [(String, String)] = [
    ("", "empty"),
    ("a b\n\na b\n\nc d", "dup_para_frac"),
    ("q\n\n\(thirty)\n\nr\n\n\(thirty)", "dup_para_char_frac"),
    ("a b\na b\nc d", "dup_line_frac"),
    ("q\n\(thirty)\nr\n\(thirty)", "dup_line_char_frac"),
    (bigrams, "top_2_gram"),
    (trigrams, "top_3_gram"),
    (long, "duplicated_5_n_grams"),
]

@Test(arguments: cases)
func `each rule of repetition names its reason`(text: String, reason: String) throws {
    #expect(try StageProbe("gopher_repetition").run(text).drop?.rule == reason)
}

@Test func `text without repetition passes and is measured`() throws {
    let result = try StageProbe("gopher_repetition").run(text(distinct(100)))
    #expect(result.drop == nil)
    #expect(result["duplicated_10_grams"] == 0)
    #expect(result["characters"] == 489)
    #expect(result["top_2_gram"] == 7.0 / 489)
}

@Test func `a bound of one lets everything pass`() throws {
    let yaml = """
        gopher_repetition: { duplicate_lines: 1, duplicate_line_characters: 1, \
        duplicate_paragraphs: 1, top_n_grams: [9, 9, 9], duplicated_n_grams: [1, 1, 1, 1, 1, 1] }
        """
    #expect(try StageProbe(yaml).run("a b\na b\na b").drop == nil)
}

@Test func `bounds for the wrong number of n are refused`() throws {
    let error = #expect(throws: ConfigError.self) {
        try StageProbe("gopher_repetition: { top_n_grams: [0.2] }")
    }
    #expect(error?.description.contains("three shares") == true)
}

@Test func `the paper's counting takes in every occurrence and no word twice`() throws {
    let run = text(distinct(12, "longish"))
    let whole = "\(run) \(text(distinct(20, "a"))) \(run) \(text(distinct(20, "b")))"
    let later = try StageProbe("gopher_repetition").run(whole)
    let points = Double(run.count - 11)
    for preset in ["massivetext", "massivetext-2021-12"] {
        let all = try StageProbe("gopher_repetition: { preset: \(preset) }").run(whole)
        #expect(all["duplicated_5_grams"] == 2 * points / Double(whole.count))
        #expect(all["duplicated_10_grams"] == 2 * points / Double(whole.count))
        #expect(all["top_2_gram"] == later["top_2_gram"])
    }
    #expect(later["duplicated_10_grams"]! < points / Double(whole.count))
}

@Test func `a dated name is the preset of its date`() throws {
    let dated = try StageProbe("gopher_repetition: { preset: dclm-2024-06 }").run(bigrams)
    let undated = try StageProbe("gopher_repetition: { preset: dclm }").run(bigrams)
    #expect(dated.document.values == undated.document.values)
    #expect(dated["top_2_gram"] != (try StageProbe("gopher_repetition").run(bigrams))["top_2_gram"])
}
