// Whether a finished run is whole.
import Execution
import Foundation
import PipelineCore
import TestSupport
import Testing

@Suite struct RunVerificationTests {
    private let test: LineRun

    init() throws {
        test = try LineRun()
        for file in 0..<3 {
            try test.scratch.write("alpha \(file)\nbeta\nbad\n", to: "in/\(file).txt")
        }
        try test.run("first_only")
    }

    private func findings() throws -> [String] {
        try RunVerification(RunFolder(test.scratch("run"))).run().findings.map {
            "\($0.file): \($0.found)"
        }
    }

    private func ledgerRows() throws -> Int {
        var rows = 0
        try LedgerFiles(RunFolder(test.scratch("run"))).forEachRow { _ in
            rows += 1
            return true
        }
        return rows
    }

    @Test func `a run is whole as it was left`() throws {
        let verdict = try RunVerification(RunFolder(test.scratch("run"))).run()
        #expect(verdict.findings.isEmpty)
        #expect(verdict.documents == 9)
        #expect(try ledgerRows() == 9)
    }

    @Test(arguments: ["lines/00000.txt", "ledger/00000.parquet", "manifest.json"])
    func `a byte that changed is found`(name: String) throws {
        let url = URL(filePath: test.scratch("run/\(name)"))
        var bytes = try Data(contentsOf: url)
        bytes[bytes.count - 3] ^= 1
        try bytes.write(to: url)
        if name == "manifest.json" {
            #expect(throws: RunError.self) { try findings() }
        } else {
            #expect(try findings() == ["\(name): its bytes are not those that the run left"])
        }
    }

    @Test func `what is missing, cut or strange is named`() throws {
        try FileManager.default.removeItem(atPath: test.scratch("run/lines/00000.txt"))
        try test.scratch.write("strange", to: "run/lines/strange.txt")
        try test.scratch.write("other", to: "run/pipeline.yaml")
        try FileManager.default.removeItem(atPath: test.scratch("run/report.html"))
        #expect(
            try findings() == [
                "lines/00000.txt: missing", "lines/strange.txt: the run left no such file",
                "pipeline.yaml: it is not what the run left", "report.html: missing",
            ])
    }

    @Test func `a ledger without all of its rows is an error`() throws {
        let url = URL(filePath: test.scratch("run/ledger/00000.parquet"))
        let whole = try Data(contentsOf: url)
        try whole.dropLast(1).write(to: url)
        let error = #expect(throws: RunError.self) { try ledgerRows() }
        #expect(error?.code == .damaged)
        try FileManager.default.removeItem(at: url)
        #expect(throws: RunError.self) { try ledgerRows() }
        try whole.write(to: url)
        #expect(try ledgerRows() == 9)
    }

    /// Where the files and their sizes are as they were, the bytes themselves must tell.
    @Test func `a byte of the ledger that changed is found by whoever reads it`() throws {
        let url = URL(filePath: test.scratch("run/ledger/00000.parquet"))
        let whole = try Data(contentsOf: url)
        for place in stride(from: 4, to: whole.count, by: 5) {
            var bytes = whole
            bytes[place] ^= 1 << UInt8(place % 8)
            try bytes.write(to: url)
            let error = #expect(throws: RunError.self, "byte \(place)") { try ledgerRows() }
            #expect(error?.code == .damaged)
        }
    }

    @Test func `a ledger of an earlier version is told to be one`() throws {
        let folder = test.scratch("run/ledger")
        try FileManager.default.removeItem(atPath: folder + "/00000.parquet")
        try test.scratch.write("", to: "run/ledger/00000.jsonl.zst")
        let error = #expect(throws: RunError.self) { try ledgerRows() }
        #expect(error?.message.contains("older version") == true)
    }

    @Test func `an unfinished run is no run to verify`() throws {
        try FileManager.default.removeItem(atPath: test.scratch("run/manifest.json"))
        let error = #expect(throws: RunError.self) { try findings() }
        #expect(error?.code == .noRun)
    }
}
