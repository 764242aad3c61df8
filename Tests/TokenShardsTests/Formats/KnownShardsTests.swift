// Shards against the records of a manifest: every word, every file, nothing missing.
import Foundation
import Testing
import TokenShards

@Suite struct KnownShardsTests {
    private let documents = SampleDocuments(
        all: SampleDocuments.random(count: 30, vocabularySize: 1000, seed: 9).all.filter {
            !$0.tokens.isEmpty
        })

    private func folder(_ format: ShardFormat) throws -> ShardFolder {
        try ShardFolder(
            documents,
            format.assembler(
                ShardLayout(
                    name: "t", vocabularySize: 1000, hasMask: format != .megatron,
                    shardBytes: 1000)))
    }

    private func known(_ folder: ShardFolder, others: [ShardRecord.File] = []) -> KnownShards {
        var known = KnownShards()
        known.add(folder.records, others: others, in: folder.path + "/")
        return known
    }

    @Test(arguments: ShardFormat.inShards)
    func `every changed byte of every file is found`(format: ShardFormat) throws {
        let folder = try folder(format)
        let shards = try ShardFiles.find([folder.path])
        let known = known(folder)
        #expect(known.verify(shards).isSound)
        for file in folder.records[1].files {
            let whole = try folder.bytes(file.name)
            for place in stride(from: 0, to: whole.count, by: max(1, whole.count / 40)) {
                var damaged = whole
                damaged[place] ^= 0x10
                try folder.write(damaged, file.name)
                let verdict = known.verify(shards)
                #expect(!verdict.isSound, "\(file.name) byte \(place)")
                #expect(verdict.reports.count { !$0.isSound } == 1)
            }
            try folder.write(whole, file.name)
        }
    }

    @Test(arguments: ShardFormat.inShards)
    func `every word of a record is checked`(format: ShardFormat) throws {
        let folder = try folder(format)
        let shard = try folder.files(folder.records[0])
        var changes: [(inout ShardRecord) -> Void] = [
            { $0.documents += 1 }, { $0.tokens -= 1 }, { $0.dtype = "uint32" },
            { $0.files[0].bytes += 1 }, { $0.files[0].sha256 = "0" }, { $0.files[0].name = "gone" },
        ]
        // The formats that tell the vocabulary or the tokenizer.
        if format == .winnow { changes.append { $0.vocabularySize = 1001 } }
        if format == .winnow { changes.append { $0.tokenizerSHA256 = "" } }
        for change in changes {
            var wrong = folder.records[0]
            change(&wrong)
            #expect(shard.verify(record: wrong).findings.count == 1)
        }
    }

    @Test(arguments: [ShardFormat.mds, .megatron, .datatrove])
    func `tokens are held against the vocabulary that the record knows`(
        format: ShardFormat
    ) throws {
        let folder = try folder(format)
        var record = folder.records[0]
        record.vocabularySize = 900
        let findings = try folder.files(record).verify(record: record).findings
        #expect(!findings.isEmpty)
        #expect(Set(findings.map(\.code)) == [.tokenOutsideVocabulary])
        #expect(findings[0].found.contains("the vocabulary has 900"))
    }

    @Test func `a missing shard and a damaged file beside the shards are named`() throws {
        let folder = try folder(.mds)
        let shards = try ShardFiles.find([folder.path])
        let index = ShardRecord.File(
            name: "t/index.json", bytes: 3, sha256: "0", rawBytes: 3)
        let known = known(folder, others: [index])
        let verdict = known.verify(Array(shards.dropLast()))
        #expect(verdict.missing == [folder.path + "/" + folder.records.last!.name])
        #expect(
            verdict.reports.filter { !$0.isSound }.map(\.path) == [folder.path + "/t/index.json"])
    }

    @Test func `a record's files are not looked for outside the folder`() throws {
        let folder = try folder(.megatron)
        for name in ["../secret", "/etc/passwd", "a/../../b", "", "a//b", "./x"] {
            var record = folder.records[0]
            record.files[1].name = name
            let findings = try folder.files(folder.records[0]).verify(record: record).findings
            #expect(findings.count == 1)
            #expect(findings[0].found.hasPrefix("the manifest names a file outside"))
        }
    }
}
