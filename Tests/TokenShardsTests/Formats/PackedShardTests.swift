// Packed sequences in every format: no shard ends inside one, and documents are told apart.
import FileFormats
import FileStore
import Foundation
import Testing
import TokenShards

@Suite struct PackedShardTests {
    /// Parts of documents of which every 16 tokens end a sequence.
    private let documents: SampleDocuments = {
        var numbers = SplitMix(seed: 21)
        var all: [SampleDocuments.Document] = []
        for sequence in 0..<120 {
            var left = 16
            while left > 0 {
                let count = min(left, 1 + Int(numbers.next() % 9))
                let tokens = (0..<count).map { _ in UInt32(numbers.next() % 300) }
                let mask = tokens.map { UInt8($0 % 2) }
                all.append(.init(id: "\(sequence) \"\(left)\"\n", tokens: tokens, mask: mask))
                left -= count
            }
        }
        return SampleDocuments(all: all)
    }()

    private func layout(_ format: ShardFormat) -> ShardLayout {
        var layout = ShardLayout(
            name: "t", vocabularySize: 300, hasMask: format != .megatron, shardBytes: 1000,
            frameBytes: 256)
        layout.sequenceLength = 16
        return layout
    }

    @Test(arguments: ShardFormat.inShards, [1, 7, 1000])
    func `no shard ends inside a sequence, and documents keep their ends`(
        format: ShardFormat, batchSize: Int
    ) throws {
        let folder = try ShardFolder()
        let writer = ShardFileWriter(StoredFolder(folder.path, in: LocalFiles.shared))
        let compressor = ZstdCompressor()
        let pieces = try documents.pieces(format.assembler(layout(format)), batchSize: batchSize)
        for piece in pieces { try writer.append(piece.compressed(by: compressor)) }
        let shards = try ShardFiles.find([folder.path])
        #expect(shards.count > 2)
        var lengths: [Int] = []
        var tokens: [UInt32] = []
        var ids: [[UInt8]] = []
        for (files, record) in zip(shards, writer.records) {
            #expect(files.verify(record: record).findings == [])
            let shard = try files.open()
            #expect(shard.facts.tokens % 16 == 0)
            #expect(shard.facts.sequenceLength == ([.winnow, .mds].contains(format) ? 16 : 0))
            for number in 0..<shard.documents {
                let document = try shard.tokens(of: number)
                lengths.append(document.count)
                tokens += document
                let isMasked = format != .megatron
                #expect(
                    try shard.mask(of: number) == (isMasked ? document.map { UInt8($0 % 2) } : []))
                if let id = try shard.id(of: number) { ids.append(id) }
            }
        }
        #expect(tokens == documents.all.flatMap(\.tokens))
        if format == .megatron {
            #expect(lengths == Array(repeating: 16, count: 120))
        } else {
            #expect(lengths == documents.all.map(\.tokens.count))
        }
        if [.winnow, .mds].contains(format) { #expect(ids == documents.all.map(\.id)) }
    }

    @Test(arguments: [ShardFormat.winnow, .mds, .datatrove, .bin, .npy])
    func `conversion keeps sequences, documents and masks`(format: ShardFormat) throws {
        let packed = try ShardFolder(documents, ShardFormat.winnow.assembler(layout(.winnow)))
        let there = try ShardFolder()
        var settings = ShardConversion.Settings(format)
        settings.compression = .zstd
        let result = try ShardConversion(ShardFiles.find([packed.path]), settings)
            .run(into: StoredFolder(there.path, in: LocalFiles.shared))
        #expect(result.tokens == 120 * 16)
        let shards = try ShardFiles.find([there.path])
        for shard in shards { #expect(shard.verify().findings == []) }
        let open = try shards.map { try $0.open() }
        let tokens = try open.flatMap { shard in
            try (0..<shard.documents).map { try shard.tokens(of: $0) }
        }
        #expect(tokens == documents.all.map(\.tokens))
    }

    @Test func `sequences of two lengths are no set, nor are tokens of two tokenizers`() throws {
        var other = layout(.winnow)
        other.sequenceLength = 0
        let packed = try ShardFolder(documents, ShardFormat.winnow.assembler(layout(.winnow)))
        let plain = try ShardFolder(documents, ShardFormat.winnow.assembler(other))
        #expect(throws: ShardError.self) {
            try ShardConversion(
                ShardFiles.find([packed.path, plain.path]), ShardConversion.Settings(.winnow))
        }
        var layouts = [layout(.winnow), layout(.winnow)]
        for index in layouts.indices {
            layouts[index].tokenizerDigest = Array(repeating: UInt8(index + 1), count: 32)
        }
        let made = try layouts.map { try ShardFolder(documents, ShardFormat.winnow.assembler($0)) }
        let error = #expect(throws: ShardError.self) {
            try ShardConversion(
                ShardFiles.find(made.map(\.path)), ShardConversion.Settings(.winnow))
        }
        #expect(error?.found.contains("tokenizer") == true)
    }

    @Test func `a conversion that was not finished is refused`() throws {
        let folder = try ShardFolder(documents, ShardFormat.winnow.assembler(layout(.winnow)))
        try folder.write([], ShardConversion.unfinishedName)
        #expect(throws: FileError.self) { try ShardFiles.find([folder.path]) }
    }

    @Test func `a mask that the format can't hold is refused before anything is written`() throws {
        let folder = try ShardFolder(documents, ShardFormat.winnow.assembler(layout(.winnow)))
        #expect(throws: ShardError.self) {
            try ShardConversion(
                ShardFiles.find([folder.path]), ShardConversion.Settings(.megatron))
        }
    }

    @Test func `an index whose sequences end inside documents is refused`() throws {
        var wrong = layout(.winnow)
        wrong.sequenceLength = 17
        let folder = try ShardFolder(documents, ShardFormat.winnow.assembler(wrong))
        let codes = Set(
            try ShardFiles.find([folder.path]).flatMap { $0.verify().findings.map(\.code) })
        #expect(codes.contains(.damagedIndex))
    }
}
