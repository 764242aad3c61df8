// `c4_bad_words` from YAML: whole words, spared terms, languages, the share that stays.
import FileFormats
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

/// A folder with lists for as long as `body` runs.
private func withLists<R>(_ lists: [String: String], _ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in lists { try Data(text.utf8).write(to: folder.appending(path: name)) }
    return try body(folder.path)
}

private func count(_ text: String, list: String, language: String = "en") throws -> Double? {
    try withLists(["list": list]) {
        try StageProbe("c4_bad_words: { list: list, language: \(language) }", baseFolder: $0)
            .run(text)["words"]
    }
}

private func gzip(_ text: String) -> [UInt8] {
    var packed: [UInt8] = []
    GzipCompressor(level: 6).compress(Array(text.utf8).span, appendingTo: &packed)
    return packed
}

private let wholeWords: [(String, Double)] = [
    ("a grumpf b", 1.0), ("grumpf", 1), ("“grumpf”", 1), ("—GRUMPF…", 1), ("grumpf_", 0),
    ("grumpf2", 0), ("égrumpf", 0), ("grumpfé", 0), ("grumpf grumpf", 2), ("two\nwords", 0),
    ("Two Words!", 1),
]

@Test(arguments: wholeWords)
func `terms match as whole words of any script`(text: String, expected: Double) throws {
    #expect(try count(text, list: "grumpf\ntwo words\n") == expected)
}

@Test func `lists are read with marks, spaces, other charsets and compressed`() throws {
    #expect(try count("grumpf", list: "\u{FEFF}grumpf\nx\n") == 1)
    #expect(try count("grumpf", list: "  grumpf \t\n") == 1)
    #expect(throws: ConfigError.self) { try count("grumpf", list: "\n \n") }
    let scratch = try ScratchDirectory()
    let wide = Array("grumpf\n".utf16).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    for (name, bytes) in [("wide", [0xFF, 0xFE] + wide), ("packed", gzip("grumpf\n"))] {
        try scratch.write(bytes, to: name)
        let probe = try StageProbe("c4_bad_words: { list: \(name) }", baseFolder: scratch("."))
        #expect(try probe.run("a grumpf")["words"] == 1, "\(name)")
    }
    try scratch.write(Array("BZh91AY&SY".utf8), to: "other")
    #expect(throws: ConfigError.self) {
        try StageProbe("c4_bad_words: { list: other }", baseFolder: scratch("."))
    }
}

@Test func `terms that mC4 spares are not looked for`() throws {
    #expect(try count("sm グロ x", list: "sm\nグロ\nx\n", language: "ja") == 1)
    #expect(try count("sm", list: "sm\n") == 1)
    #expect(try count("性别", list: "性\n", language: "zh") == 0)
}

@Test func `a share of what would be dropped stays, by its text alone`() throws {
    try withLists(["list": "grumpf"]) { folder in
        let yaml = "c4_bad_words: { list: list, keep_fraction: 0.25 }"
        let probe = try StageProbe(yaml, seed: 7, baseFolder: folder)
        let texts = (0..<400).map { "grumpf number \($0)" }
        let kept = try texts.map { try probe.run($0).drop == nil }
        #expect((70...130).contains(kept.count { $0 }))
        let again = try StageProbe(yaml, seed: 7, baseFolder: folder)
        #expect(try texts.reversed().map { try again.run($0).drop == nil } == kept.reversed())
        let other = try StageProbe(yaml, seed: 8, baseFolder: folder)
        #expect(try texts.map { try other.run($0).drop == nil } != kept)
        #expect(try probe.run("nothing")["draw"]?.isNaN == true)
    }
}

private let pieces: [(unit: String, text: String, left: String, kept: Double)] = [
    ("line", "a\nzut grumpf\nb\n", "a\nb\n", 3), ("line", "grumpf\na", "a", 1),
    ("line", "a\n\nb", "a\n\nb", 3), ("line", "a\nb grumpf", "a", 1),
    ("paragraph", "a\nb\n\ngrumpf\nc\n\n\nd", "a\nb\n\nd", 2),
    ("paragraph", "a\n\n\nb", "a\n\n\nb", 2), ("paragraph", "a\n\ngrumpf", "a", 1),
]

