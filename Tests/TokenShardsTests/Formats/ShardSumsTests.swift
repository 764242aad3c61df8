// Folders that are converted to: every byte of them is vouched for, in every format.
import FileFormats
import FileStore
import Foundation
import Testing
import TokenShards

@Suite struct ShardSumsTests {
    private static let tokenizer = [UInt8](repeating: 0xA7, count: 32)

    /// A folder of few bytes in a format.
    private func converted(
        to format: ShardFormat, compression: ShardCompression = .none
    ) throws -> ShardFolder {
        var documents = SampleDocuments.random(count: 40, vocabularySize: 300, seed: 21)
        documents.all = Array(documents.all.filter { (2...9).contains($0.tokens.count) }.prefix(2))
        let hasMask = format != .megatron
        let source = try ShardFolder(
            documents,
            ShardFormat.winnow.assembler(
                ShardLayout(
                    name: "t", vocabularySize: 300, tokenizerDigest: Self.tokenizer,
                    hasMask: hasMask)))
        var settings = ShardConversion.Settings(format)
        settings.compression = compression
        let folder = try ShardFolder()
        let conversion = try ShardConversion(try ShardFiles.find([source.path]), settings)
        _ = try conversion.run(into: StoredFolder(folder.path, in: LocalFiles.shared))
        return folder
    }

    private func isSound(_ folder: ShardFolder) throws -> Bool {
        let shards = try ShardFiles.find([folder.path])
        return KnownShards().verify(shards, gaps: ShardFiles.gaps(in: shards)).isSound
    }

