// Mosaic, Megatron and datatrove files: equal to those programs' own, byte for byte.
import FileFormats
import Foundation
import Testing
import TokenShards

@Suite struct ShardFormatTests {
    /// The two documents of the goldens, whose digests were recorded from mosaicml-streaming 0.12 and
    /// from Megatron-LM's and datatrove's writers.
    private let two = SampleDocuments(all: [
        .init(id: "a", tokens: [1, 2, 3]), .init(id: "b", tokens: [258]),
    ])

    private func layout(_ vocabularySize: Int = 1000, hasMask: Bool = false) -> ShardLayout {
        ShardLayout(
            name: "t", vocabularySize: vocabularySize, hasMask: hasMask, shardBytes: 64 << 20)
    }

    private func folder(
        _ documents: SampleDocuments, _ format: ShardFormat, _ layout: ShardLayout
    ) throws -> ShardFolder {
        try ShardFolder(documents, format.assembler(layout))
    }

    @Test func `MDS is equal to the streaming library's, byte for byte`() throws {
        var layout = layout()
        layout.hasIDs = false
        layout.hasMosaicHashes = false
        let folder = try folder(two, .mds, layout)
        let shard = try folder.bytes("t/shard.00000.mds")
        #expect(shard.count == 218)
        #expect(sha1Hex(of: shard.span) == "03facb1ef7571f973b8a9542d963c84eae1c2250")
        #expect(
            String(decoding: try folder.bytes("t/index.json"), as: UTF8.self)
                == #"{"shards": [{"column_encodings": ["ndarray:uint16"], "#
                + #""column_names": ["tokens"], "column_sizes": [null], "compression": null, "#
                + #""format": "mds", "hashes": [], "raw_data": {"basename": "shard.00000.mds", "#
                + #""bytes": 218, "hashes": {}}, "samples": 2, "size_limit": 67108864, "#
                + #""version": 2, "zip_data": null}], "version": 2}"#)
    }

    @Test func `MDS with digests is equal to the streaming library's with hashes of sha256`() throws
    {
        var layout = layout()
        layout.hasIDs = false
        let folder = try folder(two, .mds, layout)
        let shard = try folder.bytes("t/shard.00000.mds")
        #expect(shard.count == 226)
        #expect(sha1Hex(of: shard.span) == "91ac45e0d16ac825a8a4d415d3962a7411159fec")
        #expect(
            String(decoding: try folder.bytes("t/index.json"), as: UTF8.self)
                == #"{"shards": [{"column_encodings": ["ndarray:uint16"], "#
                + #""column_names": ["tokens"], "column_sizes": [null], "compression": null, "#
                + #""format": "mds", "hashes": ["sha256"], "raw_data": {"basename": "#
                + #""shard.00000.mds", "bytes": 226, "hashes": {"sha256": "#
                + #""eb958bf177984c8ee0556f88a7df502a88ad51619f812d174ef523fa02969aaa"}}, "#
                + #""samples": 2, "size_limit": 67108864, "version": 2, "zip_data": null}], "#
                + #""version": 2}"#)
    }

