// Writing, finding, reading, checking and converting shards take work that grows with their size.
import FileFormats
import FileStore
import Foundation
import TestSupport
import Testing
import TokenShards

@Suite(.timeLimit(.minutes(10))) struct ShardGrowthTests {
    private func folder(
        _ format: ShardFormat, documents count: Int, tokens: Int = 2, shardBytes: Int
    ) throws -> ShardFolder {
        let document = SampleDocuments.Document(
            id: "d", tokens: Array(repeating: 7, count: tokens))
        return try ShardFolder(
            SampleDocuments(all: Array(repeating: document, count: count)),
            format.assembler(
                ShardLayout(
                    name: "t", vocabularySize: 300, hasMask: false, shardBytes: shardBytes,
                    frameBytes: 512)))
    }

    /// Everything that a person can ask of a folder.
    private func readAll(_ folder: ShardFolder) throws {
        var tokens: [UInt32] = []
        for files in try ShardFiles.find([folder.path]) {
            let shard = try files.open()
            for number in 0..<shard.documents { try shard.readTokens(of: number, into: &tokens) }
            #expect(files.verify().findings == [])
        }
    }

    @Test(arguments: ShardFormat.inShards)
    func `documents of one shard`(format: ShardFormat) throws {
        let measured = try growth(from: 500, most: 32_000) {
            try readAll(folder(format, documents: $0, shardBytes: 1 << 30))
        }
        #expect(measured < steepestGrowth)
    }

    @Test(arguments: ShardFormat.inShards)
    func `tokens of one document`(format: ShardFormat) throws {
        let measured = try growth(from: 10_000, most: 2_000_000) {
            try readAll(folder(format, documents: 2, tokens: $0, shardBytes: 1 << 30))
        }
        #expect(measured < steepestGrowth)
    }

    @Test(arguments: ShardFormat.inShards)
    func `shards of one folder`(format: ShardFormat) throws {
        let measured = try growth(from: 50, most: 1600) {
            let folder = try folder(format, documents: $0, tokens: 300, shardBytes: 512)
            let found = try ShardFiles.find([folder.path])
            #expect(found.count >= $0 / 4)
            try readAll(folder)
        }
        #expect(measured < steepestGrowth)
    }

    @Test(arguments: ShardFormat.inShards)
    func `conversions of many shards`(format: ShardFormat) throws {
        let measured = try growth(from: 50, most: 1600) {
            let folder = try folder(format, documents: $0, tokens: 300, shardBytes: 512)
            let new = try ShardFolder()
            let conversion = try ShardConversion(
                ShardFiles.find([folder.path]),
                ShardConversion.Settings(format == .mds ? .winnow : .mds))
            let result = try conversion.run(into: StoredFolder(new.path, in: LocalFiles.shared))
            #expect(result.documents == $0)
        }
        #expect(measured < steepestGrowth)
    }
}
