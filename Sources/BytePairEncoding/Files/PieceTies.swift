// Pieces of one score: SentencePiece merges the leftmost first, whichever of them it is.

/// The pieces of a SentencePiece model that share a score with another.
struct PieceTies {
    private let tied: [[UInt8]]
    private let others: [[UInt8]]
    /// Longer runs would take too long to try.
    private static let longestRun = 64

    /// Takes pieces in the order of their scores.
    init(_ pieces: [(text: [UInt8], score: Float)]) {
        let isTied = pieces.indices.map { at in
            (at > 0 && pieces[at - 1].score == pieces[at].score)
                || (at + 1 < pieces.count && pieces[at + 1].score == pieces[at].score)
        }
        tied = pieces.indices.filter { isTied[$0] }.map { pieces[$0].text }
        others = pieces.indices.filter { !isTied[$0] }.map { pieces[$0].text }
    }

    /// Why a tokenizer that ranks the pieces one after the other would give other tokens; nil
    /// where it gives the same, as it does for the runs of spaces in Llama's and Mistral's models.
    func reasonToRefuse(_ parts: TokenizerParts) throws(TokenizerError) -> String? {
        guard let first = tied.first?.characters.first else { return nil }
        let areRuns = tied.allSatisfy { $0.characters.allSatisfy { $0 == first } }
        let areApart = others.allSatisfy {
            [UInt8]($0).replacing(first + first, with: []) == $0
        }
        if areRuns && areApart, try agree(on: first, parts) { return nil }
        return "two pieces of one score"
    }

    /// Whether runs of a character, four times as long as the longest piece, come out alike.
    private func agree(
        on character: [UInt8], _ parts: TokenizerParts
    ) throws(TokenizerError) -> Bool {
        let lengths = Set(tied.map { $0.count / character.count })
        if lengths.max() ?? 0 > Self.longestRun { return false }
        let tokenizer = try Tokenizer(parts)
        let merger = WordMerger()
        var ids: [UInt32] = []
        for count in 2...(4 * (lengths.max() ?? 1)) {
            let run = [[UInt8]](repeating: character, count: count).flatMap { $0 }
            run.withUnsafeBufferPointer { tokenizer.encodeWord($0, into: &ids, with: merger) }
            let found = ids.map { parts.vocabulary.byteCount($0) / character.count }
            if found != Self.leftmostFirst(count, lengths) { return false }
        }
        return true
    }

    /// The lengths that a run falls into where the leftmost two merge that together have one of
    /// `lengths`.
    private static func leftmostFirst(_ count: Int, _ lengths: Set<Int>) -> [Int] {
        var parts = [Int](repeating: 1, count: count)
        while let at = parts.indices.dropLast().first(where: {
            lengths.contains(parts[$0] + parts[$0 + 1])
        }) {
            parts[at] += parts.remove(at: at + 1)
        }
        return parts
    }
}
