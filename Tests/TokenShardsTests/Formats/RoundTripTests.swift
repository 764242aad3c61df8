// What is written in any format is found, read back and sound.
import FileFormats
import Foundation
import Testing
import TokenShards

@Suite struct RoundTripTests {
    /// One way to write a shard.
    struct Way: CustomTestStringConvertible {
        let format: ShardFormat
        let vocabularySize: Int
        let hasMask: Bool

        /// Every format, both widths with their last and first vocabulary, masks where there can be any.
        static let all = ShardFormat.inShards.flatMap { format in
            [300, 65_536, 65_537].flatMap { size in
                (format == .megatron ? [false] : [false, true]).map {
                    Way(format: format, vocabularySize: size, hasMask: $0)
                }
            }
        }

        var testDescription: String {
            "\(format), \(vocabularySize) tokens, \(hasMask ? "masked" : "unmasked")"
        }

        /// MDS has no form for a document without tokens.
        func documents(seed: UInt64) -> SampleDocuments {
            var documents = SampleDocuments.random(
                count: 90, vocabularySize: vocabularySize, seed: seed)
            if format == .mds { documents.all.removeAll { $0.tokens.isEmpty } }
            return documents
        }

        func folder(_ documents: SampleDocuments, shardBytes: Int = 4000) throws -> ShardFolder {
            try ShardFolder(
                documents,
                format.assembler(
                    ShardLayout(
                        name: "t", vocabularySize: vocabularySize, hasMask: hasMask,
                        shardBytes: shardBytes, frameBytes: 512)))
        }
    }

    @Test(arguments: Way.all)
    func `all documents of all shards are read back in order`(way: Way) throws {
        for seed: UInt64 in 1...3 {
            let documents = way.documents(seed: seed)
            let folder = try way.folder(documents)
            let shards = try ShardFiles.find([folder.path]).map { try $0.open() }
            #expect(shards.count > 1)
            var rest = documents.all[...]
            for shard in shards {
                for number in 0..<shard.documents {
                    let document = rest.removeFirst()
                    #expect(try shard.tokens(of: number) == document.tokens)
                    #expect(try shard.mask(of: number) == (way.hasMask ? document.mask : []))
                    #expect(try shard.id(of: number) == (shard.facts.hasIDs ? document.id : nil))
                    #expect(try shard.tokenRange(of: number).count == document.tokens.count)
                }
                #expect(throws: ShardError.self) { try shard.tokens(of: shard.documents) }
                #expect(throws: ShardError.self) { try shard.mask(of: -1) }
                #expect(throws: ShardError.self) { try shard.id(of: shard.documents) }
            }
            #expect(rest.isEmpty)
        }
    }

    @Test(arguments: Way.all)
    func `shards are sound and tell what the manifest's record says`(way: Way) throws {
        let folder = try way.folder(way.documents(seed: 4))
        let shards = try ShardFiles.find([folder.path])
        #expect(shards.map(\.path) == folder.records.map { folder.path + "/" + $0.name })
        for (files, record) in zip(shards, folder.records) {
            #expect(files.verify().findings == [])
            let report = files.verify(record: record)
            #expect(report.findings == [] && report.unchecked == [])
            let facts = try #require(report.facts)
            #expect(facts.documents == record.documents && facts.tokens == record.tokens)
            #expect(facts.width.dtype == record.dtype && facts.hasMask == way.hasMask)
            let shared = way.format == .mds ? 0 : record.files.reduce(0) { $0 + $1.bytes }
            #expect(shared == 0 || facts.storedBytes == shared)
            #expect(facts.hasIDs == [.winnow, .mds].contains(way.format))
        }
    }

    @Test func `only what a format tells is in its facts`() throws {
        var documents = SampleDocuments.random(count: 5, vocabularySize: 70_000, seed: 6)
        documents.all.removeAll { $0.tokens.isEmpty }
        let layout = ShardLayout(
            name: "t", vocabularySize: 70_000, tokenizerDigest: .init(repeating: 0xAB, count: 32))
        let digest = String(repeating: "ab", count: 32)
        let facts = try ShardFormat.inShards.map { format in
            let folder = try ShardFolder(documents, format.assembler(layout))
            return try folder.files(folder.records[0]).open().facts
        }
        #expect(facts.map(\.dtype) == ["uint32", "uint32", "int32", "uint32"])
        #expect(facts.map(\.vocabularySize) == [70_000, nil, nil, nil])
        #expect(facts.map(\.tokenizerSHA256) == [digest, nil, nil, digest])
    }

    @Test func `without ids an MDS shard has none`() throws {
        var layout = ShardLayout(name: "t", vocabularySize: 10)
        layout.hasIDs = false
        let documents = SampleDocuments(all: [.init(id: "a", tokens: [1, 2])])
        let folder = try ShardFolder(documents, ShardFormat.mds.assembler(layout))
        let shard = try folder.files(folder.records[0]).open()
        #expect(try shard.id(of: 0) == nil && shard.tokens(of: 0) == [1, 2])
    }
}
