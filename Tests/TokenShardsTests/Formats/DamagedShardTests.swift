// Shards of every format, cut or damaged by chance: refused or read, never a crash.
import FileFormats
import Foundation
import Testing
import TokenShards

@Suite struct DamagedShardTests {
    private let documents = SampleDocuments(
        all: SampleDocuments.random(count: 30, vocabularySize: 70_000, seed: 11).all.filter {
            !$0.tokens.isEmpty
        })

    private func folder(_ format: ShardFormat) throws -> (ShardFolder, ShardRecord) {
        let layout = ShardLayout(
            name: "t", vocabularySize: 70_000, hasMask: format != .megatron)
        let folder = try ShardFolder(documents, format.assembler(layout))
        return (folder, folder.records[0])
    }

    @Test(arguments: ShardFormat.inShards)
    func `a file cut anywhere is refused`(format: ShardFormat) throws {
        let (folder, record) = try folder(format)
        let shard = try folder.files(record)
        for file in record.files where !file.name.hasSuffix(".sha256") {
            let whole = try folder.bytes(file.name)
            for count in stride(from: 0, to: whole.count, by: max(1, whole.count / 200)) {
                // Of the metadata only the first two lines are read.
                if file.name.hasSuffix(".metadata"), count > 10 { break }
                try folder.write(Array(whole[..<count]), file.name)
                #expect(throws: ShardError.self, "\(file.name) cut at \(count)") {
                    try shard.open()
                }
            }
            try folder.write(whole, file.name)
        }
    }

    @Test(arguments: ShardFormat.inShards)
    func `a longer file is refused`(format: ShardFormat) throws {
        let (folder, record) = try folder(format)
        for file in record.files where !file.name.hasSuffix(".metadata") {
            let whole = try folder.bytes(file.name)
            try folder.write(whole + [0, 0], file.name)
            #expect(try !folder.files(record).verify().isSound, "\(file.name)")
            try folder.write(whole, file.name)
        }
    }

    @Test(arguments: ShardFormat.inShards)
    func `changed and random bytes never crash a reader or the verifier`(
        format: ShardFormat
    ) throws {
        let (folder, record) = try folder(format)
        var numbers = SplitMix(seed: 12)
        for file in record.files {
            let whole = try folder.bytes(file.name)
            for round in 0..<100 {
                var damaged = whole
                let place = Int(numbers.next() % UInt64(min(whole.count, round < 50 ? 600 : .max)))
                damaged[place] = [0, 1, 0x7F, 0x80, 0xFF][round % 5]
                if round % 7 == 0 {
                    damaged = (0..<place).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
                }
                try folder.write(damaged, file.name)
                exercise(try folder.files(record))
            }
            try folder.write(whole, file.name)
        }
    }

    private func exercise(_ files: ShardFiles) {
        _ = files.verify()
        guard let shard = try? files.open() else { return }
        for number in 0..<min(shard.documents, 40) {
            _ = try? shard.tokens(of: number)
            _ = try? shard.mask(of: number)
            _ = try? shard.id(of: number)
        }
    }

    @Test(arguments: ShardFormat.inShards)
    func `a missing file is named`(format: ShardFormat) throws {
        for number in 0..<(try folder(format).1.files.count) {
            let (folder, record) = try folder(format)
            let name = record.files[number].name
            // The mask and the metadata of datatrove may be missing: only a manifest knows better.
            let isOptional = [".loss", ".metadata", ".sha256"].contains(where: name.hasSuffix)
            try FileManager.default.removeItem(atPath: folder.path + "/" + name)
            let shard = try #require(ShardFiles(folder.path + "/" + name))
            let findings = shard.verify(record: isOptional ? record : nil).findings
            #expect(findings.contains { $0.code == .unreadable && $0.file.hasSuffix(name) })
        }
    }
}
