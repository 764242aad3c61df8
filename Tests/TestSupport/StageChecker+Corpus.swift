// Running a stage in a whole pipeline, at several numbers of workers.
import Execution
import Foundation
import PipelineCore
import Stages

extension StageChecker {
    /// Runs documents and corpus stages between `jsonl` and `jsonl`; every output file is the same
    /// with one worker and with three.
    public func runs() throws -> [String] {
        guard entry.kind != .reader, entry.kind != .writer else { return [] }
        let scratch = try ScratchDirectory()
        try scratch.write(takesText ? Self.lines() : Self.conversations(), to: "in.jsonl")
        let one = try files(workers: 1, scratch)
        let three = try files(workers: 3, scratch)
        let differing = Set(one.keys).union(three.keys).filter { one[$0] != three[$0] }
        return differing.sorted().map { "\($0) depends on the number of workers" }
            + (one.isEmpty ? ["the run left nothing"] : [])
    }

    private var takesTokens: Bool { entry.info.flow.takes.contains(.tokens) }

    private var takesText: Bool { takesTokens || entry.info.flow.takes.contains(.text) }

    /// A reader that gives what the stage takes.
    private var reader: String { takesText ? "jsonl" : "messages" }

    /// What the reader is told of its records: that they are pages where the stage makes text of those.
    private var content: String {
        entry.info.flow.takes.contains(.html) && entry.info.flow.gives == .text
            ? ", content: html" : ""
    }

    /// Some conversations, thrice.
    private static func conversations() throws -> [UInt8] {
        let turns = (0..<30).map { number in
            #"{"messages":[{"role":"user","content":"question \#(number % 10)"},"#
                + #"{"role":"assistant","content":"answer \#(number % 10)"}]}"# + "\n"
        }
        return Array(turns.joined().utf8)
    }

    private func files(workers: Int, _ scratch: ScratchDirectory) throws -> [String: Data] {
        let isBlock = entry.kind == .mixer
        let use = entry.info.example.split(separator: "\n").map { "  \($0)\n" }.joined()
        let tokens = "- tokenize: { tokenizer: { train: { vocab_size: 300 } } }"
        let yaml = """
            input: [{ \(reader): { paths: ["\(scratch("in.jsonl"))"]\(content) } }]
            output: [\(takesTokens ? "token_shards" : "jsonl")]
            stages:
              \(takesTokens || isBlock ? tokens : "")
            \(isBlock ? entry.info.example : use)
            """
        let plan = try Planner(catalogue: .builtin, baseFolder: exampleFolder).plan(
            PipelineFile(yaml: yaml, file: "e"))
        let folder = scratch("run-\(workers)")
        let settings = EngineSettings(workers: workers, memory: 1 << 30)
        _ = try PipelineRun(plan: plan, folder: RunFolder(folder), settings: settings).run()
        return try comparableFiles(in: folder)
    }

    /// The short hostile texts that JSON can carry, thrice, so that duplicates exist.
    private static func lines() throws -> [UInt8] {
        let texts = HostileText.all.filter { $0.isUTF8 && $0.bytes.count < 1 << 17 }
        let encoder = JSONEncoder()
        var bytes: [UInt8] = []
        for round in 0..<3 {
            for text in texts {
                let record = ["id": "\(text.name) \(round)", "text": text.text]
                bytes += try encoder.encode(record) + [10]
            }
        }
        return bytes
    }
}

extension HostileText {
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Every file of a run's folder by its path, but for the report and the completion records, which
/// hold times.
public func comparableFiles(in folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    where path != "report.html" && !path.hasPrefix("done/") {
        var isFolder: ObjCBool = false
        let full = "\(folder)/\(path)"
        let isThere = FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
        if isThere, !isFolder.boolValue { files[path] = try Data(contentsOf: URL(filePath: full)) }
    }
    return files
}
