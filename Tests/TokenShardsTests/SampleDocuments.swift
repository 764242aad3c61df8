// Documents for the shard tests: reproducible, of every awkward length.
import TokenShards

struct SampleDocuments {
    struct Document {
        var id: [UInt8]
        var tokens: [UInt32]
        var mask: [UInt8]

        init(id: String, tokens: [UInt32], mask: [UInt8] = []) {
            self.id = Array(id.utf8)
            self.tokens = tokens
            self.mask = mask
        }
    }

    var all: [Document]

    /// Documents of 0 to 120 tokens, with masks; the highest and lowest token are among them.
    static func random(count: Int, vocabularySize: Int, seed: UInt64) -> SampleDocuments {
        var numbers = SplitMix(seed: seed)
        return SampleDocuments(
            all: (0..<count).map { number in
                let length = Int(numbers.next() % 121)
                var tokens = (0..<length).map { _ in
                    UInt32(numbers.next() % UInt64(vocabularySize))
                }
                if length > 1 { tokens[0...1] = [0, UInt32(vocabularySize - 1)] }
                let mask = (0..<length).map { _ in UInt8(numbers.next() % 2) }
                return Document(id: "document-\(number)", tokens: tokens, mask: mask)
            })
    }

    /// What an assembler makes of the documents, given in batches of `batchSize`.
    func pieces(_ assembler: any ShardAssembler, batchSize: Int = 7) throws -> [ShardPiece] {
        var pieces: [ShardPiece] = []
        var batch = TokenBatch()
        for document in all {
            try batch.append(
                id: document.id.span, tokens: document.tokens.span, mask: document.mask.span)
            if batch.documents == batchSize {
                try assembler.append(batch, into: &pieces)
                batch = TokenBatch()
            }
        }
        try assembler.append(batch, into: &pieces)
        try assembler.finish(into: &pieces)
        return pieces
    }
}

extension ShardFormat {
    /// The formats whose shards tasks write as they are.
    static let inShards = allCases.filter { !$0.isFlat }
}

extension TokenWidth {
    /// The naive twin of packing: bytes to tokens, one by one.
    func unpacked(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count, by: rawValue).map { start in
            (0..<rawValue).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
        }
    }
}

/// SplitMix64: the same numbers everywhere.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
