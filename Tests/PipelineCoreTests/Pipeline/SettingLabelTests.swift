// `--set` takes the labels that ledgers and summaries have.
import PipelineCore
import Testing
import Yams

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
    #expect(file.stages[0].options?["rate"]?.string == "0.75")
    #expect(file.stages[1].options?["rate"]?.string == "0.25")
}

@Test func `a label that there isn't is refused with those that there are, each once`() {
    #expect {
        try PipelineFile(yaml: yaml, file: "t", settings: ["stages.sample_3.rate=1"])
    } throws: { "\($0)".contains("Stages: sample, sample_2") }
}
