// The ledger's files: types, nulls, row groups, and which rows and columns are read of them.
import Execution
import FileFormats
import FileStore
import Foundation
import PipelineCore
import TestSupport
import Testing

@Suite struct LedgerTests {
    private let test: LineRun

    init() throws {
        test = try LineRun()
        try test.scratch.write("alpha\nbe\nbad\ngamma\n", to: "in/0.txt")
    }

    private var ledger: LedgerFiles { LedgerFiles(RunFolder(test.scratch("run"))) }

    private func file() throws -> ParquetFile {
        try ParquetFile(
            StoredFile(test.scratch("run/ledger/00000.parquet"), in: LocalFiles.shared),
            isSealed: true)
    }

    @Test func `columns have types, whatever the first rows hold`() throws {
        try test.run("long_enough, first_only")
        let types = Dictionary(
            uniqueKeysWithValues: try file().schema.columns.map { ($0.name, $0.type) })
        for name in ["id", "url", "source", "place", "rule", "duplicate_of", "value_label"] {
            #expect(types[name] == .byteArray, "\(name)")
        }
        #expect(types["value"] == .double)
        #expect(types["threshold"] == .double)
        #expect(types["offset"] == .int64)
        #expect(types["long_enough.length"] == .int64)
    }

    @Test func `a row tells every field, null where there is nothing`() throws {
        try test.run("long_enough")
        var lines: [String] = []
        try ledger.forEachRow { row in
            var json: [UInt8] = []
            row.appendJSON(to: &json)
            lines.append(String(decoding: json, as: UTF8.self))
            return true
        }
        let source = test.scratch("in/0.txt")
        #expect(
            lines[1]
                == #"{"id":"0:1","url":null,"source":"\#(source)","place":"1","offset":1,"#
                + #""fate":"dropped","stage":"long_enough","rule":"too_short","value":2,"#
                + #""threshold":3,"duplicate_of":null,"reason":null,"long_enough.length":2}"#)
        #expect(lines[2].hasSuffix(#""reason":"it says so","long_enough.length":null}"#))
    }

    @Test func `a filter finds its rows, and names the fields that are read`() throws {
        try test.run("long_enough")
        var found: [[String]] = []
        try ledger.forEachRow(
            ["id", "value"], where: LedgerFilter(every: [("rule", "too_short")])
        ) { row in
            found.append(row.fields.map { "\($0.name)=\($0.text ?? "null")" })
            return true
        }
        #expect(found == [["id=0:1", "value=2"]])
        var any = 0
        try ledger.forEachRow(where: LedgerFilter(any: [("id", "0:0"), ("fate", "bad")])) { _ in
            any += 1
            return true
        }
        #expect(any == 2)
    }

    @Test func `a count that is none ends the run by its name`() throws {
        let error = #expect(throws: RunError.self) { try test.run("halves") }
        #expect(error?.message.contains("halves.half' is 2.5") == true, "\(error.debugDescription)")
    }
}
