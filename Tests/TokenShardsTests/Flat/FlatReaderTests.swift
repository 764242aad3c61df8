// Flat token files: Winnow's own, nanoGPT's and numpy's, whole, damaged and hostile.
import FileStore
import Foundation
import Testing
import TokenShards

@Suite struct FlatReaderTests {
    private let documents = SampleDocuments.random(count: 60, vocabularySize: 300, seed: 3)

    /// The documents as a flat file, made of shards that are converted.
    private func folder(
        _ format: ShardFormat, vocabularySize: Int = 300, hasMask: Bool = true
    ) throws -> ShardFolder {
        let layout = ShardLayout(
            name: "t", vocabularySize: vocabularySize, hasMask: hasMask, shardBytes: 2000)
        let shards = try ShardFolder(documents, ShardFormat.winnow.assembler(layout))
        let folder = try ShardFolder()
        let conversion = try ShardConversion(
            ShardFiles.find([shards.path]), ShardConversion.Settings(format))
        _ = try conversion.run(into: StoredFolder(folder.path, in: LocalFiles.shared))
        // What the format finds by itself is tested here.
        try FileManager.default.removeItem(atPath: folder.path + "/shards.sha256")
        return folder
    }

    @Test func `numbers below 0 are no tokens`() throws {
        let folder = try ShardFolder()
        let text = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }\n"
        let head: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0]
        for (last, isToken) in [(UInt8(0x7F), true), (0x80, false)] {
            let numbers: [UInt8] = [1, 0, 0, 0, 2, 0, 0, last]
            try folder.write(head + Array(text.utf8) + numbers, "a.npy")
            let shard = try #require(ShardFiles(folder.path + "/a.npy"))
            #expect(shard.verify().isSound == isToken)
            let tokens = try? shard.open().tokens(of: 0)
            #expect((tokens != nil) == isToken)
        }
    }

    @Test(arguments: [ShardFormat.bin, .npy], [300, 65_537])
    func `one file holds all tokens, and beside it are masks and ends`(
        format: ShardFormat, vocabularySize: Int
    ) throws {
        let folder = try folder(format, vocabularySize: vocabularySize)
        let ending = format == .bin ? ".bin" : ".npy"
        #expect(
            try folder.names()
                == ["train" + ending, "train.ends", "train.facts.json", "train.mask"].sorted())
        let shards = try ShardFiles.find([folder.path])
        #expect(shards.map(\.format) == [format] && shards[0].verify().findings == [])
        let shard = try shards[0].open()
        #expect(shard.facts.vocabularySize == vocabularySize && shard.documents == 60)
        for (number, document) in documents.all.enumerated() {
            #expect(try shard.tokens(of: number) == document.tokens)
            #expect(try shard.mask(of: number) == document.mask)
            #expect(try shard.id(of: number) == nil)
        }
    }

    @Test func `a numpy file begins with numpy's header`() throws {
        let bytes = try folder(.npy, hasMask: false).bytes("train.npy")
        let count = documents.all.reduce(0) { $0 + $1.tokens.count }
        let text = String(decoding: bytes[10..<128], as: UTF8.self)
        #expect(Array(bytes[0..<10]) == [0x93, 78, 85, 77, 80, 89, 1, 0, 118, 0])
        #expect(text.hasPrefix("{'descr': '<u2', 'fortran_order': False, 'shape': (\(count),), }"))
        #expect(text.hasSuffix(" \n") && bytes.count == 128 + 2 * count)
    }

    @Test func `nanoGPT's file is read as it is: two bytes a token, no documents`() throws {
        let folder = try ShardFolder()
        try folder.write([1, 0, 2, 0, 0xFF, 0xFF], "val.bin")
        let shard = try #require(try ShardFiles.find([folder.path]).first?.open())
        #expect(try shard.tokens(of: 0) == [1, 2, 65_535])
        #expect(shard.documents == 1 && !shard.facts.tellsDocuments && !shard.facts.hasMask)
    }

    @Test(arguments: ["<u2", "<u4", "<i4"])
    func `numpy's arrays of three types are read, of either header version`(type: String) throws {
        let width = type == "<u2" ? 2 : 4
        let folder = try ShardFolder()
        for version: UInt8 in [1, 2] {
            let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (2,), }\n"
            let length = [UInt8(text.utf8.count), 0] + (version == 1 ? [] : [0, 0])
            let tokens = [7, 258].flatMap { number in
                (0..<width).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
            }
            let head = [0x93] + Array("NUMPY".utf8) + [version, 0] + length
            try folder.write(head + Array(text.utf8) + tokens, "a.npy")
            let shard = try #require(try ShardFiles.find([folder.path]).first?.open())
            #expect(try shard.tokens(of: 0) == [7, 258])
        }
    }

    @Test(arguments: [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '>u2', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '<u2', 'fortran_order': True, 'shape': (2,), }",
        "{'descr': '<u2', 'fortran_order': False, 'shape': (1, 2), }",
        "{'descr': '<u2', 'fortran_order': False, 'shape': (3,), }",
        "{'descr': '<u2', 'fortran_order': False, 'shape': (9223372036854775807,), }",
        "{'descr': '<u2', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<u2', 'fortran_order': False, 'shape': (), }", "{}", "",
    ])
    func `an array that is something else is refused`(header: String) throws {
        let folder = try ShardFolder()
        let head = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
        try folder.write(head + Array(header.utf8) + [1, 0, 2, 0], "a.npy")
        #expect(try !folder.refusals("a.npy").isEmpty)
    }

    @Test(arguments: [ShardFormat.bin, .npy])
    func `every changed byte of a small file is found`(format: ShardFormat) throws {
        let folder = try folder(format)
        let shards = try ShardFiles.find([folder.path])
        for name in try folder.names() where !name.hasSuffix(".facts.json") {
            let whole = try folder.bytes(name)
            for place in whole.indices where place % 7 == 0 || place < 140 {
                var damaged = whole
                damaged[place] ^= 1 << UInt8(place % 8)
                try folder.write(damaged, name)
                #expect(!shards[0].verify().isSound, "\(name) byte \(place)")
            }
            try folder.write(whole, name)
        }
    }

    @Test(arguments: [ShardFormat.bin, .npy])
    func `a file that is missing, or cut anywhere, is named`(format: ShardFormat) throws {
        let folder = try folder(format)
        let shards = try ShardFiles.find([folder.path])
        for name in try folder.names() {
            let whole = try folder.bytes(name)
            for count in stride(from: 0, to: whole.count, by: max(1, whole.count / 50)) {
                try folder.write(Array(whole[..<count]), name)
                #expect(!shards[0].verify().isSound, "\(name) cut at \(count)")
            }
            try FileManager.default.removeItem(atPath: folder.path + "/" + name)
            // Without its facts a .bin is nanoGPT's, which nothing tells of.
            if !name.hasSuffix(".facts.json") {
                #expect(!shards[0].verify().isSound, "\(name) is missing")
            }
            try folder.write(whole, name)
        }
    }
}
