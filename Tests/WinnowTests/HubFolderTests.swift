// `parquet: { hub: true }`: files by split, whatever is in them, and a data card that fits them.
import Foundation
import TestSupport
import Testing

private func pipeline(_ stages: String) throws -> ScratchDirectory {
    let scratch = try ScratchDirectory()
    for file in 0..<3 {
        let lines = (0..<20).map {
            #"{"id":"\#(file)-\#($0)","text":"some words of \#(file) and \#($0) here"}"# + "\n"
        }
        try scratch.write(lines.joined(), to: "in/\(file).jsonl")
    }
    try scratch.write(
        """
        name: t
        input: [{ jsonl: { paths: [in/*.jsonl] } }]
        stages:
          - gopher_quality: { min_words: 1, min_mean_word_length: 0, min_stop_words: 0, min_alphabetic_words: 0 }
          \(stages)
        output:
          - parquet:
              path: hub
              hub: true
              columns:
                id: string
                text: string
                gopher_quality.words: measurement
                gopher_quality.mean_word_length: measurement
        """, to: "p.yaml")
    return scratch
}

@Test func `a folder for the Hub has a file for each task, and a card that counts them`() throws {
    let scratch = try pipeline("")
    let run = try WinnowProcess.run(["run", "p.yaml", "--output", "out"], in: scratch("."))
    #expect(run.status == 0, "\(run.error)")
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch("out/hub/data"))
    #expect(names == ["train-00000-of-00001.parquet"])
    let card = try scratch.text("out/hub/README.md")
    for part in [
        "  - split: train\n    path: data/train-*\n", "  - name: id\n    dtype: string\n",
        "  - name: gopher_quality.words\n    dtype: int64\n",
        "  - name: gopher_quality.mean_word_length\n    dtype: float64\n",
        "    num_examples: 60\n", "- n<1K\n",
    ] {
        #expect(card.contains(part), "\(card)")
    }
    let head = try WinnowProcess.run(
        ["parquet", "head", "--json", "--rows", "1", "out/hub/data/train-00000-of-00001.parquet"],
        in: scratch("."))
    #expect(
        head.text.contains(#""gopher_quality.words":7,"gopher_quality.mean_word_length":"#),
        "\(head.text)")
    #expect(try WinnowProcess.run(["verify", "out"], in: scratch(".")).status == 0)
    let again = try WinnowProcess.run(
        ["run", "p.yaml", "--output", "out", "--force"], in: scratch("."))
    #expect(again.status == 0, "\(again.error)")
}

@Test func `each part of a corpus is a split, where it has rows`() throws {
    let scratch = try pipeline("- split: { validation: 0.000001 }")
    let run = try WinnowProcess.run(["run", "p.yaml", "--output", "out"], in: scratch("."))
    #expect(run.status == 0, "\(run.error)")
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch("out/hub/data"))
    #expect(
        names.sorted() == ["train-00000-of-00001.parquet", "validation-00000-of-00001.parquet"])
    let card = try scratch.text("out/hub/README.md")
    #expect(card.contains("  - split: train\n") && !card.contains("validation"), "\(card)")
}

@Test func `a measurement that nothing records is refused by the plan`() throws {
    let scratch = try pipeline("")
    let yaml = try scratch.text("p.yaml").replacing(
        "gopher_quality.words:", with: "gopher_quality.wrds:")
    try scratch.write(yaml, to: "p.yaml")
    let plan = try WinnowProcess.run(["plan", "p.yaml"], in: scratch("."))
    #expect(plan.status == 64)
    #expect(plan.error.contains("gopher_quality.words"), "\(plan.error)")
}