@Test(arguments: pieces)
func `lines or paragraphs go alone`(unit: String, text: String, left: String, kept: Double) throws {
    try withLists(["list": "grumpf"]) { folder in
        let probe = try StageProbe(
            "c4_bad_words: { list: list, unit: \(unit) }", baseFolder: folder)
        let result = try probe.run(text)
        #expect(result.text == left)
        #expect(result.drop == nil)
        #expect(result["kept_pieces"] == kept)
        #expect(try probe.run("a grumpf").drop?.rule == "no_text_left")
    }
}

@Test func `a line may hold as many words as is allowed`() throws {
    try withLists(["list": "grumpf"]) { folder in
        let yaml = "c4_bad_words: { list: list, unit: line, max_words: 1 }"
        let result = try StageProbe(yaml, baseFolder: folder).run("grumpf\ngrumpf grumpf\ngrumpf")
        #expect(result.text == "grumpf\ngrumpf")
        #expect(result["words"] == 4)
        #expect(result["removed_pieces"] == 1)
    }
}

private func languages(
    _ options: String, _ folder: String, lists: String = "{ en: en, fr: fr }"
) throws -> any Measuring {
    let yaml = """
        input: []
        output: []
        stages:
          - c4_bad_words:
              { lists: \(lists), language_from: detect_language.language\(options) }
        """
    let use = try PipelineFile(yaml: yaml, file: "test.yaml").stages[0]
    let columns = [EarlierColumn(name: "detect_language.language", index: 0, unit: .label)]
    let built = try StageCatalogue.builtin.entry("c4_bad_words", kinds: [.rewriter])!.build(
        use.options, context: StageContext(baseFolder: folder, earlierColumns: columns))
    return built.stage as! any Measuring
}

@Test func `a list's language may be named in any usual form`() throws {
    try withLists(["en": "grumpf", "fr": "zut", "zh": "坏"]) { folder in
        let stage = try languages(
            ", unlisted: keep", folder, lists: "{ English: en, fra: fr, zh: zh }")
        #expect(try judge(stage, "grumpf", "en")?.rule == "bad_word")
        #expect(try judge(stage, "zut", "fr")?.rule == "bad_word")
        #expect(try judge(stage, "很坏的", "zh-Hant")?.rule == "bad_word")
        #expect(try judge(stage, "grumpf", "fr") == nil)
        #expect(throws: (any Error).self) {
            try languages("", folder, lists: "{ klingon: en }")
        }
    }
}

private func judge(_ stage: any Measuring, _ text: String, _ language: String) throws -> Drop? {
    var document = Document(
        key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: Array(text.utf8))
    document.values = Array(repeating: .nan, count: 7)
    document.labels = [MeasuredLabel(column: 0, text: Array(language.utf8))]
    return try StageRunner.make(stage, stage: 0, firstColumn: 1).process(
        &document, in: DocumentScratch())
}

@Test func `each document is judged by its own language's list`() throws {
    try withLists(["en": "grumpf", "fr": "zut"]) { folder in
        let stage = try languages("", folder)
        #expect(try judge(stage, "grumpf", "en")?.rule == "bad_word")
        #expect(try judge(stage, "grumpf", "fr") == nil)
        #expect(try judge(stage, "zut", "fr")?.rule == "bad_word")
        #expect(throws: DataError.self) { try judge(stage, "zut", "de") }
        #expect(try judge(languages(", unlisted: keep", folder), "zut", "de") == nil)
        #expect(try judge(languages(", unlisted: drop", folder), "zut", "de")?.rule == "no_list")
    }
}

@Test func `lists that can't be meant are refused`() throws {
    for options in [
        "list: /nonexistent", "keep_fraction: 0.1", "list: a, lists: { en: a }",
        "list: /dev/null, language_from: nothing.known", "list: /dev/null, keep_fraction: 2",
    ] {
        #expect(throws: ConfigError.self) { try StageProbe("c4_bad_words: { \(options) }") }
    }
}

@Test func `lists and models are part of what a resumed run compares`() throws {
    try withLists(["en": "grumpf", "d": "a.example", "w": "b"]) { folder in
        for (yaml, names) in [
            ("c4_bad_words: { list: en }", ["en"]),
            ("url_filter: { domains: [d], hard_words: [w] }", ["d", "w"]),
            ("toxicity: { lists: { en: en } }", ["en"]), ("toxicity", []), ("detect_language", []),
        ] {
            let probe = try StageProbe(yaml, baseFolder: folder)
            let files = (probe.built.stage as? any ReadingFiles)?.files
            #expect(files == names.map { "\(folder)/\($0)" })
        }
    }
}
