// A plan is refused whose tokenizer does not know the template's marks.
import Execution
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

@Suite struct TokenizerMarksTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    private func plan(_ stages: String) throws -> Plan {
        try scratch.write("", to: "in.jsonl")
        let yaml = """
            input: [{ messages: { paths: ["\(scratch("in.jsonl"))"] } }]
            output: [jsonl]
            stages:
              - chat_template
              - \(stages)
            """
        return try Planner(catalogue: .builtin).plan(PipelineFile(yaml: yaml, file: "p.yaml"))
    }

    @Test(arguments: [
        "train_tokenizer", "tokenize: { tokenizer: { train: { vocab_size: 300 } } }",
        "tokenize: { tokenizer: TIKTOKEN }",
    ])
    func `a tokenizer without the template's marks is refused in the plan`(stage: String) throws {
        let path = try tiktokenFile(["<|endoftext|>": 256])
        let error = #expect(throws: ConfigError.self) {
            _ = try plan(stage.replacing("TIKTOKEN", with: path))
        }
        #expect(error?.message.contains("<|im_start|>, <|im_end|>") == true)
        #expect(error?.place.hasPrefix("p.yaml:5") == true)
    }

    @Test func `a rank file that knows the marks is taken, and its spec is a file of the plan`()
        throws
    {
        let path = try tiktokenFile(["<|endoftext|>": 256, "<|im_start|>": 257, "<|im_end|>": 258])
        _ = try plan("tokenize: { tokenizer: \(path) }")
        let built = try buildStage("tokenize: { tokenizer: \(path) }").stage as? Tokenize
        #expect(built?.files == [path, path.replacing(".tiktoken", with: ".spec.json")])
    }

    @Test(
        .enabled(
            if: sharedFile("data/tokenizers/mistral-v3.sentencepiece.model") != nil,
            "shared/data/tokenizers/mistral-v3.sentencepiece.model is not here"))
    func `a SentencePiece model is taken`() throws {
        let model = try #require(sharedFile("data/tokenizers/mistral-v3.sentencepiece.model"))
        _ = try buildStage("tokenize: { tokenizer: \(model.path), end_of_document: </s> }")
    }

    /// A rank file of the 256 bytes, and its spec.
    private func tiktokenFile(_ specials: [String: Int]) throws -> String {
        let lines = (0...255).map { "\(Data([UInt8($0)]).base64EncodedString()) \($0)\n" }
        let spec = ["pattern": "gpt2", "special_tokens": specials] as [String: Any]
        let json = try JSONSerialization.data(withJSONObject: spec)
        try scratch.write([UInt8](json), to: "bytes.spec.json")
        return try scratch.write(lines.joined(), to: "bytes.tiktoken")
    }
}
