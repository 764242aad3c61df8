// Training inside a pipeline: what is counted, and that memory and workers change nothing.
import BytePairEncoding
import FileStore
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

@Suite struct TrainTokenizerTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    /// Runs observers, `collect` and the phase by hand; gives the files that the phase left.
    private func train(
        _ yaml: String, _ documents: [Document], observers: Int = 1, memory: Int = 1 << 30
    ) throws -> [String: Data] {
        let stage = try #require(try buildStage(yaml).stage as? TrainTokenizer)
        let probed = try ProbedTasks()
        let observing = try probed.task(.observe, memory: memory)
        let all = try (0..<observers).map { _ in try stage.makeObserver(observing) }
        for (index, document) in documents.enumerated() {
            try all[index * 7 % observers].observe(document, in: DocumentScratch())
        }
        try stage.collect(all, observing)
        let phase = stage.phases(observedTasks: 1)[0]
        try phase.run(probed.task(phase.name, memory: 1 << 30))
        var files: [String: Data] = [:]
        let folder = probed.files.folder(of: phase.name)
        for entry in try folder.entries() {
            files[entry.name] = Data(try folder.file(entry.name).contents())
        }
        return files
    }

    private func document(_ number: Int, _ text: String, fields: String = "") -> Document {
        var document = Document(
            key: DocumentKey(file: 0, place: number), offset: 0, id: [], text: Array(text.utf8))
        document.fields = Array(fields.utf8)
        return document
    }

    private func documents(_ count: Int) -> [Document] {
        (0..<count).map { number in
            let words = (0..<60).map { "word\(number * $0 % 977) \($0 * $0 + number)" }
            return document(
                number, words.joined(separator: " "),
                fields: #""source":"\#(number % 2 == 0 ? "books" : "code")","#
                    + #""language":"\#(number % 3 == 0 ? "en" : "de")""#)
        }
    }

    private func tokenizer(_ files: [String: Data]) throws -> Tokenizer {
        try Tokenizer(huggingFace: [UInt8](#require(files["tokenizer.json"])))
    }

    private func tokens(_ files: [String: Data]) throws -> [String] {
        let vocabulary = try tokenizer(files).vocabulary
        return (0..<UInt32(vocabulary.idBound)).map {
            String(decoding: vocabulary[$0], as: UTF8.self)
        }
    }

    @Test func `what is learned depends neither on memory nor on observers`() throws {
        let yaml = "train_tokenizer: { vocab_size: 400, hold_back: 10 }"
        let one = try train(yaml, documents(200))
        #expect(try train(yaml, documents(200).reversed(), observers: 3) == one)
        #expect(try train(yaml, documents(200), observers: 2, memory: 1 << 10) == one)
        #expect(one.count == 4)
    }

    @Test func `a template's marks are not words, what people write is`() throws {
        var chat = document(0, "<|im_start|>zqzq zqzq zqzq<|im_end|>")
        chat.content = .renderedChat(ChatMarkup(template: [0..<12, 26..<36]))
        let files = try train(
            "train_tokenizer: { vocab_size: 300, hold_back: 0, "
                + #"special_tokens: ["<|im_start|>", "<|im_end|>"] }"#,
            [chat])
        let learned = try tokens(files).filter { $0.utf8.count > 1 }
        #expect(learned.contains("zqzq") && learned.contains(" zqzq"))
        #expect(!learned.contains { $0.contains("im") && !$0.hasPrefix("<|im_") })
    }

    @Test func `weights count a source's documents several times`() throws {
        let texts = [
            document(0, "abab abab abab", fields: #""source":"books""#),
            document(1, "cdcd cdcd", fields: #""source":"code""#),
        ]
        let yaml = "train_tokenizer: { vocab_size: 258, hold_back: 0"
        #expect(try tokens(train(yaml + " }", texts))[257] == "ab")
        #expect(try tokens(train(yaml + ", weights: { code: 5 } }", texts))[257] == "cd")
    }

    @Test func `the report measures held-back texts by field and counts them`() throws {
        let files = try train("train_tokenizer: { vocab_size: 400, hold_back: 4 }", documents(200))
        let json = try JSONSerialization.jsonObject(with: #require(files["training.json"]))
        let report = try #require(json as? [String: Any])
        let rows = try #require(report["held_back"] as? [[String: Any]])
        let groups = rows.map { "\($0["field"] ?? "")=\($0["group"] ?? "")" }
        #expect(
            groups == ["=", "language=de", "language=en", "source=books", "source=code"])
        let held = try #require(report["held_back_texts"] as? Int)
        #expect(held > 20 && held < 90)
        #expect(report["texts"] as? Int == 200)
    }

    @Test func `extending keeps what was there`() throws {
        let first = try train("train_tokenizer: { vocab_size: 300 }", documents(50))
        let path = try scratch.write([UInt8](#require(first["tokenizer.json"])), to: "base.json")
        let more = try train(
            "train_tokenizer: { vocab_size: 320, extend: \"\(path)\" }", documents(90))
        #expect(try tokens(more).prefix(300) == tokens(first)[...])
        #expect(try tokens(more).count == 320)
    }

    @Test func `too many words for the memory are an error that says what to do`() throws {
        let stage = try #require(
            try buildStage("train_tokenizer: { vocab_size: 300 }").stage as? TrainTokenizer)
        let probed = try ProbedTasks()
        let task = try probed.task(.observe, memory: 2000)
        let observer = try stage.makeObserver(task)
        for document in documents(100) { try observer.observe(document, in: DocumentScratch()) }
        try stage.collect([observer], task)
        let error = #expect(throws: TokenizerError.self) {
            let phase = stage.phases(observedTasks: 1)[0]
            try phase.run(probed.task(phase.name, memory: 2000))
        }
        #expect(error?.context.contains("allow 1 MiB") == true)
    }
}
