// Every pair of the catalogue's stages: it is refused with a place and a remedy, or it works.
import Execution
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

/// A pipeline of one reader, two stages and one writer, over a few records.
private struct StagePair {
    let reader: String
    let stages: [StageEntry]
    let writer: String

    func yaml(_ input: String, format: String = "") -> String {
        let uses = stages.map { $0.info.example.split(separator: "\n") }
            .map { $0.map { "  \($0)\n" }.joined() }.joined()
        return """
            input:
              - \(reader): { paths: ["\(input)"] }
            stages:
            \(uses)
            output:
              - \(writer)
            """
    }

    func plan(_ input: String) throws -> Plan {
        let file = try PipelineFile(yaml: yaml(input), file: "pair.yaml")
        return try Planner(catalogue: .builtin, baseFolder: exampleFolder).plan(file)
    }
}

/// A fifth of the pairs runs, and all of them where this is set; every pair is planned.
private let runsAll = ProcessInfo.processInfo.environment["WINNOW_ALL_PAIRS"] != nil

/// Stages between a reader and a writer, of which the examples use files of this checkout.
private let middle = StageCatalogue.builtin.entries.filter {
    StageKind.inStages.contains($0.kind)
}

@Suite struct StagePairsTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        let sentence = "This is a sentence that people could have written, and it is long enough. "
        let text = String(repeating: sentence, count: 20)
        try scratch.write(
            (0..<6).map { #"{"id":"\#($0)","text":"\#(text) \#($0 % 4)"}"# + "\n" }.joined(),
            to: "jsonl.in")
        let turns = #"{"role":"user","content":"\#(text)"},{"role":"assistant","content":"Yes."}"#
        try scratch.write(
            (0..<6).map { #"{"id":"\#($0)","messages":[\#(turns)]}"# + "\n" }.joined(),
            to: "messages.in")
        let page = "<html><body><h1>Title</h1><p>\(text)</p><p>\(text)</p></body></html>"
        try scratch.write(page, to: "html.in")
    }

    /// What the planner says of a pair behind a reader: nothing, or its error.
    private func refusal(_ pair: StagePair) throws -> ConfigError? {
        do {
            _ = try pair.plan(scratch("\(pair.reader).in"))
            return nil
        } catch let error as ConfigError {
            return error
        }
    }

    private static let readers = ["jsonl", "messages", "html"]

    @Test(arguments: middle.map(\.info.name))
    func `a refusal names a stage, its place and what to do; what is accepted runs`(
        name: String
    ) throws {
        let first = try #require(middle.first { $0.info.name == name })
        for (index, second) in middle.enumerated() {
            let pairs = Self.readers.map {
                StagePair(reader: $0, stages: [first, second], writer: "jsonl")
            }
            let refusals = try pairs.map(refusal)
            for case (let pair, let error?) in zip(pairs, refusals) {
                try checkRefusal(error, pair)
            }
            // Behind another reader that is let by, the same two stages do the same.
            if runsAll || (index + name.utf8.count) % 5 == 0,
                let accepted = zip(pairs, refusals).first(where: { $1 == nil })
            {
                try checkRun(accepted.0)
            }
        }
    }

    private func checkRefusal(_ error: ConfigError, _ pair: StagePair) throws {
        let message = "\(error)"
        let names = pair.stages.map(\.info.name) + [pair.writer]
        let place = try #require(message.firstMatch(of: /pair\.yaml:(\d+):(\d+)/))
        let line = pair.yaml(scratch("\(pair.reader).in")).split(
            separator: "\n", omittingEmptySubsequences: false)[
                (Int(place.1) ?? 0) - 1]
        let named = names.filter { line.contains($0) && message.contains($0) }
        #expect(!named.isEmpty, "\(pair.reader) \(names): \(message)")
        #expect(message.split(separator: "\n").count > 1, "no remedy: \(message)")
    }

    /// Every document is kept or dropped by a rule; none fails a stage that was let follow.
    private func checkRun(_ pair: StagePair) throws {
        let folder = scratch("run")
        try? FileManager.default.removeItem(atPath: folder)
        let summary = try PipelineRun(
            plan: pair.plan(scratch("\(pair.reader).in")), folder: RunFolder(folder),
            settings: EngineSettings(workers: 1, memory: 1 << 30)
        ).run()
        let names = pair.stages.map(\.info.name)
        #expect(summary.statistics.bad == 0, "\(pair.reader) \(names)")
    }

    @Test func `every stage can follow some reader, and some stage another`() throws {
        for entry in middle where !entry.info.flow.takes.contains(.tokens) {
            let alone = try Self.readers.filter {
                try refusal(StagePair(reader: $0, stages: [entry], writer: "jsonl")) == nil
            }
            #expect(!alone.isEmpty, "\(entry.info.name) can follow no reader")
        }
    }

    // MARK: Pipelines that once did all the work, or the wrong work

    private func message(_ reader: String, _ stages: String, _ writer: String) throws -> String {
        let error = #expect(throws: ConfigError.self) { try plan(reader, stages, writer) }
        return error.map { "\($0)" } ?? ""
    }

    private func plan(
        _ reader: String, _ stages: String, _ writer: String, with options: String = ""
    ) throws {
        let yaml = """
            input: [{ \(reader): { paths: ["\(scratch("\(reader).in"))"]\(options) } }]
            stages: [\(stages)]
            output: [\(writer)]
            """
        _ = try Planner(catalogue: .builtin).plan(PipelineFile(yaml: yaml, file: "p.yaml"))
    }

    @Test func `shards without tokens, JSON as text and raw HTML are refused`() throws {
        let shards = try message("jsonl", "gopher_quality", "token_shards")
        #expect(shards.contains("p.yaml:3") && shards.contains("Put 'tokenize' before it."))
        let json = try message(
            "messages", "tokenize: { tokenizer: { train: { vocab_size: 300 } } }", "token_shards")
        #expect(json.contains("p.yaml:2") && json.contains("Put 'chat_template' before it."))
        let raw = try message("html", "gopher_quality", "jsonl")
        #expect(raw.contains("p.yaml:2") && raw.contains("Put 'extract_html' before it"))
    }

    @Test func `pages in JSON lines are read as such, or extraction would pass them by`() throws {
        let passed = try message("jsonl", "extract_html", "jsonl")
        #expect(passed.contains("p.yaml:2") && passed.contains("'content: html'"))
        try plan("jsonl", "extract_html", "jsonl", with: ", content: html")
    }

    @Test func `a loss mask in megatron's format and a chat template on texts are refused`() throws
    {
        let masked = try message(
            "messages",
            "chat_template, tokenize: { tokenizer: { train: { vocab_size: 300, special_tokens: "
                + "['<|endoftext|>', '<|im_start|>', '<|im_end|>'] } } }",
            "token_shards: { format: megatron }")
        #expect(masked.contains("p.yaml:3") && masked.contains("loss mask"))
        let texts = try message("jsonl", "chat_template", "jsonl")
        #expect(texts.contains("p.yaml:2") && texts.contains("Read conversations with 'messages'."))
    }
}
