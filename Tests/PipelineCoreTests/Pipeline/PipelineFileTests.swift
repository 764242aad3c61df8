// A pipeline file as it is written: name, seed, lists of stages, and what is wrong with others.
import PipelineCore
import Testing
import Yams

private let ends = "input: [jsonl]\noutput: [jsonl]\n"

private func pipeline(_ yaml: String, _ variables: [String: String] = [:]) throws -> PipelineFile {
    try PipelineFile(yaml: yaml, file: "p.yaml", variables: variables)
}

private func complaint(about yaml: String) -> ConfigError? {
    do {
        _ = try pipeline(yaml)
        return nil
    } catch {
        return error as? ConfigError
    }
}

@Test func `a pipeline has a name, a seed and three lists of stages with places`() throws {
    let file = try pipeline(
        """
        name: web-2.en_1
        seed: 18446744073709551615
        description: whatever
        input:
          - warc: { paths: [a] }
          - jsonl:
              paths: [b]
        stages:
          - extract_html
          - sample: ~
        output: [{ jsonl: { path: text } }]
        """)
    #expect(file.name == "web-2.en_1")
    #expect(file.seed == .max)
    #expect(file.input.map(\.name) == ["warc", "jsonl"])
    #expect(file.input.map(\.place) == ["p.yaml:5:5", "p.yaml:6:5"])
    #expect(file.stages.map(\.name) == ["extract_html", "sample"])
    #expect(file.stages[0].options == nil)
    #expect(file.output[0].options?["path"]?.string == "text")
    #expect(file.output[0].place == "p.yaml:11:12")
}

@Test func `what a pipeline needn't say has a usual value`() throws {
    let file = try pipeline(ends)
    #expect(file.name == "winnow")
    #expect(file.seed == 0)
    #expect(file.stages.isEmpty)
    #expect(file.taskBytes == PipelineFile.usualTaskBytes)
    try #expect(pipeline(ends + "task_bytes: 10_000_000").taskBytes == 10_000_000)
}

@Test func `keys that begin with x- are the user's own: a place for anchors`() throws {
    let file = try pipeline(
        """
        x-usual: &usual { min_words: 3 }
        input: [jsonl]
        stages: [{ gopher_quality: { <<: *usual, max_words: 9 } }, { other: *usual }]
        output: [jsonl]
        """)
    #expect(file.stages[0].options?["min_words"]?.int == 3)
    #expect(file.stages[0].options?["max_words"]?.int == 9)
    #expect(file.stages[1].options?["min_words"]?.int == 3)
}

@Test func `a resolved pipeline reads as the one that it was made of, and is not resolved again`()
    throws
{
    let written = """
        name: ${NAME:-trial}
        seed: 3
        x-usual: &usual { words: [a, 'no', "1", 1, ~], note: "${NOTE}", long: |-
          two
          lines
         }
        input: [{ jsonl: { paths: ["${NOTE}", b] } }]
        stages: [{ one: *usual }, { two: { <<: *usual, note: 'x: y' } }, three]
        output: [jsonl]
        """
    let variables = ["NOTE": "${NAME} #, ]"]
    let file = try pipeline(
        written.replacing(", long: |-\n  two\n  lines\n }", with: " }"), variables)
    let none = StageCatalogue([])
    let again = try PipelineFile(
        savedYAML: file.savedYAML(none), file: "r.yaml", none, variables: [:])
    #expect(again.name == "trial")
    #expect(again.seed == 3)
    #expect(again.input.map(\.options) == file.input.map(\.options))
    #expect(again.stages.map(\.name) == ["one", "two", "three"])
    #expect(again.stages.map(\.options) == file.stages.map(\.options))
    #expect(again.stages[0].options?["note"]?.string == "${NAME} #, ]")
    #expect(try again.savedYAML(none) == file.savedYAML(none))
}

/// A pipeline's text, and what is wrong with it.
struct Fault: Sendable, CustomTestStringConvertible {
    let yaml: String
    let place: String
    let message: String
    var testDescription: String { message }

    init(_ yaml: String, _ place: String, _ message: String) {
        self.yaml = yaml
        self.place = place
        self.message = message
    }
}

@Test(arguments: [
    Fault("", "p.yaml", "the pipeline file is empty"),
    Fault("# a comment", "p.yaml", "the pipeline file is empty"),
    Fault("[1]", "p.yaml:1:1", "a pipeline is a mapping with 'input', 'stages' and 'output'"),
    Fault("output: [jsonl]", "p.yaml", "the pipeline has no 'input'"),
    Fault("input: [jsonl]", "p.yaml", "the pipeline has no 'output'"),
    Fault(ends + "stages: sample", "p.yaml:3:9", "'stages' must be a list of stages"),
    Fault(ends + "stages: { sample: {} }", "p.yaml:3:9", "'stages' must be a list of stages"),
    Fault(ends + "stages:", "p.yaml:3:8", "'stages' must be a list of stages"),
    Fault(ends + "stages:\n  -\n  - sample", "p.yaml:4:4", "an entry without a stage's name"),
    Fault(ends + "stages: [~]", "p.yaml:3:10", "an entry without a stage's name"),
    Fault(
        ends + "stages:\n  - sample: {}\n    limit: {}", "p.yaml:4:5",
        "a stage is one name with its options below it"),
    Fault(
        ends + "stages: [[sample]]", "p.yaml:3:10", "a stage is one name with its options below it"),
    Fault(ends + "stages: [{}]", "p.yaml:3:10", "a stage is one name with its options below it"),
    Fault(ends + "stages: []\nstages: []", "p.yaml:3:1", "'stages' is given twice"),
    Fault(ends + "sede: 3", "p.yaml:3:1", "unknown key 'sede'"),
    Fault(ends + "seed: -1", "p.yaml:3:7", "'seed' must be an integer from 0"),
    Fault(ends + "seed: x", "p.yaml:3:7", "'seed' must be an integer from 0"),
    Fault(ends + "seed: 010", "p.yaml:3:7", "'seed' must be an integer from 0"),
    Fault(ends + "seed: [1]", "p.yaml:3:7", "'seed' must be an integer from 0"),
    Fault(
        ends + "task_bytes: 4194303", "p.yaml:3:13",
        "'task_bytes' must be a number of bytes, 4194304 (4 MiB) or more"),
    Fault(
        ends + "task_bytes: 4M", "p.yaml:3:13",
        "'task_bytes' must be a number of bytes, 4194304 (4 MiB) or more"),
    Fault(ends + "name: [a]", "p.yaml:3:7", "'name' must be text"),
    Fault(ends + "name: a/b", "p.yaml:3:7", "name 'a/b' can't name a folder"),
    Fault(ends + "name: .a", "p.yaml:3:7", "name '.a' can't name a folder"),
    Fault(ends + "name: ''", "p.yaml:3:7", "name '' can't name a folder"),
    Fault(ends + "name: größe", "p.yaml:3:7", "name 'größe' can't name a folder"),
    Fault(ends + "name: ${NO}", "p.yaml:3:7", "the variable ${NO} is not set"),
])
func `a pipeline file that can't be meant is refused with its place`(fault: Fault) {
    let error = complaint(about: fault.yaml)
    #expect(error?.message == fault.message)
    #expect(error?.place == fault.place)
}

@Test func `an unknown key is refused with the nearest and the list of all`() {
    #expect(
        complaint(about: ends + "stage: []")?.suggestion
            == "Did you mean 'stages'? A pipeline has: name, seed, task_bytes, input, stages, "
            + "mix, output, description")
    #expect(complaint(about: ends + "workers: 3")?.suggestion.hasPrefix("A pipeline has") == true)
}
