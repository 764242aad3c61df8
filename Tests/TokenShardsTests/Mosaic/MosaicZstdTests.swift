// MDS shards compressed with zstd: written with their sizes, read, and told when damaged.
import FileFormats
import FileStore
import Foundation
import Testing
import TokenShards

@Suite struct MosaicZstdTests {
    private let documents = SampleDocuments(
        all: SampleDocuments.random(count: 40, vocabularySize: 300, seed: 8).all.filter {
            !$0.tokens.isEmpty
        })

    private func folder(in folder: ShardFolder? = nil, name: String = "t") throws -> ShardFolder {
        var layout = ShardLayout(name: name, vocabularySize: 300, hasMask: true, shardBytes: 3000)
        layout.mosaicLevel = 3
        return try ShardFolder(documents, ShardFormat.mds.assembler(layout), in: folder)
    }

    @Test func `only the compressed files are there, and the index tells their sizes`() throws {
        let folder = try folder()
        let names = try folder.names("t").filter { $0 != "index.json" }
        #expect(names.count > 1 && names.allSatisfy { $0.hasSuffix(".mds.zstd") })
        let index = try JSONSerialization.jsonObject(with: Data(folder.bytes("t/index.json")))
        let shards = (index as? [String: Any])?["shards"] as? [[String: Any]] ?? []
        for (name, shard) in zip(names, shards) {
            let stored = try folder.bytes("t/" + name)
            let raw = try ZstdDecompressor().decompress(stored.span, limit: 1 << 20, path: name)
            let zip = shard["zip_data"] as? [String: Any]
            #expect(zip?["basename"] as? String == name && zip?["bytes"] as? Int == stored.count)
            #expect((shard["raw_data"] as? [String: Any])?["bytes"] as? Int == raw.count)
            #expect(shard["compression"] as? String == "zstd:3")
        }
    }

    @Test func `they are read, and every changed byte is found`() throws {
        let folder = try folder()
        let shards = try ShardFiles.find([folder.path])
        let open = try shards.map { try $0.open() }
        let tokens = try open.flatMap { shard in
            try (0..<shard.documents).map { try shard.tokens(of: $0) }
        }
        #expect(tokens == documents.all.map(\.tokens))
        for shard in shards { #expect(shard.verify().findings == []) }
        let name = "t/shard.00000.mds.zstd"
        let whole = try folder.bytes(name)
        for place in whole.indices {
            var damaged = whole
            damaged[place] ^= 0x40
            try folder.write(damaged, name)
            // Among them are bits that no decoder looks at.
            #expect(!shards[0].verify().isSound, "byte \(place)")
        }
    }

    @Test func `a file that expands past what the index says is refused`() throws {
        let folder = try folder()
        var bomb: [UInt8] = []
        ZstdCompressor().compress([UInt8](repeating: 0, count: 1 << 20).span, appendingTo: &bomb)
        try folder.write(bomb, "t/shard.00000.mds.zstd")
        #expect(try ShardFiles.find([folder.path])[0].verify().findings.count == 1)
    }

    @Test func `one index over the folders of all tasks lists every shard`() throws {
        let root = try ShardFolder()
        for task in ["00000", "00002"] { _ = try folder(in: root, name: task) }
        let place = StoredFolder(root.path, in: LocalFiles.shared)
        let parts = (0..<3).map { (folder: place, name: "0000\($0)") }
        let layout = ShardLayout(name: "", vocabularySize: 300)
        let result = try ShardUnion(.mds, layout, of: parts).write("", in: place, below: "")
        #expect(result.file?.name == "index.json")
        let text = String(decoding: try root.bytes("index.json"), as: UTF8.self)
        #expect(text.contains(#""basename": "00002/shard.00000.mds.zstd""#))
        let shards = try ShardFiles.find([root.path + "/index.json"])
        #expect(shards.count == (try ShardFiles.find([root.path]).count))
        for shard in shards { #expect(shard.verify().findings == []) }
    }
}
