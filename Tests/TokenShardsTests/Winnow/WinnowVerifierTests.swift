// The verifier against damage of every kind: found, named, and never a crash.
import FileFormats
import FileStore
import Foundation
import Testing
import TokenShards

@Suite struct WinnowVerifierTests {
    private let documents = SampleDocuments.random(count: 12, vocabularySize: 1000, seed: 4)
    private let layout = ShardLayout(
        name: "t", vocabularySize: 1000, hasMask: true, frameBytes: 256)

    private func folder() throws -> (ShardFolder, ShardRecord) {
        let folder = try ShardFolder(documents, ShardFormat.winnow.assembler(layout))
        return (folder, folder.records[0])
    }

    /// What reading the whole shard gives; nil where it refuses.
    private func content(_ files: ShardFiles) -> [[UInt32]]? {
        guard let shard = try? WinnowReader(files.path),
            let tokens = try? shard.tokens(in: 0..<shard.ends.tokens),
            let mask = try? shard.mask(in: 0..<shard.ends.tokens)
        else { return nil }
        return [tokens, mask.map(UInt32.init), shard.ends.all.map(UInt32.init)]
    }

    @Test func `a sound shard has no findings`() throws {
        let (folder, record) = try folder()
        let report = try folder.files(record).verify(record: record)
        #expect(report.isSound && report.findings.isEmpty)
        #expect(report.facts?.documents == 12)
    }

    @Test func `a file cut at any byte is found`() throws {
        let (folder, record) = try folder()
        for file in record.files {
            let whole = try folder.bytes(file.name)
            for count in 0..<whole.count {
                try folder.write(Array(whole[..<count]), file.name)
                #expect(try !folder.files(record).verify().isSound, "\(file.name) \(count)")
                #expect(try content(folder.files(record)) == nil || file.name.hasSuffix(".sha256"))
            }
            try folder.write(whole, file.name)
        }
    }

    @Test func `every changed byte is found, by the shard alone`() throws {
        let (folder, record) = try folder()
        for file in record.files {
            let whole = try folder.bytes(file.name)
            for place in whole.indices {
                var damaged = whole
                damaged[place] ^= place % 2 == 0 ? 0x01 : 0xFF
                try folder.write(damaged, file.name)
                let report = try folder.files(record).verify()
                #expect(!report.isSound, "\(file.name) byte \(place)")
            }
            try folder.write(whole, file.name)
        }
    }

    @Test func `random bytes in place of any file are found`() throws {
        let (folder, record) = try folder()
        var numbers = SplitMix(seed: 8)
        for file in record.files {
            let whole = try folder.bytes(file.name)
            for length in [0, 1, 17, 300, 5000] {
                let noise = (0..<length).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
                try folder.write(noise, file.name)
                #expect(try !folder.files(record).verify().isSound)
            }
            try folder.write(whole, file.name)
        }
    }

