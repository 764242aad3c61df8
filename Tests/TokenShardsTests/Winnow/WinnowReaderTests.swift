// Shards written to files and read back: whole, in parts, and by the zstd program.
import FileFormats
import FileStore
import Foundation
import Testing
import TokenShards

@Suite struct WinnowReaderTests {
    private let documents = SampleDocuments.random(count: 120, vocabularySize: 70_000, seed: 2)
    private let layout = ShardLayout(
        name: "t", vocabularySize: 70_000, tokenizerDigest: [UInt8](repeating: 9, count: 32),
        hasMask: true, shardBytes: 8000, frameBytes: 512)

    @Test func `every document is read back with its tokens, mask and id`() throws {
        let folder = try ShardFolder(documents, ShardFormat.winnow.assembler(layout))
        var number = 0
        for record in folder.records {
            let shard = try folder.open(record)
            #expect(shard.documents == record.documents)
            for document in 0..<shard.documents {
                let range = try shard.tokenRange(of: document)
                #expect(try shard.tokens(in: range) == documents.all[number].tokens)
                #expect(try shard.mask(in: range) == documents.all[number].mask)
                #expect(Array(shard.index.id(of: document)) == documents.all[number].id)
                number += 1
            }
        }
        #expect(number == documents.all.count)
        #expect(folder.records.count > 2)
    }

    @Test func `any range is read, across frames and empty ones too`() throws {
        let folder = try ShardFolder(documents, ShardFormat.winnow.assembler(layout))
        let shard = try folder.open(folder.records[0])
        let all = try shard.tokens(in: 0..<shard.ends.tokens)
        var numbers = SplitMix(seed: 3)
        for _ in 0..<300 {
            let bounds = (0..<2).map { _ in Int(numbers.next() % UInt64(all.count + 1)) }.sorted()
            #expect(
                try shard.tokens(in: bounds[0]..<bounds[1]) == Array(all[bounds[0]..<bounds[1]]))
        }
        #expect(throws: ShardError.self) { try shard.tokens(in: 0..<all.count + 1) }
    }

    @Test func `each token's document is found`() throws {
        let folder = try ShardFolder(documents, ShardFormat.winnow.assembler(layout))
        let ends = try folder.open(folder.records[0]).ends
        for number in 0..<ends.documents {
            for place in ends.tokenRange(of: number) {
                #expect(ends.document(holding: place) == number)
            }
        }
    }

    @Test func `the record tells sizes and digests of what lies on the disk`() throws {
        let folder = try ShardFolder(documents, ShardFormat.winnow.assembler(layout))
        #expect(try folder.names() == folder.records.flatMap(\.files).map(\.name).sorted())
        #expect(folder.records.reduce(0) { $0 + $1.documents } == documents.all.count)
        for record in folder.records {
            #expect(record.dtype == "uint32" && record.vocabularySize == 70_000)
            #expect(record.tokenizerSHA256 == String(repeating: "09", count: 32))
            for file in record.files {
                let bytes = try folder.bytes(file.name)
                #expect(file.bytes == bytes.count)
                #expect(file.sha256 == SHA256.hex(of: bytes.span))
            }
        }
    }

    @Test func `a record survives the manifest's JSON`() throws {
        let record = try ShardFolder(documents, ShardFormat.winnow.assembler(layout)).records[0]
        let json = try JSONEncoder().encode(record)
        #expect(try JSONDecoder().decode(ShardRecord.self, from: json) == record)
    }

    @Test func `zstd -d gives the plain tokens`() throws {
        let folder = try ShardFolder(documents, ShardFormat.winnow.assembler(layout))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let files = try folder.names().filter { $0.hasSuffix(".zst") }
        process.arguments = ["zstd", "-dqf"] + files.map { folder.path + "/" + $0 }
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        var tokens: [UInt32] = []
        for record in folder.records {
            tokens += TokenWidth.four.unpacked(try folder.bytes(record.name + ".tokens"))
        }
        #expect(tokens == documents.all.flatMap(\.tokens))
    }

    @Test func `documents without tokens make a shard that reads as empty`() throws {
        let empty = SampleDocuments(all: [.init(id: "a", tokens: []), .init(id: "b", tokens: [])])
        let folder = try ShardFolder(empty, ShardFormat.winnow.assembler(layout))
        let shard = try folder.open(folder.records[0])
        #expect(shard.documents == 2 && shard.ends.tokens == 0)
        #expect(try shard.tokens(in: 0..<0).isEmpty)
        #expect(try folder.files(folder.records[0]).verify(record: folder.records[0]).isSound)
    }

    @Test func `the level and the worker change no byte of the content`() throws {
        let pieces = try documents.pieces(ShardFormat.winnow.assembler(layout))
        let (first, second) = (ZstdCompressor(), ZstdCompressor())
        for piece in pieces {
            guard case .compressedFrame(_, let one) = piece.compressed(by: first),
                case .compressedFrame(_, let other) = piece.compressed(by: second)
            else { continue }
            #expect(one.stored == other.stored)
        }
    }
}