    @Test func `MDS samples hold id, mask and tokens, whatever their length`() throws {
        let lengths = [1, 255, 256, 65_535, 65_536]
        let documents = SampleDocuments(
            all: lengths.map { length in
                .init(
                    id: "id-\(length)", tokens: (0..<UInt32(length)).map { $0 % 70_000 },
                    mask: (0..<length).map { UInt8($0 % 2) })
            })
        let folder = try folder(documents, .mds, layout(70_000, hasMask: true))
        let bytes = try folder.bytes("t/shard.00000.mds")
        let samples = MosaicSamples(bytes)
        #expect(samples.columns.count == 5)
        for (sample, document) in zip(samples.columns, documents.all) {
            #expect(sample[0] == document.id)
            let shape = shape(document.tokens.count)
            #expect(sample[1] == shape + document.mask)
            #expect(Array(sample[2].prefix(shape.count)) == shape)
            #expect(
                TokenWidth.four.unpacked(Array(sample[2].dropFirst(shape.count)))
                    == document.tokens)
        }
    }

    private func shape(_ length: Int) -> [UInt8] {
        switch length {
        case ..<256: [4, UInt8(length)]
        case ..<65_536: [5, UInt8(length & 255), UInt8(length >> 8)]
        default: [6] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        }
    }

    @Test func `MDS shards keep their limit and are listed in order`() throws {
        var layout = layout()
        layout.shardBytes = 2000
        let documents = SampleDocuments(
            all: (0..<40).map { .init(id: "d", tokens: .init(repeating: 7, count: 100 + $0)) })
        let folder = try folder(documents, .mds, layout)
        let names = try folder.names("t").filter { $0.hasSuffix(".mds") }
        #expect(names.count > 4 && names[1] == "shard.00001.mds")
        let index = try JSONSerialization.jsonObject(with: Data(folder.bytes("t/index.json")))
        let shards = (index as? [String: Any])?["shards"] as? [[String: Any]] ?? []
        #expect(shards.compactMap { $0["samples"] as? Int }.reduce(0, +) == 40)
        for (name, shard) in zip(names, shards) {
            let size = try folder.bytes("t/" + name).count
            let raw = shard["raw_data"] as? [String: Any]
            #expect(raw?["basename"] as? String == name && raw?["bytes"] as? Int == size)
            #expect(size <= 2000)
        }
    }

    @Test func `MDS refuses a document without tokens`() {
        let empty = SampleDocuments(all: [.init(id: "a", tokens: [])])
        #expect(throws: ShardError.self) { try folder(empty, .mds, layout()) }
    }

    @Test func `a Megatron index is equal to Megatron-LM's, byte for byte`() throws {
        let folder = try folder(two, .megatron, layout())
        let idx = try folder.bytes("t-00000.idx")
        #expect(idx.count == 82)
        #expect(sha1Hex(of: idx.span) == "9b7250eff76a0d23b283c9b0b0fac2769e9c006f")
        #expect(try folder.bytes("t-00000.bin") == [1, 0, 2, 0, 3, 0, 2, 1])
    }

    @Test func `Megatron tokens of a large vocabulary take four bytes`() throws {
        let folder = try folder(two, .megatron, layout(70_000))
        #expect(try folder.bytes("t-00000.idx")[17] == 4)
        let bin = try folder.bytes("t-00000.bin")
        #expect(TokenWidth.four.unpacked(bin) == [1, 2, 3, 258])
    }

    @Test func `Megatron refuses a loss mask, for which it has no place`() {
        #expect(throws: ShardError.self) { try folder(two, .megatron, layout(hasMask: true)) }
    }

    @Test func `datatrove's files are its own, byte for byte`() throws {
        var documents = two
        documents.all[0].mask = [0, 1, 1]
        let folder = try folder(documents, .datatrove, layout(hasMask: true))
        #expect(try folder.bytes("t-00000.ds") == [1, 0, 2, 0, 3, 0, 2, 1])
        #expect(
            try folder.bytes("t-00000.ds.index")
                == [3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0])
        #expect(try folder.bytes("t-00000.ds.loss") == [0, 1, 1, 1])
        #expect(
            try folder.bytes("t-00000.ds.metadata") == Array("unknown|2\n4\n4.00 T".utf8))
    }

    @Test(arguments: [
        (0, "0.00 T"), (7, "7.00 T"), (42, "42.0 T"), (999, "999 T"), (1000, "1.00 kT"),
        (12_345, "12.3 kT"), (1_230_000, "1.23 MT"), (999_999, "1.00 MT"),
        (15_000_000_000_000, "15.0 TT"),
    ])
    func `datatrove's count for people has three digits and a prefix`(
        count: Int, text: String
    ) {
        #expect(humanCount(count) == text)
    }

    @Test(arguments: ShardFormat.inShards)
    func `no documents, no files, in any format`(format: ShardFormat) throws {
        #expect(try folder(SampleDocuments(all: []), format, layout()).names().isEmpty)
    }
}

/// The samples of an MDS shard with only variable columns, read by its description.
private struct MosaicSamples {
    let columns: [[[UInt8]]]

    init(_ bytes: [UInt8]) {
        func number(_ place: Int) -> Int {
            (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
        }
        let offsets = (0...number(0)).map { number(4 + 4 * $0) }
        columns = zip(offsets, offsets.dropFirst()).map { start, end in
            var place = start + 12
            let parts = (0..<3).map { column in
                let size = number(start + 4 * column)
                defer { place += size }
                return Array(bytes[place..<place + size])
            }
            precondition(place == end)
            return parts
        }
    }
}
