// Patterns name the files a person means, in one order.
import FileStore
import Foundation
import TestSupport
import Testing

@Suite struct FilePatternsTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        for name in [
            "a.jsonl", "b.jsonl.zst", "c.txt", "sub/a.jsonl", "sub/deep/z.jsonl", ".hidden.jsonl",
            ".git/x.jsonl", "odd[1].jsonl", "Z.jsonl", "sub/.y.jsonl",
        ] { try scratch.write("1", to: name) }
    }

    private func expand(_ patterns: String...) throws -> [String] {
        let prefix = scratch.path + "/"
        let found = try FilePatterns.expand(
            patterns.map { $0 == "-" ? $0 : prefix + $0 }, extensions: [".jsonl", ".jsonl.zst"])
        return found.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
    }

    @Test(arguments: ["s3://bucket/a.jsonl", "s3://bucket/*.jsonl", "gs://bucket/folder"])
    func `an address of a store that isn't there says so, whatever its form`(address: String) {
        let error = #expect(throws: FileError.self) {
            _ = try FilePatterns.expand([address], extensions: [".jsonl"])
        }
        #expect(error?.code == .unsupported && error?.path == address)
    }

    @Test func `a star stays in its folder and leaves hidden files out`() throws {
        #expect(try expand("*.jsonl") == ["Z.jsonl", "a.jsonl", "odd[1].jsonl"])
        #expect(try expand("*/a.jsonl") == ["sub/a.jsonl"])
        #expect(try expand(".*.jsonl") == [".hidden.jsonl"])
    }

    @Test func `two stars mean any depth, none included`() throws {
        #expect(
            try expand("**/*.jsonl") == [
                "Z.jsonl", "a.jsonl", "odd[1].jsonl", "sub/a.jsonl", "sub/deep/z.jsonl",
            ])
        #expect(try expand("sub/**/z.jsonl") == ["sub/deep/z.jsonl"])
    }

    @Test func `question marks and classes match one byte`() throws {
        #expect(try expand("?.jsonl") == ["Z.jsonl", "a.jsonl"])
        #expect(try expand("[a-c].*") == ["a.jsonl", "b.jsonl.zst", "c.txt"])
        #expect(try expand("[!a]*.jsonl") == ["Z.jsonl", "odd[1].jsonl"])
    }

    @Test func `a folder means the readable files below it`() throws {
        #expect(try expand("sub") == ["sub/a.jsonl", "sub/deep/z.jsonl"])
        #expect(try expand("s*") == ["sub/a.jsonl", "sub/deep/z.jsonl"])
    }

    @Test func `files named twice come once, sorted by bytes`() throws {
        #expect(try expand("c.txt", "*.txt", "a.jsonl", "-") == ["-", "a.jsonl", "c.txt"])
    }

    @Test func `a folder whose files were all named before is not called empty`() throws {
        let files = ["sub/a.jsonl", "sub/deep/z.jsonl"]
        #expect(try expand("sub", "sub") == files)
        #expect(try expand("sub/a.jsonl", "sub/deep/z.jsonl", "sub") == files)
        #expect(try expand("sub", "su*", "sub/deep", "**/z.jsonl") == files)
    }

    @Test func `what is not there is an error that names it`() throws {
        for (pattern, code): (String, FileError.Code) in [
            ("nothing.jsonl", .notFound), ("*.parquet", .noMatch), ("no/*.jsonl", .noMatch),
        ] {
            let error = #expect(throws: FileError.self) { try expand("a.jsonl", pattern) }
            #expect(error?.code == code)
            #expect(error?.path == "\(scratch.path)/\(pattern)")
        }
        try FileManager.default.createDirectory(
            atPath: "\(scratch.path)/empty", withIntermediateDirectories: true)
        #expect(throws: FileError.self) { try expand("empty") }
    }

    @Test func `folders linked in a circle are walked once`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.path)/sub/deep/loop", withDestinationPath: "\(scratch.path)/sub")
        #expect(try expand("sub") == ["sub/a.jsonl", "sub/deep/z.jsonl"])
        #expect(try expand("sub/**/*.jsonl") == ["sub/a.jsonl", "sub/deep/z.jsonl"])
    }

    @Test func `a pattern of many stars is quick on a long name`() throws {
        try scratch.write("1", to: String(repeating: "a", count: 200))
        #expect(throws: FileError.self) {
            try expand(String(repeating: "a*", count: 50) + "b")
        }
    }
}
