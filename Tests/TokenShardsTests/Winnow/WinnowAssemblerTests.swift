// The assembler: frames of one size however documents arrive, documents whole, shards rolled.
import Testing
import TokenShards

@Suite struct WinnowAssemblerTests {
    private let documents = SampleDocuments.random(count: 200, vocabularySize: 70_000, seed: 5)

    private func layout(vocabularySize: Int = 70_000, hasMask: Bool = true) -> ShardLayout {
        ShardLayout(
            name: "t", vocabularySize: vocabularySize, hasMask: hasMask, shardBytes: 4000,
            frameBytes: 256)
    }

    /// The raw bytes of every file that the pieces make.
    private func contents(_ pieces: [ShardPiece]) -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for case .frame(let file, let bytes) in pieces { contents[file, default: []] += bytes }
        return contents
    }

    private func indexes(_ pieces: [ShardPiece]) throws -> [WinnowIndex] {
        let contents = contents(pieces)
        return try contents.keys.filter { $0.hasSuffix(".index.zst") }.sorted().map {
            try WinnowIndex(decoding: contents[$0]!, file: $0)
        }
    }

    @Test(arguments: [300, 65_536, 65_537])
    func `the tokens of all shards in order are the tokens of all documents`(
        vocabularySize: Int
    ) throws {
        let documents = SampleDocuments.random(count: 90, vocabularySize: vocabularySize, seed: 1)
        let pieces = try documents.pieces(
            ShardFormat.winnow.assembler(layout(vocabularySize: vocabularySize)))
        let width = TokenWidth(vocabularySize: vocabularySize)
        var tokens: [UInt32] = []
        var mask: [UInt8] = []
        let contents = contents(pieces)
        for file in contents.keys.sorted() {
            if file.hasSuffix(".tokens.zst") { tokens += width.unpacked(contents[file]!) }
            if file.hasSuffix(".mask.zst") { mask += contents[file]! }
        }
        #expect(tokens == documents.all.flatMap(\.tokens))
        #expect(mask == documents.all.flatMap(\.mask))
    }

    @Test func `every frame but a file's last has exactly the frame size`() throws {
        let pieces = try documents.pieces(ShardFormat.winnow.assembler(layout()))
        let frames = frames(pieces)
        #expect(frames.count > 6)
        for sizes in frames.values.map({ $0.map(\.count) }) {
            #expect(sizes.dropLast().allSatisfy { $0 == 256 })
            #expect((1...256).contains(sizes.last!))
        }
    }

    @Test func `a document is whole in one shard and a shard keeps its limit`() throws {
        let indexes = try indexes(documents.pieces(ShardFormat.winnow.assembler(layout())))
        #expect(indexes.count > 3)
        let lengths = indexes.flatMap { index in
            (0..<index.ends.documents).map { index.ends.tokenRange(of: $0).count }
        }
        #expect(lengths == documents.all.map(\.tokens.count))
        #expect(indexes.allSatisfy { $0.ends.tokens * 4 <= 4000 || $0.ends.documents == 1 })
        let ids = indexes.flatMap { index in
            (0..<index.ends.documents).map { Array(index.id(of: $0)) }
        }
        #expect(ids == documents.all.map(\.id))
    }

    @Test func `a document larger than a shard gets a shard of its own`() throws {
        let sizes = [10, 5000, 10]
        let documents = SampleDocuments(
            all: sizes.map { .init(id: "d", tokens: .init(repeating: 1, count: $0)) })
        let indexes = try indexes(
            documents.pieces(ShardFormat.winnow.assembler(layout(hasMask: false))))
        #expect(indexes.map(\.ends.tokens) == sizes)
    }

    @Test func `an index that would grow too large ends the shard`() throws {
        var layout = layout(hasMask: false)
        layout.indexBytes = 400
        let documents = SampleDocuments(all: (0..<40).map { _ in .init(id: "four", tokens: []) })
        let indexes = try indexes(documents.pieces(ShardFormat.winnow.assembler(layout)))
        #expect(indexes.map(\.ends.documents) == [12, 12, 12, 4])
        #expect(indexes.allSatisfy { $0.byteCount <= 400 })
    }

    @Test func `no documents, no files`() throws {
        #expect(try SampleDocuments(all: []).pieces(ShardFormat.winnow.assembler(layout())).isEmpty)
    }

    @Test func `a token outside the vocabulary is refused before it can wrap around`() {
        let documents = SampleDocuments(all: [.init(id: "d", tokens: [65_536])])
        #expect(
            throws: ShardError(
                .tokenOutsideVocabulary, "t", "token 65536 in a vocabulary of 65536")
        ) {
            try documents.pieces(
                ShardFormat.winnow.assembler(layout(vocabularySize: 65_536, hasMask: false)))
        }
    }

    @Test func `a mask of another length or with other values is refused`() {
        let tokens: [UInt32] = [1, 2]
        for mask: [UInt8] in [[0], [0, 1, 1], [0, 2]] {
            #expect(throws: ShardError.self) {
                var batch = TokenBatch()
                try batch.append(id: [UInt8]().span, tokens: tokens.span, mask: mask.span)
            }
        }
    }

    @Test func `without a mask of its own a document carries loss throughout`() throws {
        let documents = SampleDocuments(all: [
            .init(id: "a", tokens: [1, 2], mask: [0, 1]), .init(id: "b", tokens: [3, 4]),
        ])
        let contents = contents(try documents.pieces(ShardFormat.winnow.assembler(layout())))
        #expect(contents["t-00000.mask.zst"] == [0, 1, 1, 1])
    }

    @Test func `every file's frames are the same however documents are batched`() throws {
        let whole = frames(
            try documents.pieces(ShardFormat.winnow.assembler(layout()), batchSize: 1000))
        for size in [1, 2, 13, 50] {
            let parts = frames(
                try documents.pieces(ShardFormat.winnow.assembler(layout()), batchSize: size))
            #expect(parts == whole)
        }
    }

    private func frames(_ pieces: [ShardPiece]) -> [String: [[UInt8]]] {
        var frames: [String: [[UInt8]]] = [:]
        for case .frame(let file, let bytes) in pieces { frames[file, default: []].append(bytes) }
        return frames
    }
}
