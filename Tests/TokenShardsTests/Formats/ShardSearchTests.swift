// Shards found by folders, by any of their files, and by what an index lists.
import FileFormats
import FileStore
import Foundation
import Testing
import TokenShards

@Suite struct ShardSearchTests {
    private let documents = SampleDocuments(
        all: (0..<40).map { .init(id: "d\($0)", tokens: .init(repeating: 7, count: 100)) })

    private func folder(_ format: ShardFormat) throws -> ShardFolder {
        try ShardFolder(
            documents,
            format.assembler(ShardLayout(name: "t", vocabularySize: 9, shardBytes: 2000)))
    }

    @Test(arguments: ShardFormat.inShards)
    func `any of its files names a shard, once and in order`(format: ShardFormat) throws {
        let folder = try folder(format)
        let all = try ShardFiles.find([folder.path])
        #expect(all.count > 3 && all.allSatisfy { $0.format == format })
        for (number, record) in folder.records.enumerated() {
            let paths = record.files.map { folder.path + "/" + $0.name }
            for path in paths { #expect(ShardFiles(path) == all[number]) }
            if format != .mds { #expect(try ShardFiles.find(paths.reversed()) == [all[number]]) }
        }
        #expect(try ShardFiles.find([folder.path, folder.path + "/*", folder.path]) == all)
    }

    @Test func `a folder that several paths lead to is one`() throws {
        let folder = try folder(.datatrove)
        let all = try ShardFiles.find([folder.path])
        let link = folder.path + ".link"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: folder.path)
        defer { try? FileManager.default.removeItem(atPath: link) }
        let paths = [folder.path, folder.path + "/.", folder.path + "//", link]
        #expect(try ShardFiles.find(paths).count == all.count)
        #expect(try ShardFiles.find([link]).count == all.count)
    }

    @Test func `the formats of a folder are told apart by their files`() throws {
        let folder = try ShardFolder()
        for (number, format) in ShardFormat.inShards.enumerated() {
            let layout = ShardLayout(name: "t\(number)", vocabularySize: 9)
            _ = try ShardFolder(documents, format.assembler(layout), in: folder)
        }
        try folder.write([0], "model.safetensors.index.json")
        try folder.write(Array("[1]".utf8), "index.json")
        try folder.write([0], "save.ds.metadata")
        let found = try ShardFiles.find([folder.path])
        #expect(
            found.filter { $0.path != folder.path + "/index.json" }.map(\.format)
                == ShardFormat.inShards)
    }

    @Test func `shards of two formats with one name are told apart, always in one order`() throws {
        let folder = try folder(.megatron)
        let other = ShardLayout(name: "t", vocabularySize: 9, shardBytes: 2000)
        _ = try ShardFolder(documents, ShardFormat.datatrove.assembler(other), in: folder)
        let found = try ShardFiles.find([folder.path])
        #expect(found.count == 2 * folder.records.count)
        for (number, shard) in found.enumerated() {
            #expect(shard.format == (number % 2 == 0 ? .datatrove : .megatron))
            #expect(shard.verify().isSound)
        }
    }

    @Test func `files of no format are refused by name`() throws {
        let folder = try ShardFolder()
        try folder.write([1], "notes.txt")
        let error = #expect(throws: FileError.self) {
            try ShardFiles.find([folder.path + "/notes.txt"])
        }
        #expect(error?.path == folder.path + "/notes.txt")
        #expect(throws: FileError.self) { try ShardFiles.find([folder.path]) }
        #expect(throws: FileError.self) { try ShardFiles.find([folder.path + "/x-00000.idx"]) }
        #expect(ShardFiles("notes.txt") == nil)
    }

    @Test func `another program's index.json is passed over`() throws {
        let folder = try folder(.megatron)
        try folder.write(Array(#"{"weight_map": {}}"#.utf8), "index.json")
        #expect(try ShardFiles.find([folder.path]).allSatisfy { $0.format == .megatron })
    }

    @Test func `an MDS index names its shards, the missing ones too`() throws {
        let folder = try folder(.mds)
        let all = try ShardFiles.find([folder.path + "/t/index.json"])
        #expect(all.map(\.path) == folder.records.map { folder.path + "/" + $0.name })
        try FileManager.default.removeItem(atPath: all[1].path + ".mds")
        let again = try ShardFiles.find([folder.path])
        #expect(again == all)
        #expect(again[1].verify().findings.map(\.code) == [.unreadable])
        #expect(throws: ShardError.self) { try again[1].open() }
    }

    @Test func `a merged MDS index names shards in folders below`() throws {
        let folder = try folder(.mds)
        let index = String(decoding: try folder.bytes("t/index.json"), as: UTF8.self)
        try folder.write(
            Array(index.replacing(#""shard.0"#, with: #""t/shard.0"#).utf8), "index.json")
        try FileManager.default.removeItem(atPath: folder.path + "/t/index.json")
        let found = try ShardFiles.find([folder.path + "/index.json"])
        #expect(found.count == folder.records.count)
        #expect(found.allSatisfy { $0.verify().isSound })
    }

    @Test func `an MDS shard that its index doesn't list is a finding`() throws {
        let folder = try folder(.mds)
        try folder.write(try folder.bytes("t/shard.00000.mds"), "t/shard.77777.mds")
        let found = try ShardFiles.find([folder.path])
        let findings = found.flatMap { $0.verify().findings }
        #expect(findings.count == 1 && findings[0].found.hasSuffix("index.json doesn't list it"))
        // Alone, without an index, it is a shard like any other.
        try folder.write(try folder.bytes("t/shard.00000.mds"), "alone.mds")
        #expect(try #require(ShardFiles(folder.path + "/alone.mds")).verify().isSound)
    }
}
