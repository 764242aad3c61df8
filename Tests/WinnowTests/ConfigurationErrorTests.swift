// Mistakes in the pipeline file and on the command line: a place, what is wrong, what to do.
import Foundation
import TestSupport
import Testing

/// One mistake: what is replaced in the tiny pipeline, and what the program has to say.
struct Mistake: Sendable, CustomTestStringConvertible {
    let replaced: String
    let by: String
    let says: [String]
    var testDescription: String { by }

    init(_ replaced: String, _ by: String, _ says: String...) {
        self.replaced = replaced
        self.by = by
        self.says = says
    }

    static let all = [
        Mistake(
            "- gopher_quality", "- gopher_qualty", "tiny.yaml:6:5", "Did you mean 'gopher_quality'?"
        ),
        Mistake("- gopher_quality", "- jsonl", "tiny.yaml:6:5", "is a reader", "under 'input'"),
        Mistake(
            "- gopher_quality", "- gopher_quality: { min_word: 3 }", "tiny.yaml:6:23",
            "unknown option 'min_word'", "Did you mean 'min_words'?"),
        Mistake(
            "- gopher_quality", "- gopher_quality: { min_words: many }", "tiny.yaml:6:34",
            "option 'min_words'", "expected an integer, found 'many'"),
        Mistake(
            "- gopher_quality", "- gopher_quality: { min_words: [1] }", "expected an integer",
            "a list"),
        Mistake(
            "- gopher_quality", "- gopher_quality: { preset: gofer }", "tiny.yaml:6",
            "expected one of datatrove"),
        Mistake(
            "- gopher_quality", "- gopher_quality: { min_words: 9, max_words: 3 }", "tiny.yaml:6",
            "'min_words' (9) must not be above max_words (3)"),
        Mistake("- gopher_quality", "- sample: { rate: 2 }", "tiny.yaml:6", "from 0 to 1"),
        Mistake("in/*.jsonl", "inn/*.jsonl", "tiny.yaml:4:5", "inn/*.jsonl"),
        Mistake("in/*.jsonl", "in/3.jsonl", "tiny.yaml:4:5", "in/3.jsonl", "no such file"),
        Mistake("paths: [in/*.jsonl]", "", "tiny.yaml:4", "paths"),
        Mistake(
            "in/*.jsonl", "\"${WINNOW_NOT_SET}/x\"", "tiny.yaml:4", "WINNOW_NOT_SET", "not set"),
        Mistake("path: text", "path: ../text", "tiny.yaml:8:5", "'../text'"),
        Mistake("path: text", "path: ledger", "tiny.yaml:8:5", "'ledger' is taken"),
        Mistake("path: text", "path: .", "tiny.yaml:8:5", "'.'"),
        Mistake("none }", "none }\n  - jsonl: { path: text/more }", "'text/more' is taken"),
        Mistake("none }", "rar }", "tiny.yaml:8", "expected one of"),
        Mistake(
            "seed: 17", "sede: 17", "tiny.yaml:2:1", "unknown key 'sede'", "Did you mean 'seed'?"),
        Mistake("seed: 17", "seed: -1", "tiny.yaml:2", "'seed' must be an integer from 0"),
        Mistake("name: tiny", "name: a/b", "tiny.yaml:1", "can't name a folder"),
        Mistake("output:", "outputs:", "unknown key 'outputs'"),
        Mistake("[in/*.jsonl] }", "[in/*.jsonl }", "tiny.yaml", "not valid YAML"),
        Mistake(
            "  - jsonl: { path: text, compression: none }", "  []", "the pipeline writes nothing"),
    ]
}

@Test(arguments: Mistake.all)
func `a mistake in the pipeline is refused with its place, before any work`(mistake: Mistake) throws
{
    let yaml = TinyRun.pipeline.replacingOccurrences(of: mistake.replaced, with: mistake.by)
    let tiny = try TinyRun(yaml)
    let outcome = try tiny.winnow("run", "tiny.yaml", "--output", "out")
    #expect(outcome.status == 64, "\(outcome.error)")
    #expect(outcome.text == "")
    for words in mistake.says { #expect(outcome.error.contains(words), "\(outcome.error)") }
    #expect(outcome.error.split(separator: "\n").count <= 6, "\(outcome.error)")
    #expect(!FileManager.default.fileExists(atPath: tiny.scratch("out")))
    #expect(try tiny.winnow("plan", "tiny.yaml").status == 64)
}

@Test(arguments: [
    (["run", "no.yaml"], "can't read the pipeline file no.yaml"),
    (
        ["run", "tiny.yaml", "--set", "stages.gopher_qualty.min_words=3"],
        "Did you mean 'gopher_quality'?"
    ),
    (["run", "tiny.yaml", "--set", "min_words"], "expected path=value"),
    (["run", "tiny.yaml", "--set", "stages.gopher_quality.min_words=x"], "expected an integer"),
    (["run", "tiny.yaml", "--workers", "0"], "--workers must be from 1 to 1024"),
    (["run", "tiny.yaml", "--workers", "two"], "--workers"),
    (["run", "tiny.yaml", "--memory", "1M"], "is too little for"),
    (["run", "tiny.yaml", "--memory", "lots"], "Write 900M or 4G."),
    (["run", "tiny.yaml", "--resume", "--force"], "exclude each other"),
    (["run", "tiny.yaml", "--wrkers", "2"], "--wrkers"),
    (["run"], "Name a pipeline file"),
    (["plan"], "Name a pipeline file"),
    (["ledger", "out", "--fate", "lost"], "--fate must be kept, dropped or bad"),
    (["rnu", "tiny.yaml"], "Did you mean 'run'?"),
    (["shards", "verfy", "out"], "Did you mean 'verify'?"),
])
func `a mistake on the command line is refused`(arguments: [String], words: String) throws {
    let tiny = try TinyRun()
    let outcome = try WinnowProcess.run(arguments, in: tiny.scratch.path)
    #expect(outcome.status == 64, "\(outcome.error)")
    #expect(outcome.text == "")
    #expect(outcome.error.contains(words), "\(outcome.error)")
    #expect(try tiny.names(in: "") == ["in", "tiny.yaml"])
}

@Test(arguments: [
    ["run", "--help"], ["run", "--wrkers"], ["ledger", "--help"], ["extract", "--no"],
])
func `usage fits into 80 columns and loses no word`(arguments: [String]) throws {
    let outcome = try WinnowProcess.run(arguments)
    let text = outcome.text + outcome.error
    #expect(text.lowercased().contains("usage: winnow \(arguments[0])"))
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
}
