// Readers of Mosaic, Megatron and datatrove files: what was written is read, damage is refused.
import FileFormats
import Foundation
import Testing
import TokenShards

@Suite struct OtherReadersTests {
    private let documents = SampleDocuments(
        all: SampleDocuments.random(count: 30, vocabularySize: 70_000, seed: 11).all.filter {
            !$0.tokens.isEmpty
        })

    private func folder(_ format: ShardFormat, hasMask: Bool = false) throws -> ShardFolder {
        let layout = ShardLayout(name: "t", vocabularySize: 70_000, hasMask: hasMask)
        return try ShardFolder(documents, format.assembler(layout))
    }

    private func open(_ format: ShardFormat, _ folder: ShardFolder) throws -> any TokenSource {
        switch format {
        case .winnow: try TokenShard(folder.path + "/t-00000")
        case .mds: try MosaicReader(folder.path + "/t/shard.00000.mds")
        case .megatron: try MegatronReader(folder.path + "/t-00000")
        case .datatrove: try DatatroveReader(folder.path + "/t-00000.ds", hasLoss: true)
        }
    }

    private func file(_ format: ShardFormat) -> [String] {
        switch format {
        case .winnow: []
        case .mds: ["t/shard.00000.mds"]
        case .megatron: ["t-00000.idx", "t-00000.bin"]
        case .datatrove: ["t-00000.ds.index", "t-00000.ds", "t-00000.ds.loss"]
        }
    }

    @Test(arguments: ShardFormat.allCases)
    func `every document is read back`(format: ShardFormat) throws {
        let hasMask = format != .megatron
        let source = try open(format, folder(format, hasMask: hasMask))
        #expect(source.documents == documents.all.count)
        for (number, document) in documents.all.enumerated() {
            #expect(try source.tokens(of: number) == document.tokens)
            #expect(try source.mask(of: number) == (hasMask ? document.mask : []))
            let id = try source.id(of: number)
            #expect(id == nil || id == document.id)
        }
        #expect(throws: ShardError.self) { try source.tokens(of: documents.all.count) }
        #expect(throws: ShardError.self) { try source.tokens(of: -1) }
    }

    @Test(arguments: [ShardFormat.mds, .megatron, .datatrove])
    func `a file cut anywhere is refused`(format: ShardFormat) throws {
        let folder = try folder(format, hasMask: format != .megatron)
        for name in file(format) {
            let whole = try folder.bytes(name)
            for count in stride(from: 0, to: whole.count, by: max(1, whole.count / 200)) {
                try folder.write(Array(whole[..<count]), name)
                #expect(throws: ShardError.self, "\(name) cut at \(count)") {
                    try open(format, folder)
                }
            }
            try folder.write(whole, name)
        }
    }

    @Test(arguments: [ShardFormat.mds, .megatron, .datatrove])
    func `changed and random bytes never crash a reader`(format: ShardFormat) throws {
        let folder = try folder(format, hasMask: format != .megatron)
        var numbers = SplitMix(seed: 12)
        for name in file(format) {
            let whole = try folder.bytes(name)
            for round in 0..<100 {
                var damaged = whole
                let place = Int(numbers.next() % UInt64(min(whole.count, round < 50 ? 600 : .max)))
                damaged[place] = [0, 1, 0x7F, 0x80, 0xFF][round % 5]
                if round % 7 == 0 {
                    damaged = (0..<place).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
                }
                try folder.write(damaged, name)
                guard let source = try? open(format, folder) else { continue }
                for number in 0..<min(source.documents, 40) {
                    _ = try? source.tokens(of: number)
                    _ = try? source.mask(of: number)
                    _ = try? source.id(of: number)
                }
            }
            try folder.write(whole, name)
        }
    }

    @Test func `a Megatron document of several sequences is their tokens joined`() throws {
        let folder = try ShardFolder()
        try folder.write([1, 0, 2, 0, 3, 0], "x.bin")
        var idx = Array("MMIDIDX\0\0".utf8) + [1, 0, 0, 0, 0, 0, 0, 0, 8]
        for number: UInt64 in [3, 3] { idx += bytes(number, 8) }
        for length: UInt64 in [1, 1, 1] { idx += bytes(length, 4) }
        for offset: UInt64 in [0, 2, 4] { idx += bytes(offset, 8) }
        for start: UInt64 in [0, 2, 3] { idx += bytes(start, 8) }
        try folder.write(idx, "x.idx")
        let source = try MegatronReader(folder.path + "/x")
        #expect(source.documents == 2)
        #expect(try source.tokens(of: 0) == [1, 2])
        #expect(try source.tokens(of: 1) == [3])
    }

    private func bytes(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
