// Every store keeps what the protocol says, whatever lies behind it.
import FileStore
import Foundation
import TestSupport
import Testing

/// A kind of store, with an empty folder of it.
enum StoreKind: CaseIterable, Sendable {
    case local, memory

    func folder(_ scratch: ScratchDirectory) -> StoredFolder {
        switch self {
        case .local: StoredFolder(scratch("store"), in: LocalFiles.shared)
        case .memory: MemoryFiles().folder("bucket/prefix")
        }
    }
}

@Suite struct StoreTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    @Test(arguments: StoreKind.allCases)
    func `files and folders are listed by the bytes of their names`(kind: StoreKind) throws {
        let folder = kind.folder(scratch)
        #expect(try folder.entries().isEmpty)
        for name in ["b", "a/deep/x", "Z", "a/y", "é", "a-1"] {
            try folder.file(name).write([1, 2])
        }
        let entries = try folder.entries()
        #expect(entries.map(\.name) == ["Z", "a", "a-1", "b", "é"])
        #expect(entries.map(\.kind) == [.file, .folder, .file, .file, .file])
        #expect(entries.map(\.size) == [2, 0, 2, 2, 2])
        #expect(try folder.folder("a").entries().map(\.name) == ["deep", "y"])
    }

    @Test(arguments: StoreKind.allCases)
    func `content is read from any offset and in ranges`(kind: StoreKind) throws {
        let file = kind.folder(scratch).file("f")
        let bytes = (0..<100_000).map { UInt8($0 % 251) }
        try file.write(bytes)
        #expect(try file.size() == bytes.count)
        for offset in [0, 1, 99_999, 100_000] {
            var (rest, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 7000))
            let stream = try file.open(from: offset)
            while true {
                let count = try buffer.withUnsafeMutableBytes { try stream.read(into: $0) }
                if count == 0 { break }
                rest += buffer[..<count]
            }
            #expect(rest == Array(bytes[offset...]))
        }
        let ranges = try file.openRanges()
        var part: [UInt8] = [9]
        try ranges.read(500..<700, into: &part)
        #expect(part == [9] + bytes[500..<700])
        #expect(throws: FileError.self) { try ranges.read(99_990..<100_001, into: &part) }
        #expect(part.count == 201)
    }

    @Test(arguments: StoreKind.allCases)
    func `what is not there is an error with a code`(kind: StoreKind) throws {
        let file = kind.folder(scratch).file("none")
        #expect(try file.entry() == nil)
        #expect(try !file.exists())
        for read in [
            { _ = try file.open() }, { _ = try file.openRanges() }, { _ = try file.size() },
        ]
            as [() throws -> Void]
        {
            let error = #expect(throws: FileError.self) { try read() }
            #expect(error?.code == .notFound)
        }
        try file.remove()
    }

    @Test(arguments: StoreKind.allCases)
    func `a creation that is given up leaves what was there`(kind: StoreKind) throws {
        let file = kind.folder(scratch).file("f")
        try file.write([1])
        let version = try file.entry()?.version
        let creation = try file.create()
        try creation.write([2])
        creation.discard()
        #expect(try file.contents() == [1])
        #expect(try file.entry()?.version == version)
        // A clock's tick, which is what tells versions of local files apart.
        usleep(20_000)
        try file.write([3, 4])
        #expect(try file.contents() == [3, 4])
        #expect(try file.entry()?.version != version)
    }

    @Test(arguments: StoreKind.allCases)
    func `a local file is published to its place`(kind: StoreKind) throws {
        let passage = try ScratchFolder(scratch("passage"))
        let local = passage.file("x")
        try local.write([5, 6])
        let target = kind.folder(scratch).file("deep/down/f")
        try target.publish(local)
        #expect(try target.contents() == [5, 6])
        #expect(try !local.exists())
    }

    @Test(arguments: StoreKind.allCases)
    func `a folder is removed with all that is in it, and nothing beside it`(kind: StoreKind) throws
    {
        let folder = kind.folder(scratch)
        for name in ["a/x", "a/b/y", "ab/z", "a.txt"] { try folder.file(name).write([1]) }
        try folder.folder("a").remove()
        #expect(try folder.entries().map(\.name) == ["a.txt", "ab"])
        try folder.settle()
    }

    @Test func `links are not followed when a folder is removed`() throws {
        try scratch.write("keep", to: "theirs/file")
        try LocalFiles.shared.makeFolder(scratch("mine"))
        try FileManager.default.createSymbolicLink(
            atPath: scratch("mine/link"), withDestinationPath: scratch("theirs"))
        try LocalFiles.shared.remove(scratch("mine"))
        #expect(try scratch.text("theirs/file") == "keep")
        #expect(try LocalFiles.shared.entry(scratch("mine")) == nil)
    }

    @Test func `files of passage have names of their own and vanish with their folder`() throws {
        var passage: ScratchFolder? = try ScratchFolder(scratch("passage"))
        let files = (0..<3).compactMap { _ in passage?.file("run") }
        for file in files { try file.write([1]) }
        #expect(Set(files.map(\.path)).count == 3)
        let numbers = Set((0..<3).compactMap { _ in passage?.number() })
        #expect(numbers.count == 3)
        passage = nil
        #expect(try files.allSatisfy { try !$0.exists() })
        #expect(try LocalFiles.shared.entry(scratch("passage")) == nil)
    }

    @Test(arguments: ["s3://bucket/key", "HTTPS://host/file", "gs://b"])
    func `an address of a store that is not known is refused by its scheme`(path: String) {
        let error = #expect(throws: FileError.self) { try StoredFile(path) }
        #expect(error?.code == .unsupported)
        #expect(error?.reason.hasPrefix(path.prefix { $0 != ":" } + " storage") == true)
    }

    @Test(arguments: ["a:b", "/x/c://d", "://", "a b://c", "dir/file:1"])
    func `other paths are local, colons and all`(path: String) throws {
        #expect(try StoredFile(path).store is LocalFiles)
    }

    @Test func `standard input is read front to back and nothing else`() throws {
        let input = try StoredFile("-")
        #expect(try input.entry()?.kind == .other)
        #expect(throws: FileError.self) { try input.open(from: 1) }
        #expect(throws: FileError.self) { try input.openRanges() }
        #expect(throws: FileError.self) { try input.create() }
    }
}
