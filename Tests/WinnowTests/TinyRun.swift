// A small pipeline in a folder of its own, for running the program on.
import Foundation
import TestSupport

/// Five records, two files, one rule that fires and one record that can't be read.
struct TinyRun {
    let scratch: ScratchDirectory

    /// 60 words with four stop words in them.
    static let prose =
        "The people of the town have to walk to the river and back with heavy jars of water. "
        + "They talk of the weather and of their children, and they rest under the old trees. "
        + "When the sun is high the road is empty, and the dogs sleep. In the evening there is "
        + "music, and everyone who can dance will dance until the lamps are put out again."

    static let pipeline = """
        name: tiny
        seed: 17
        input:
          - jsonl: { paths: [in/*.jsonl] }
        stages:
          - gopher_quality
        output:
          - jsonl: { path: text, compression: none }

        """

    init(_ pipeline: String = Self.pipeline) throws {
        scratch = try ScratchDirectory()
        try scratch.write(pipeline, to: "tiny.yaml")
        try scratch.write(
            """
            {"id":"a","text":"\(Self.prose)","url":"https://example.org/a","lang":"en"}
            {"id":"b","text":"Too short."}
            {"id":"c","text":

            """, to: "in/1.jsonl")
        try scratch.write(
            """
            {"id":"d","text":"\(Self.prose) Again."}
            {"id":"e","text":"\(Self.prose)"}

            """, to: "in/2.jsonl")
    }

    /// Runs `winnow` in the folder.
    @discardableResult
    func winnow(_ arguments: String...) throws -> WinnowProcess.Outcome {
        try WinnowProcess.run(arguments, in: scratch.path)
    }

    /// Names of the folder's entries.
    func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scratch(folder)).sorted()
    }
}

/// A pipeline with every kind of output: corpus stages, a trained tokenizer, shards.
let fullPipeline = """
    name: full
    seed: 17
    input:
      - jsonl: { paths: [in/*.jsonl] }
    stages:
      - gopher_quality: { min_words: 20 }
      - sample: { rate: 1 }
      - tokenize: { tokenizer: { train: { vocab_size: 300 } } }
    output:
      - token_shards: { path: tokens }
      - jsonl: { path: text }

    """