    @Test func `a damaged frame is named with its documents and the rest is still checked`() throws
    {
        let (folder, record) = try folder()
        let name = record.name + ".tokens.zst"
        var bytes = try folder.bytes(name)
        let table = try folder.open(record).ends
        bytes[20] ^= 0xFF
        try folder.write(bytes, name)
        let findings = try folder.files(record).verify().findings
        try #require(findings.count == 1)
        #expect(findings[0].code == .damagedFrames)
        let last = table.document(holding: 127)
        #expect(
            findings[0].found.hasPrefix("frame 0, tokens 0..<128, documents 0...\(last): at byte 0")
        )
    }

    @Test func `a truncated file tells how much of it can be read`() throws {
        let (folder, record) = try folder()
        let name = record.name + ".tokens.zst"
        let bytes = try folder.bytes(name)
        try folder.write(Array(bytes.dropLast(40)), name)
        let findings = try folder.files(record).verify().findings
        #expect(findings.map(\.code) == [.damagedFrames, .damagedFrames])
        #expect(findings[1].found.hasSuffix("tokens can be read"))
    }

    @Test func `another shard's index is found`() throws {
        let (folder, record) = try folder()
        let other = try ShardFolder(
            SampleDocuments.random(count: 12, vocabularySize: 1000, seed: 5),
            ShardFormat.winnow.assembler(layout))
        let name = record.name + ".index.zst"
        try folder.write(try other.bytes(name), name)
        let codes = try folder.files(record).verify().findings.map(\.code)
        #expect(Set(codes) == [.wrongContent])
    }

    @Test func `other tokens of the same lengths are found by their digest`() throws {
        let (folder, record) = try folder()
        var changed = documents
        changed.all[3].tokens[2] ^= 1
        let other = try ShardFolder(changed, ShardFormat.winnow.assembler(layout))
        let name = record.name + ".tokens.zst"
        try folder.write(try other.bytes(name), name)
        let findings = try folder.files(record).verify().findings
        #expect(findings.map(\.found) == ["it is not as \(folder.path)/t-00000.sha256 tells"])
    }

    @Test func `the digests of the content that earlier versions kept are checked`() throws {
        let (folder, record) = try folder()
        let (index, tokens) = (record.name + ".index.zst", record.name + ".tokens.zst")
        let file = try SeekableZstdFile(
            StoredFile(folder.path + "/" + tokens, in: LocalFiles.shared))
        var content: [UInt8] = []
        try file.read(0..<file.count, into: &content)
        var hash = SHA256()
        hash.update(content.span)
        let digest = hash.finish()
        for isRight in [true, false] {
            let stored = try SeekableZstdFile(
                StoredFile(folder.path + "/" + index, in: LocalFiles.shared))
            var bytes: [UInt8] = []
            try stored.read(0..<stored.count, into: &bytes)
            bytes.replaceSubrange(96..<128, with: isRight ? digest : digest.reversed())
            let target = try SeekableZstdWriter(
                StoredFile(folder.path + "/" + index, in: LocalFiles.shared))
            try target.write(bytes.span)
            try target.commit()
            let found = try folder.files(record).verify().findings.map(\.found)
            #expect(found.contains("its SHA-256 is not the one in the index") == !isRight)
        }
    }

    @Test func `a missing file is named`() throws {
        for ending in [".tokens.zst", ".mask.zst", ".index.zst"] {
            let (folder, record) = try folder()
            try FileManager.default.removeItem(atPath: folder.path + "/" + record.name + ending)
            let findings = try folder.files(record).verify().findings
            #expect(findings.contains { $0.code == .unreadable && $0.file.hasSuffix(ending) })
        }
    }

    @Test func `a token outside the vocabulary and a mask that is none are found`() throws {
        let (folder, record) = try folder()
        var narrow = layout
        narrow.vocabularySize = 1001
        var wide = documents
        wide.all[0].tokens[5] = 1000
        let other = try ShardFolder(wide, ShardFormat.winnow.assembler(narrow))
        let name = record.name + ".tokens.zst"
        try folder.write(try other.bytes(name), name)
        let findings = try folder.files(record).verify().findings
        #expect(
            findings.contains {
                $0.code == .tokenOutsideVocabulary
                    && $0.found == "token 1000 at place 5, the vocabulary has 1000"
            })
    }

    @Test func `every word of the manifest's record is checked`() throws {
        let (folder, record) = try folder()
        let changes: [(inout ShardRecord) -> Void] = [
            { $0.documents += 1 }, { $0.tokens -= 1 }, { $0.dtype = "uint32" },
            { $0.vocabularySize = 7 }, { $0.tokenizerSHA256 = "" }, { $0.files[0].bytes += 1 },
            { $0.files[1].sha256 = "0" }, { $0.files[2].name = "gone" },
        ]
        for change in changes {
            var wrong = record
            change(&wrong)
            #expect(try folder.files(record).verify(record: wrong).findings.count == 1)
        }
    }
}
