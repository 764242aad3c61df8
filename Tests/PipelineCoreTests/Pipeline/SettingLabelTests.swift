// `--set` takes the labels that ledgers and summaries have.
import PipelineCore
import Testing

private let yaml = """
    input: [{ jsonl: { paths: [a] } }]
    stages:
      - sample: { rate: 0.5 }
      - sample: { rate: 0.6 }
    output: [{ jsonl: { path: text } }]
    """

@Test func `the second of a name is told by its number`() throws {
    let file = try PipelineFile(
        yaml: yaml, file: "t", settings: ["stages.sample_2.rate=0.25", "stages.sample.rate=0.75"])
    let rates = try file.savedYAML(StageCatalogue([])).split(separator: "\n").filter { $0.contains("rate") }
    #expect(rates.map { $0.contains("0.25") } == [false, true])
    #expect(rates.map { $0.contains("0.75") } == [true, false])
}

@Test func `a label that there isn't is refused with those that there are, each once`() {
    #expect {
        try PipelineFile(yaml: yaml, file: "t", settings: ["stages.sample_3.rate=1"])
    } throws: { "\($0)".contains("Stages: sample, sample_2") }
}