    private func files(_ folder: ShardFolder) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().filter {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(
                atPath: folder.path + "/" + $0, isDirectory: &isFolder)
            return !isFolder.boolValue
        }
    }

    static let cases: [(ShardFormat, ShardCompression)] =
        ShardFormat.allCases.map { ($0, .none) } + [(.mds, .zstd)]

    @Test(arguments: cases)
    func `every changed byte of every file is found`(
        format: ShardFormat, compression: ShardCompression
    ) throws {
        let folder = try converted(to: format, compression: compression)
        #expect(try isSound(folder))
        for file in try files(folder) {
            let whole = try folder.bytes(file)
            for place in whole.indices {
                var damaged = whole
                damaged[place] ^= place % 2 == 0 ? 0x01 : 0x20
                try folder.write(damaged, file)
                #expect(try !isSound(folder), "\(file) byte \(place)")
            }
            try folder.write(whole, file)
        }
        #expect(try isSound(folder))
    }

    @Test(arguments: cases)
    func `every file that is cut off, longer or missing is found`(
        format: ShardFormat, compression: ShardCompression
    ) throws {
        let folder = try converted(to: format, compression: compression)
        for file in try files(folder) where file != "shards.sha256" {
            let whole = try folder.bytes(file)
            for changed in [[], Array(whole.dropLast()), whole + [10]] {
                try folder.write(changed, file)
                #expect(try !isSound(folder), "\(file) of \(changed.count) bytes")
            }
            try FileManager.default.removeItem(atPath: folder.path + "/" + file)
            let shards = try ShardFiles.find([folder.path])
            let findings = KnownShards().verify(shards).reports.flatMap(\.findings)
            #expect(findings.contains { $0.file.hasSuffix(file) }, "\(file): \(findings)")
            try folder.write(whole, file)
        }
    }

    @Test(arguments: cases)
    func `what made the tokens is told in every format`(
        format: ShardFormat, compression: ShardCompression
    ) throws {
        let folder = try converted(to: format, compression: compression)
        for shard in try ShardFiles.find([folder.path]) {
            let facts = try shard.open().facts
            #expect(facts.tokenizerSHA256 == String(repeating: "a7", count: 32))
            #expect(facts.vocabularySize == 300)
            #expect(shard.verify().unchecked == [])
        }
    }

    @Test(arguments: ShardFormat.inShards)
    func `a missing shard is found by the list, and by the others' numbers without it`(
        format: ShardFormat
    ) throws {
        let folder = try converted(to: format)
        let parts = (0..<3).map { number in
            let shard = String(format: "/00000-%05d", number)
            let mosaic = String(format: "/00000/shard.%05d", number)
            return folder.path + (format == .mds ? mosaic : shard)
        }
        // Three shards of one: only their names matter here.
        for file in try files(folder) where file.contains("00000") && !file.hasSuffix(".json") {
            let bytes = try folder.bytes(file)
            let place = try #require(file.range(of: "00000", options: .backwards))
            for number in 1...2 {
                try folder.write(bytes, file.replacingCharacters(in: place, with: "0000\(number)"))
            }
        }
        try FileManager.default.removeItem(atPath: folder.path + "/shards.sha256")
        for index in ["/index.json", "/00000/index.json"] {
            try? FileManager.default.removeItem(atPath: folder.path + index)
        }
        let shards = try ShardFiles.find([folder.path])
        #expect(shards.map(\.path) == parts && ShardFiles.gaps(in: shards) == [])
        #expect(ShardFiles.gaps(in: [shards[0], shards[2]]) == [parts[1]])
        #expect(ShardFiles.gaps(in: [shards[2]]) == Array(parts[..<2]))
        #expect(KnownShards().verify([shards[0]], gaps: [parts[1]]).missing == [parts[1]])
    }

    @Test(arguments: ShardFormat.inShards)
    func `a part of a corpus that is gone as a whole is missed`(format: ShardFormat) throws {
        let source = try converted(to: format)
        let shards = try ShardFiles.find([source.path])
        let parts = ["train", "validation"].map { ShardPart(name: $0, shards: shards) }
        let folder = try ShardFolder()
        _ = try ShardConversion(parts, .init(format))
            .run(into: StoredFolder(folder.path, in: LocalFiles.shared))
        #expect(try isSound(folder))
        try FileManager.default.removeItem(atPath: folder.path + "/validation")
        let reports = KnownShards().verify(try ShardFiles.find([folder.path])).reports
        let bad = reports.filter { !$0.isSound }
        #expect(bad.map(\.path) == [folder.path + "/validation/shards.sha256"])
        let list = String(decoding: try folder.bytes("shards.sha256"), as: UTF8.self)
        try folder.write(Array(list.replacing("validation", with: "../a").utf8), "shards.sha256")
        #expect(try !isSound(folder))
    }

    @Test(.timeLimit(.minutes(10))) func `a pipe in the place of the list is refused`() throws {
        let folder = try converted(to: .datatrove)
        try FileManager.default.removeItem(atPath: folder.path + "/shards.sha256")
        #expect(mkfifo(folder.path + "/shards.sha256", 0o600) == 0)
        #expect(try !isSound(folder))
    }

    @Test func `names that count nothing have no gaps`() throws {
        let names = ["corpus-20240101.ds", "a-00007.ds", "7.ds", "x00003.ds", "00001-20240101.ds"]
        let shards = names.compactMap { ShardFiles("/tmp/" + $0) }
        #expect(shards.count == names.count)
        #expect(ShardFiles.gaps(in: Array(shards.dropLast())) == [])
        #expect(ShardFiles.gaps(in: shards).count <= 10_001)
    }

    @Test func `a plain shard in the place of a compressed one is held to the index`() throws {
        let folder = try converted(to: .mds, compression: .zstd)
        let name = "00000/shard.00000.mds"
        let packed = try folder.bytes(name + ".zstd")
        let raw = try ZstdDecompressor().decompress(packed.span, limit: 1 << 20, path: name)
        try folder.write(raw, name)
        #expect(try isSound(folder), "the library leaves both where it fetched nothing")
        var other = packed
        other[packed.count - 1] ^= 1
        try folder.write(other, name + ".zstd")
        #expect(try !isSound(folder))
        try FileManager.default.removeItem(atPath: folder.path + "/" + name + ".zstd")
        #expect(try isSound(folder))
        var damaged = raw
        damaged[raw.count - 1] ^= 1
        try folder.write(damaged, name)
        #expect(try !isSound(folder))
    }
}
