// `token_shards`: documents to verified shards, and what the manifest says of them.
import FileFormats
import PipelineCore
import TestSupport
import Testing
import TokenShards

@Suite struct WriteTokenShardsTests {
    private let tokenizer = TokenFacts(
        vocabularySize: 70_000, tokenizerDigest: [UInt8](repeating: 0xAB, count: 32),
        endOfDocument: nil)

    private func documents(_ count: Int) -> [Document] {
        (0..<count).map { number -> Document in
            let length = UInt32(number % 900 + 1)
            let tokens = (0..<length).map { $0 * 7 }
            return Document(
                "doc-\(number)", "text", tokens: tokens, mask: tokens.map { UInt8($0 % 2) })
        }
    }

    private func shards(_ probe: WriterProbe) throws -> [WinnowReader] {
        try ShardFiles.find([probe.folder.path]).map { try WinnowReader($0.path) }
    }

    @Test func `shards hold every document's tokens and id in order`() throws {
        let documents = documents(2000)
        let probe = try WriterProbe(
            "token_shards: { shard_megabytes: 1 }", documents, tokens: tokenizer)
        var number = 0
        for shard in try shards(probe) {
            #expect(shard.facts.width == .four && !shard.facts.hasMask)
            for place in 0..<shard.documents {
                #expect(try shard.id(of: place) == documents[number].id)
                #expect(try shard.tokens(of: place) == documents[number].tokens?.ids)
                number += 1
            }
        }
        #expect(number == 2000)
        #expect(try shards(probe).count == 4)
    }

    @Test func `the loss mask is a column when a stage says that there is one`() throws {
        let documents = documents(20)
        let probe = try WriterProbe(
            "token_shards: {}", documents, tokens: tokenizer, hasLossMask: true)
        let shard = try shards(probe)[0]
        #expect(
            try shard.mask(in: 0..<shard.ends.tokens)
                == documents.flatMap { $0.tokens?.lossMask ?? [] })
        #expect(
            try probe.names == [
                "00007-00000.index.zst", "00007-00000.mask.zst", "00007-00000.sha256",
                "00007-00000.tokens.zst",
            ])
    }

    @Test func `a small vocabulary takes two bytes a token`() throws {
        let probe = try WriterProbe(
            "token_shards: {}", [Document("a", "x", tokens: [65_535])],
            tokens: TokenFacts(
                vocabularySize: 65_536, tokenizerDigest: ShardLayout.unknownDigest,
                endOfDocument: nil))
        #expect(try shards(probe)[0].facts.width == .two)
        #expect(probe.files[0].facts?["dtype"] == "uint16")
        #expect(probe.files[0].facts?["raw_bytes"] == "2")
    }

    @Test func `the manifest's lines count each document and token once`() throws {
        let documents = documents(300)
        let probe = try WriterProbe("token_shards: {}", documents, tokens: tokenizer)
        #expect(probe.files.reduce(0) { $0 + $1.documents } == 300)
        #expect(
            probe.files.reduce(0) { $0 + ($1.tokens ?? 0) }
                == documents.reduce(0) { $0 + ($1.tokens?.ids.count ?? 0) })
        for file in probe.files {
            let bytes = try probe.bytes(file.name)
            #expect(SHA256.hex(of: bytes.span) == file.sha256)
            #expect(file.facts?["tokenizer_sha256"] == String(repeating: "ab", count: 32))
        }
    }

    @Test(arguments: ShardFormat.allCases.filter { !$0.isFlat })
    func `the verifier can work from the manifest's lines, whatever the format`(
        format: ShardFormat
    ) throws {
        let probe = try WriterProbe(
            "token_shards: { format: \(format), shard_megabytes: 1 }", documents(2000),
            tokens: tokenizer)
        let records = ShardRecord.records(of: probe.files)
        let others = ShardRecord.otherFiles(of: probe.files)
        #expect(
            records.count >= 4 && records.flatMap(\.files).count + others.count == probe.files.count
        )
        #expect(others.map(\.name) == (format == .mds ? ["00007/index.json"] : []))
        if others.isEmpty { #expect(records.flatMap(\.outputFiles) == probe.files) }
        var known = KnownShards()
        known.add(records, others: others, in: probe.folder.path + "/")
        let found = try ShardFiles.find([probe.folder.path])
        #expect(known.verify(found).isSound)
        let names = Set(records.map { probe.folder.path + "/" + $0.name })
        #expect(Set(found.map(\.path)) == names)
        #expect(known.verify(Array(found.dropFirst())).missing == [found[0].path])
    }

    @Test func `the files don't depend on the batches`() throws {
        let documents = documents(1500)
        let few = try WriterProbe(
            "token_shards: { shard_megabytes: 1 }", documents, batchSize: 1, tokens: tokenizer)
        let many = try WriterProbe(
            "token_shards: { shard_megabytes: 1 }", documents, batchSize: 999,
            tokens: tokenizer)
        #expect(few.files == many.files)
    }

    @Test(arguments: ShardFormat.allCases.filter { !$0.isFlat })
    func `every file of every format is in the manifest, with the counts once`(
        format: ShardFormat
    ) throws {
        let documents = documents(300)
        let probe = try WriterProbe(
            "token_shards: { format: \(format), shard_megabytes: 1 }", documents,
            tokens: tokenizer)
        #expect(try probe.paths == probe.files.map(\.name).sorted())
        #expect(probe.files.reduce(0) { $0 + $1.documents } == 300)
        #expect(
            probe.files.reduce(0) { $0 + ($1.tokens ?? 0) }
                == documents.reduce(0) { $0 + ($1.tokens?.ids.count ?? 0) })
    }

    @Test func `a document with text and no tokens is refused, an empty one is kept`() throws {
        let empty = try WriterProbe(
            "token_shards: {}", [Document("a", "", tokens: [])], tokens: tokenizer)
        #expect(try shards(empty)[0].documents == 1)
        #expect(throws: DataError.self) {
            try WriterProbe("token_shards: {}", [Document("a", "x")], tokens: tokenizer)
        }
    }

    @Test func `without a tokenizer the output says what is missing`() {
        let error = #expect(throws: ConfigError.self) { try WriterProbe("token_shards: {}", []) }
        #expect(error?.suggestion == "Add a 'tokenize' stage to the pipeline.")
    }
}
