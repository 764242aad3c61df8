// A run of the smallest stages over files of lines, in a folder of its own.
import Execution
import FileFormats
import Foundation
import PipelineCore
import TestSupport

let lineCatalogue = StageCatalogue([
    LineReader.self, LongEnough.self, Halves.self, FirstOnly.self, LineWriter.self,
])

struct LineRun {
    let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    func plan(_ stages: String = "") throws -> Plan {
        let yaml = """
            name: test
            input:
              - lines: { paths: ["\(scratch.path)/in/*.txt"] }
            stages: [\(stages)]
            output:
              - lines
            """
        return try Planner(catalogue: lineCatalogue).plan(
            PipelineFile(yaml: yaml, file: "test.yaml"))
    }

    @discardableResult
    func run(
        _ stages: String = "", workers: Int = 2, folder: String = "run",
        existing: PipelineRun.Existing = .refuse, maxBadRecords: Int? = nil
    ) throws -> RunSummary {
        var engine = EngineSettings(workers: workers)
        engine.maxBadRecords = maxBadRecords
        return try PipelineRun(
            plan: plan(stages), folder: RunFolder(scratch(folder)), settings: engine
        ).run(existing: existing)
    }

    /// Sorted names of a folder's entries.
    func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scratch(folder)).sorted()
    }

    func ledger(_ folder: String = "run") throws -> [[String: String]] {
        var rows: [[String: String]] = []
        try LedgerFiles(RunFolder(scratch(folder))).forEachRow { row in
            rows.append(
                Dictionary(uniqueKeysWithValues: row.fields).compactMapValues { $0 })
            return true
        }
        return rows
    }
}

/// A compressed file's content.
func unpacked(_ path: String) throws -> [UInt8] {
    let stream = try ByteStream(path: path)
    var bytes: [UInt8] = []
    while try stream.read(into: &bytes) > 0 {}
    return bytes
}
