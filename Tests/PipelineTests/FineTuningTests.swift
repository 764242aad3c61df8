// Pipelines/sft.yaml from end to end: the tokens that carry loss are exactly the assistant's words.
import BytePairEncoding
import Execution
import FileFormats
import FileStore
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing
import TokenShards

@Suite struct FineTuningTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    private func run(_ settings: [String] = [], workers: Int = 2, folder: String = "run") throws
        -> RunSummary
    {
        let base = packageRoot.path(percentEncoded: false)
        let yaml = try String(contentsOfFile: base + "/Pipelines/sft.yaml", encoding: .utf8)
        let plan = try Planner(catalogue: .builtin, baseFolder: base).plan(
            PipelineFile(yaml: yaml, file: "sft.yaml", settings: settings))
        return try PipelineRun(
            plan: plan, folder: RunFolder(scratch(folder)),
            settings: EngineSettings(workers: workers)
        ).run()
    }

    /// A document as the shards have it.
    private struct Tokenized {
        let id: String
        let tokens: [UInt32]
        let mask: [UInt8]
    }

    private func tokenized(_ folder: String = "run") throws -> [Tokenized] {
        try ShardFiles.find([scratch(folder + "/tokens")]).flatMap { files in
            let shard = try files.open()
            return try (0..<shard.documents).map { number in
                Tokenized(
                    id: String(decoding: try shard.id(of: number) ?? [], as: UTF8.self),
                    tokens: try shard.tokens(of: number), mask: try shard.mask(of: number))
            }
        }
    }

    private func tokenizer(_ folder: String = "run") throws -> Tokenizer {
        try Tokenizer(
            huggingFace: StoredFile(
                scratch(folder + "/tokenizer/tokenizer.json")
            ).contents())
    }

    /// The conversations of the sample, read by Foundation: contents by role, and what trains.
    private func conversations() throws -> [[(role: String, content: String, trains: Bool)]] {
        try ["forms", "oasst1"].flatMap { name in
            let path = packageRoot.appending(path: "Samples/chat/\(name).jsonl")
            return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map {
                line in
                let record = try JSONSerialization.jsonObject(with: Data(line.utf8))
                let messages = (record as? [String: Any])?["messages"] as? [[String: Any]] ?? []
                return messages.map { message in
                    let role = message["role"] as? String ?? ""
                    let trains = role == "assistant" && message["weight"] as? Int != 0
                    return (role, content(message["content"]), trains)
                }
            }
        }
    }

    private func content(_ value: Any?) -> String {
        if let text = value as? String { return text }
        return (value as? [[String: Any]] ?? []).compactMap { $0["text"] as? String }.joined()
    }

    private func text(_ tokens: [UInt32], _ tokenizer: Tokenizer) throws -> String {
        var bytes: [UInt8] = []
        try tokenizer.decode(tokens, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `the masked tokens are exactly the assistant's words and their end marks`() throws {
        _ = try run()
        let tokenizer = try tokenizer()
        let endMark = try #require(id(of: "<|im_end|>", tokenizer))
        let conversations = try conversations()
        let documents = try tokenized()
        #expect(documents.count == 49 && conversations.count == 49)
        for (document, conversation) in zip(documents, conversations) {
            let trained = zip(document.tokens, document.mask).filter { $1 == 1 }.map(\.0)
            let turns = trained.split(separator: endMark, omittingEmptySubsequences: false)
            #expect(trained.last == endMark)
            #expect(
                try turns.dropLast().map { try text(Array($0), tokenizer) }
                    == conversation.filter(\.trains).map(\.content))
        }
    }

    @Test func `without end marks the masked tokens are the assistant's words alone`() throws {
        _ = try run(["stages.chat_template.train_on_end_mark=false"])
        let tokenizer = try tokenizer()
        for (document, conversation) in zip(try tokenized(), try conversations()) {
            let trained = zip(document.tokens, document.mask).filter { $1 == 1 }.map(\.0)
            #expect(
                try text(trained, tokenizer)
                    == conversation.filter(\.trains).map(\.content).joined())
        }
    }

    @Test func `marks that somebody typed never become special tokens`() throws {
        _ = try run()
        let tokenizer = try tokenizer()
        let marks = try ["<|im_start|>", "<|im_end|>"].map { try #require(id(of: $0, tokenizer)) }
        for (document, conversation) in zip(try tokenized(), try conversations()) {
            for mark in marks {
                #expect(document.tokens.count { $0 == mark } == conversation.count)
            }
        }
        let attack = try #require(try tokenized().first { $0.id == "marks-in-a-question" })
        #expect(
            try text(attack.tokens, tokenizer).contains("What do <|im_start|> and <|im_end|> mean?")
        )
    }

    @Test func `the shards are sound, by the manifest too, and the same for any workers`() throws {
        let runs = try [1, 2, 3].map { try run(workers: $0, folder: "run\($0)") }
        let outputs = try runs.map { try #require($0.manifest.outputs["tokens"]) }
        #expect(outputs[0] == outputs[1] && outputs[1] == outputs[2])
        for record in ShardRecord.records(of: outputs[0]) {
            let files = try #require(ShardFiles(scratch("run1/tokens/" + record.files[0].name)))
            #expect(files.verify(record: record).findings.isEmpty)
        }
    }

    /// A line of `token_jsonl`.
    private struct TokenLine: Decodable {
        let inputIds: [UInt32]
        let labels: [Int]
        let positionIds: [Int]?
        let seqLengths: [Int]?
        let lossWeights: [Float]?
    }

    private func lines(_ stages: String, _ output: String, folder: String) throws -> [TokenLine] {
        let base = packageRoot.path(percentEncoded: false)
        let yaml = """
            name: lines
            seed: 17
            input: [{ messages: { paths: ["\(base)/Samples/chat/*.jsonl"], allow_fields: [lang] } }]
            stages:
            \(stages)
            output: [{ token_jsonl: { path: lines\(output) } }]
            """
        let plan = try Planner(catalogue: .builtin, baseFolder: base).plan(
            PipelineFile(yaml: yaml, file: "lines.yaml"))
        _ = try PipelineRun(
            plan: plan, folder: RunFolder(scratch(folder)), settings: EngineSettings(workers: 2)
        ).run()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try FileManager.default.contentsOfDirectory(atPath: scratch(folder + "/lines"))
            .sorted().flatMap { name in
                try scratch.text("\(folder)/lines/\(name)").split(separator: "\n").map {
                    try decoder.decode(TokenLine.self, from: Data($0.utf8))
                }
            }
    }

    private static let encoding = """
          - tokenize:
              tokenizer: { train: { vocab_size: 1000, special_tokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] } }
        """

    @Test func `packed lines hold every label of the conversations, and no document sees another`()
        throws
    {
        let chat = "  - chat_template: { template: chatml }\n" + Self.encoding
        let single = try lines(chat, "", folder: "single")
        let packed = try lines(
            chat + "\n  - pack: { length: 8192, method: best_fit }", "", folder: "packed")
        #expect(single.count == 49 && packed.count < 49)
        func labels(_ lines: [TokenLine]) -> [Int] {
            lines.flatMap(\.labels).filter { $0 != -100 }.sorted()
        }
        #expect(labels(single) == labels(packed))
        for line in packed {
            #expect(line.inputIds.count == 8192 && line.labels.count == 8192)
            #expect(line.positionIds == line.seqLengths?.flatMap { Array(0..<$0) })
            for (place, label) in zip(line.positionIds ?? [], line.labels) where place == 0 {
                #expect(label == -100)
            }
        }
    }

    @Test func `weights of turns reach the labels, or the plan refuses`() throws {
        let chat = "  - chat_template: { template: chatml, weights: true }\n" + Self.encoding
        let weighted = try lines(chat, ", weights: true", folder: "weighted")
        for line in weighted {
            #expect(
                zip(line.lossWeights ?? [], line.labels).allSatisfy { ($0 > 0) == ($1 != -100) })
        }
        let error = #expect(throws: ConfigError.self) { try lines(chat, "", folder: "refused") }
        #expect("\(error, default: "")".contains("weights between 0 and 1"))
    }

    private static let pythonReadsShards =
        (try? python("-c", "import numpy, zstandard, tokenizers").status) == 0

    @Test(
        .enabled(
            if: pythonReadsShards,
            "python3 has not all of requirements-shards.txt (WINNOW_PYTHON names another)"))
    func `python reads the shards and Hugging Face decodes them to the kept text`() throws {
        _ = try run()
        let script = packageRoot.appending(path: "Tests/PipelineTests/verify_shards.py").path
        let result = try Self.python(script, scratch("run"))
        #expect(result.status == 0 && result.output.hasPrefix("49 documents"), "\(result.output)")
    }

    private static func python(_ arguments: String...) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        let program = ProcessInfo.processInfo.environment["WINNOW_PYTHON"] ?? "python3"
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private func id(of mark: String, _ tokenizer: Tokenizer) -> UInt32? {
        tokenizer.specialTokens.first { $0.text == Array(mark.utf8) }?.id
    }
}
