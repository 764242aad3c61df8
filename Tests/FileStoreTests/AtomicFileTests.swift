// A file is there whole or not at all.
import FileFormats
import Foundation
import Testing

@Suite struct AtomicFileTests {
    let scratch = Scratch()

    @Test func `content of any size is there after the commit and not before`() throws {
        var generator = SeededGenerator(seed: 1)
        let path = "\(scratch.path)/out"
        let file = try AtomicFile(path: path)
        var expected: [UInt8] = []
        for count in [0, 1, 5, 300_000, 17, 262_144, 100_000] {
            let part = generator.bytes(count)
            try file.write(part)
            expected += part
        }
        #expect(file.count == expected.count)
        #expect(!scratch.names().contains("out"))
        try file.commit()
        #expect(scratch.names() == ["out"])
        #expect(try RandomAccessFile.contents(of: path) == expected)
    }

    @Test func `a file that is not committed leaves nothing`() throws {
        do {
            let file = try AtomicFile(path: "\(scratch.path)/out")
            try file.write([1, 2, 3])
        }
        #expect(scratch.names() == [])
    }

    @Test func `an old file stays until the new one is whole`() throws {
        let path = scratch.write("out", [1])
        let file = try AtomicFile(path: path)
        try file.write([2])
        #expect(try RandomAccessFile.contents(of: path) == [1])
        try file.commit()
        #expect(try RandomAccessFile.contents(of: path) == [2])
    }

    @Test func `a missing folder is an error that names the file`() {
        let error = #expect(throws: FileError.self) {
            try AtomicFile(path: "\(scratch.path)/no/out")
        }
        #expect(error?.code == .notFound)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `a full disk is an error that says so`() throws {
        // Every write to /dev/full fails as on a full disk; the temporary is made to lead there.
        let path = "\(scratch.path)/out"
        try FileManager.default.createSymbolicLink(
            atPath: "\(path).part-\(getpid())", withDestinationPath: "/dev/full")
        let file = try AtomicFile(path: path)
        let error = #expect(throws: FileError.self) {
            try file.write([UInt8](repeating: 1, count: 1 << 20))
        }
        #expect(error?.code == .noSpace)
        #expect(scratch.names() == [])
    }

    @Test func `a folder under the target's name is an error and leaves nothing`() throws {
        let path = "\(scratch.path)/out"
        try FileManager.default.createDirectory(
            atPath: "\(path)/x", withIntermediateDirectories: true)
        let file = try AtomicFile(path: path)
        #expect(throws: FileError.self) { try file.commit() }
        #expect(scratch.names() == ["out"])
    }
}
