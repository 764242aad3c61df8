// What is proof that a task is done; damaged records and those of others are none.
import Execution
import FileStore
import Foundation
import Testing

@Suite struct CompletionRecordTests {
    private let folder = MemoryFiles().folder("run")
    private var records: CompletionRecords { CompletionRecords(RunFolder(folder), plan: "digest") }

    private func json(plan: String = "digest", phase: String = "segment0", task: Int = 3) throws
        -> [UInt8]
    {
        var record = CompletionRecord(plan: plan, phase: phase, task: task)
        record.host = "machine"
        record.seconds = 2.5
        return try SealedJSON.encode(record)
    }

    private func write(_ bytes: [UInt8], as name: String = "00003.json") throws {
        try folder.file("done/segment0/" + name).write(bytes)
    }

    /// Expects that the task counts as not done, so that it runs again.
    private func expectNoProof(_ comment: String) throws {
        #expect(try records.record("segment0", 3) == nil, "\(comment)")
        #expect(try records.records("segment0").isEmpty, "\(comment)")
    }

    @Test func `a whole record proves its task and no other`() throws {
        try write(json())
        let record = try #require(try records.record("segment0", 3))
        #expect(record.host == "machine" && record.seconds == 2.5)
        #expect(record.outputs.isEmpty && record.counts == nil && record.pieces == nil)
        #expect(try records.record("segment0", 2) == nil)
        #expect(try records.record("segment1", 3) == nil)
    }

    @Test func `a record that was cut off anywhere proves nothing`() throws {
        let whole = try json()
        for length in 0..<whole.count {
            try write(Array(whole.prefix(length)))
            try expectNoProof("\(length) bytes")
        }
    }

    @Test(arguments: [
        "null", "[]", "{}", "\0\0\0", "{\"plan\":\"digest\"}", "\u{FEFF}", "rubbish",
        "{\"plan\":\"digest\",\"phase\":\"segment0\",\"task\":\"3\"}",
        String(repeating: "[", count: 100_000),
    ])
    func `what is no record proves nothing`(text: String) throws {
        try write(Array(text.utf8))
        try expectNoProof(text)
    }

    @Test func `a record of another plan, phase or task proves nothing`() throws {
        for other in [
            try json(plan: "other"), try json(phase: "segment1"), try json(task: 4),
        ] {
            try write(other)
            try expectNoProof(String(decoding: other, as: UTF8.self))
        }
    }

    @Test func `a phase's records are found among other files`() throws {
        #expect(try records.records("segment0").isEmpty)
        try write(json(task: 0), as: "00000.json")
        try write(json(task: 12), as: "00012.json")
        try write(Array("notes".utf8), as: "notes.txt")
        #expect(try records.records("segment0").keys.sorted() == [0, 12])
    }
}
