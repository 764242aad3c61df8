// A file is there whole or not at all.
import FileStore
import Foundation
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    private let scratch: ScratchDirectory
    private let folder: StoredFolder

    init() throws {
        scratch = try ScratchDirectory()
        folder = StoredFolder(scratch.path, in: LocalFiles.shared)
    }

    private func names() throws -> [String] { try folder.entries().map(\.name) }

    @Test func `a pipe is not replaced by a file`() throws {
        #expect(mkfifo(scratch("pipe"), 0o600) == 0)
        #expect(throws: FileError.self) { try folder.file("pipe").create() }
        #expect(try folder.file("pipe").entry()?.kind == .other)
        #expect(try names() == ["pipe"])
    }

    @Test func `content of any size is there after the commit and not before`() throws {
        var generator = SeededGenerator(seed: 1)
        let file = try folder.file("out").create()
        var expected: [UInt8] = []
        for count in [0, 1, 5, 300_000, 17, 262_144, 100_000] {
            let part = generator.bytes(count)
            try file.write(part)
            expected += part
        }
        #expect(file.count == expected.count)
        #expect(try !names().contains("out"))
        try file.commit()
        #expect(try names() == ["out"])
        #expect(try folder.file("out").contents() == expected)
    }

    @Test func `a file that is not committed leaves nothing`() throws {
        do {
            let file = try folder.file("out").create()
            try file.write([1, 2, 3])
        }
        #expect(try names() == [])
    }

    @Test func `an old file stays until the new one is whole`() throws {
        let out = folder.file("out")
        try out.write([1])
        let file = try out.create()
        try file.write([2])
        #expect(try out.contents() == [1])
        try file.commit()
        #expect(try out.contents() == [2])
    }

    @Test func `two writers of one file leave the whole of one of them`() throws {
        let (one, two) = (try folder.file("out").create(), try folder.file("out").create())
        try one.write([1, 1])
        try two.write([2, 2])
        try two.commit()
        try one.commit()
        #expect(try folder.file("out").contents() == [1, 1])
        #expect(try names() == ["out"])
    }

    @Test func `missing folders are made`() throws {
        try folder.file("a/b/out").write([1])
        #expect(try folder.file("a/b/out").contents() == [1])
    }

    @Test(.enabled(if: MemoryDisk.isAllowed, "mounting a tmpfs takes root"))
    func `a full disk is an error that says so`() throws {
        let disk = try #require(try MemoryDisk(kilobytes: 64))
        let stored = StoredFile(disk.path + "/out", in: LocalFiles.shared)
        let file = try stored.create()
        let error = #expect(throws: FileError.self) {
            try file.write([UInt8](repeating: 1, count: 1 << 20))
        }
        #expect(error?.code == .noSpace)
        #expect(try LocalFiles.shared.list(disk.path).isEmpty)
    }

    @Test func `a folder under the target's name is an error and leaves nothing`() throws {
        try LocalFiles.shared.makeFolder(scratch("out/x"))
        let file = try folder.file("out").create()
        #expect(throws: FileError.self) { try file.commit() }
        #expect(try names() == ["out"])
    }

    @Test func `what somebody else put under the temporary's name is not written through`() throws {
        let target = try scratch.write("theirs", to: "theirs")
        for number in 0..<2000 {
            try? FileManager.default.createSymbolicLink(
                atPath: scratch("out.part-\(getpid())-\(number)"), withDestinationPath: target)
        }
        try folder.file("out").write([1])
        #expect(try scratch.text("theirs") == "theirs")
        #expect(try folder.file("out").contents() == [1])
    }
}
