// Reads Megatron-LM's indexed data sets.

/// An open pair of `.bin` and `.idx`, each token u16 or i32.
///
/// A document of several sequences is their tokens joined. Opening checks the whole index.
package final class MegatronReader: TokenShardReader {
    package let path: String
    package var facts: ShardFacts
    package let ends: DocumentEnds
    private let bin: NumberFile
    private let width: TokenWidth
    /// Each sequence's bytes in `.bin`.
    private let sequences: [Range<Int>]
    /// The first sequence of each document, and the end.
    private let starts: [Int]

    /// Opens `BASE.bin` and `BASE.idx`.
    package init(_ base: String) throws(ShardError) {
        path = base
        bin = try NumberFile(base + ".bin")
        let file = try NumberFile(base + ".idx")
        let index = try MegatronIndex(file)
        width = index.width
        sequences = try index.sequences(in: bin.count)
        starts = try index.documentStarts()
        ends = Self.ends(sequences, starts, width)
        var facts = ShardFacts(ends, width)
        if width == .four { facts.dtype = "int32" }
        facts.storedBytes = bin.count + file.count
        self.facts = facts
    }

    private static func ends(
        _ sequences: [Range<Int>], _ starts: [Int], _ width: TokenWidth
    ) -> DocumentEnds {
        var ends = DocumentEnds()
        for (start, end) in zip(starts, starts.dropFirst()) {
            let bytes = sequences[start..<end].reduce(0) { $0 + $1.count }
            ends.append(tokens: bytes / width.rawValue)
        }
        return ends
    }

    package func readTokens(of number: Int, into tokens: inout [UInt32]) throws(ShardError) {
        _ = try readableRange(of: number)
        tokens.removeAll(keepingCapacity: true)
        for sequence in sequences[starts[number]..<starts[number + 1]] {
            width.unpack(try bin.bytes(sequence), into: &tokens)
        }
        try refuseNegatives(in: tokens, of: number)
    }

    package func mask(of number: Int) throws(ShardError) -> [UInt8] {
        _ = try tokenRange(of: number)
        return []
    }

    package func id(of number: Int) throws(ShardError) -> [UInt8]? {
        _ = try tokenRange(of: number)
        return nil
    }

    package func check(vocabularySize: Int?, into report: inout ShardReport) {
        let used = sequences.last?.upperBound ?? 0
        if used != bin.count || ends.tokens * width.rawValue != bin.count {
            report.add(
                ShardError(
                    .wrongContent, bin.path,
                    "\(bin.count) bytes, the index uses \(ends.tokens * width.rawValue)"))
        }
        report.checkDocuments(of: self, tokenLimit: vocabularySize)
    }
}
