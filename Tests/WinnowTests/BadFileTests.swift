// Files that can't be read among those that can: set aside, counted and named.
import Foundation
import TestSupport
import Testing

/// First bytes of formats that are told apart only to be refused.
private let unsupported: [String: [UInt8]] = [
    "7z": [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4, 0xE6, 0xD6],
    "zip": [0x50, 0x4B, 0x03, 0x04, 20, 0, 0, 0, 8, 0],
    "LZ4": [0x04, 0x22, 0x4D, 0x18, 0x64, 0x40, 0xA7, 0, 0, 0],
]

@Test(arguments: unsupported.keys.sorted())
func `a file of another compression is set aside and the rest is read`(name: String) throws {
    let tiny = try TinyRun()
    try tiny.winnow("run", "tiny.yaml", "--output", "without")
    let bytes = try #require(unsupported[name]) + Array(repeating: 7, count: 5000)
    try tiny.scratch.write(bytes, to: "in/other.jsonl")
    let run = try tiny.winnow("run", "tiny.yaml", "--output", "out")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.error.contains("in/other.jsonl"), "\(run.error)")
    let kept = try comparableFiles(in: tiny.scratch("without/text"))
    #expect(try comparableFiles(in: tiny.scratch("out/text")) == kept)
    let bad = try tiny.winnow("ledger", "out", "--fate", "bad").text.split(separator: "\n")
    #expect(bad.count == 2)
    #expect(bad.contains { $0.contains("in/other.jsonl") && $0.contains("not supported") })
    #expect(try tiny.scratch.text("out/manifest.json").contains("\"bad_files\""))
}

@Test func `so many bad files as are allowed end no run, and one more does`() throws {
    let tiny = try TinyRun()
    for number in 0..<3 {
        try tiny.scratch.write(
            try #require(unsupported["7z"]) + Array(repeating: 7, count: 100),
            to: "in/bad-\(number).jsonl")
    }
    let two = try tiny.winnow("run", "tiny.yaml", "--output", "out", "--max-bad-files", "2")
    #expect(two.status == 1)
    #expect(two.error.contains("--max-bad-files"), "\(two.error)")
    #expect(two.error.contains("in/bad-0.jsonl"), "\(two.error)")
    let again = try tiny.winnow(
        "run", "tiny.yaml", "--output", "out", "--resume", "--max-bad-files", "2")
    #expect(again.status == 1)
    let three = try tiny.winnow(
        "run", "tiny.yaml", "--output", "out", "--resume", "--max-bad-files", "3")
    #expect(three.status == 0, "\(three.error)")
    #expect(try tiny.winnow("verify", "out").status == 0)
    let negative = try tiny.winnow("run", "tiny.yaml", "--output", "x", "--max-bad-files=-1")
    #expect(negative.status == 64)
}

@Test func `a pipe in a folder is passed over and named`() throws {
    let tiny = try TinyRun()
    #expect(mkfifo(tiny.scratch("in/pipe.jsonl"), 0o600) == 0)
    let run = try tiny.winnow("run", "tiny.yaml", "--output", "out")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.error.contains("no regular file: in/pipe.jsonl"), "\(run.error)")
}
