// What a folder holds besides the files that are read: counted by ending; and one file, one reading.
import FileStore
import Foundation
import TestSupport
import Testing

@Suite struct PassedOverTests {
    let folder: ScratchDirectory

    init() throws {
        folder = try ScratchDirectory()
        for name in [
            "a.jsonl", "B.JSONL", "c.JsonL.GZ", "d.TXT", "e.csv.gz", "f.CSV.gz", "g",
            ".hidden.jsonl",
            "sub/h.jsonl", ".git/i.jsonl",
        ] {
            try folder.write([1], to: name)
        }
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder("lost.jsonl"), withDestinationPath: "nowhere")
        try manager.createSymbolicLink(atPath: folder("linked"), withDestinationPath: "sub")
        try manager.createSymbolicLink(atPath: folder("z.jsonl"), withDestinationPath: "a.jsonl")
    }

    private func list(_ patterns: [String]) throws -> ListedFiles {
        try FilePatterns.list(
            patterns.map(folder.callAsFunction), extensions: [".jsonl", ".jsonl.gz"])
    }

    @Test func `endings are met in letters of any case, and the rest is counted`() throws {
        let listed = try list([""])
        let names = listed.files.map { String($0.path.dropFirst(folder("").count)) }
        #expect(
            names.map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
                == ["B.JSONL", "a.jsonl", "c.JsonL.GZ", "sub/h.jsonl"])
        #expect(
            listed.passedOver == [
                ".txt": 1, ".csv.gz": 2, "no ending": 1, "hidden": 2, "link that leads nowhere": 1,
                "linked folder": 1, FilePatterns.repeated: 1,
            ])
    }

    @Test func `overlapping paths and other names of a file are read once`() throws {
        let listed = try list(["a.jsonl", "./a.jsonl", "z.jsonl", "sub", "sub/../sub/h.jsonl"])
        #expect(listed.files.count == 2)
        #expect(listed.passedOver[FilePatterns.repeated] == 3)
    }

    @Test func `a folder without readable files says what it holds`() throws {
        let other = try ScratchDirectory()
        try other.write([1], to: "x.parquet")
        #expect {
            try FilePatterns.list([other("")], extensions: [".jsonl"])
        } throws: { "\($0)".contains("1 .parquet") }
    }

    @Test func `counts are put the most frequent first`() {
        #expect(
            FilePatterns.text([".pdf": 3, "hidden": 1, ".doc": 3]) == "3 .doc, 3 .pdf, 1 hidden")
    }
}
