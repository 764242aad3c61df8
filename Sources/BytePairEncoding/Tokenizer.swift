// A tokenizer: vocabulary, merges, split pattern and special tokens, immutable and shared.
import ByteKernels

/// A byte-level byte-pair encoding.
///
/// Immutable and shared by all workers; each encodes through its own ``TokenEncoder``.
public final class Tokenizer: @unchecked Sendable {
    public let vocabulary: Vocabulary
    /// In rank order.
    public let merges: [Merge]
    public let split: SplitPattern
    /// Tokens that stand for no text of their own, in id order.
    public let specialTokens: [SpecialToken]
    private let table: MergeTable
    /// The token of each byte; `.max` where the vocabulary has none.
    private let byteTokens: [UInt32]

    /// Throws when a merge names a token that the vocabulary does not have.
    public init(
        vocabulary: Vocabulary, merges: [Merge], split: SplitPattern,
        specialTokens: [SpecialToken] = []
    ) throws(TokenizerError) {
        self.vocabulary = vocabulary
        self.merges = merges
        self.split = split
        self.specialTokens = specialTokens.sorted { $0.id < $1.id }
        table = MergeTable(capacity: merges.count)
        for (rank, merge) in merges.enumerated() {
            guard
                [merge.left, merge.right, merge.result].allSatisfy({ vocabulary.contains($0) })
            else {
                throw TokenizerError(.unknownTokenInMerge, "merge \(rank + 1)")
            }
            table.insert(merge, rank: rank)
        }
        byteTokens = (0...255).map { vocabulary.id(of: CollectionOfOne(UInt8($0))) ?? .max }
    }

    /// The tokens of one pretoken. A byte that the vocabulary has no token for is left out.
    func encodeWord(
        _ bytes: UnsafeBufferPointer<UInt8>, into tokens: inout [UInt32], with merger: WordMerger
    ) {
        tokens.removeAll(keepingCapacity: true)
        for byte in bytes where byteTokens[Int(byte)] != .max {
            tokens.append(byteTokens[Int(byte)])
        }
        merger.merge(&tokens, with: table)
    }

    /// Appends the bytes of tokens; ids that the vocabulary does not have give nothing.
    public func decode(_ ids: some Sequence<UInt32>, into text: inout [UInt8]) {
        for id in ids { text.append(contentsOf: vocabulary[id]) }
    }
}

/// A token that stands for itself and is found in text before anything else.
public struct SpecialToken: Sendable, Hashable {
    public var id: UInt32
    public var text: [UInt8]

    public init(id: UInt32, text: [UInt8]) {
        self.id = id
        self.text = text
    }
}
