// Finds the merges behind a vocabulary whose tokens are only ranked.
import ByteKernels

/// The merges of a ranked vocabulary, where any two neighbours may merge whose bytes together are
/// a token, the smallest rank first.
///
/// Under the merges before it, the bytes of a token come down to two parts; only these two can
/// ever meet, since what a text does to them between two cuts is what they do alone. Where some
/// token does not come down to two, its parts may rank after it, and all its splits are listed.
struct RankedMerges {
    private(set) var merges: [Merge] = []
    /// Whether several merges in a row have one rank: all that give the same token.
    private(set) var ranksByResult = false

    /// `order` lists the ids by rank; by default they are the ranks.
    init(_ vocabulary: Vocabulary, symbols: InitialSymbols, order: [UInt32]? = nil) {
        let order = order ?? (0..<UInt32(vocabulary.idBound)).filter { vocabulary.contains($0) }
        if !recover(vocabulary, symbols, order) {
            ranksByResult = true
            merges = order.flatMap { Self.splits(of: $0, in: vocabulary) }
        }
    }

    /// False when some token does not come down to two parts.
    private mutating func recover(
        _ vocabulary: Vocabulary, _ symbols: InitialSymbols, _ order: [UInt32]
    ) -> Bool {
        guard vocabulary.idBound <= MergeTable.idBound else { return false }
        var table = MergeTable(capacity: order.count)
        let merger = WordMerger()
        var parts: [UInt32] = []
        for (rank, id) in order.enumerated() {
            Self.symbols(of: vocabulary[id], vocabulary, symbols, &parts)
            if parts.count < 2 || parts.contains(.max) { continue }
            merger.merge(&parts, with: table)
            guard parts.count == 2 else { return false }
            let merge = Merge(left: parts[0], right: parts[1], result: id)
            table.insert(merge, rank: rank)
            merges.append(merge)
        }
        return true
    }

    /// What merging a token begins with; `.max` for what the vocabulary lacks.
    private static func symbols(
        of token: ArraySlice<UInt8>, _ vocabulary: Vocabulary, _ symbols: InitialSymbols,
        _ result: inout [UInt32]
    ) {
        result.removeAll(keepingCapacity: true)
        var at = token.startIndex
        while at < token.endIndex {
            let width =
                symbols == .bytes
                ? 1
                : token.withUnsafeBufferPointer {
                    let left = token.endIndex - at
                    return ClassifiedCharacter(
                        at: $0.baseAddress! + (at - token.startIndex), left: left
                    ).width
                }
            result.append(vocabulary.id(of: token[at..<at + width]) ?? .max)
            at += width
        }
    }

    private static func splits(of id: UInt32, in vocabulary: Vocabulary) -> [Merge] {
        let token = vocabulary[id]
        return token.indices.dropFirst().compactMap { cut in
            guard let left = vocabulary.id(of: token[..<cut]),
                let right = vocabulary.id(of: token[cut...])
            else { return nil }
            return Merge(left: left, right: right, result: id)
        }
    }
}
