// Reads flat token files, Winnow's own and those of nanoGPT and its kin.

/// An open `.bin` or `.npy` with what stands beside it.
///
/// A `.bin` doesn't say what its tokens are: without `NAME.facts.json` they are taken for u16, as
/// nanoGPT writes them. Without `NAME.ends` nothing tells documents apart, and stretches of 2²⁰ tokens
/// stand in their place.
package final class FlatReader: TokenShardReader {
    package let path: String
    package var facts: ShardFacts
    package let ends: DocumentEnds
    private let file: NumberFile
    /// Where the tokens begin.
    private let start: Int
    private let mask: NumberFile?
    private let digests: [(name: String, value: String)]
    private static let stretch = 1 << 20

    /// - Parameter isArray: whether the file is a numpy array.
    init(_ base: String, isArray: Bool) throws(ShardError) {
        path = base
        file = try NumberFile(base + FlatFiles.ending(isArray: isArray))
        let told = try FlatFacts(base + FlatFiles.facts)
        let array = isArray ? try NumpyHeader(file) : nil
        let width = array?.width ?? told?.width ?? .two
        start = array?.start ?? 0
        let count = (file.count - start) / width.rawValue
        guard start + count * width.rawValue == file.count else {
            throw ShardError(
                .wrongContent, file.path,
                "\(file.count) bytes are no whole number of tokens of \(width.rawValue)")
        }
        mask = try NumberFile.ifPresent(base + FlatFiles.mask)
        let index = try NumberFile.ifPresent(base + FlatFiles.ends)
        ends = try Self.ends(index, tokens: count)
        digests = told?.digests ?? []
        var facts = ShardFacts(ends, width)
        facts.dtype = array?.dtype ?? width.dtype
        facts.vocabularySize = told?.vocabularySize
        facts.tokenizerSHA256 = told?.tokenizerSHA256
        facts.sequenceLength = told?.sequenceLength ?? 0
        facts.hasMask = mask != nil
        facts.tellsDocuments = index != nil
        facts.storedBytes =
            file.count + (index?.count ?? 0) + (mask?.count ?? 0) + (told?.bytes.count ?? 0)
        self.facts = facts
        try check(told, base)
    }

    private func check(_ told: FlatFacts?, _ base: String) throws(ShardError) {
        if let told,
            told.tokens != facts.tokens || told.width != facts.width
                || told.documents != facts.documents && facts.tellsDocuments
        {
            throw ShardError(
                .wrongContent, file.path,
                "\(facts.tokens) tokens in \(facts.documents) documents, \(FlatFiles.facts) says "
                    + "\(told.tokens) in \(told.documents)")
        }
        if facts.tellsDocuments, let end = ends.sequenceBreak(every: facts.sequenceLength) {
            throw ShardError(
                .damagedIndex, base + FlatFiles.ends,
                "no document ends at token \(end), where a sequence does")
        }
        if let mask, mask.count != facts.tokens {
            throw ShardError(
                .wrongMask, mask.path, "\(mask.count) bytes for \(facts.tokens) tokens")
        }
        let there = [FlatFiles.ends: facts.tellsDocuments, FlatFiles.mask: mask != nil]
        for digest in digests where there[digest.name] == false {
            throw ShardError(.unreadable, base + digest.name, "it is missing")
        }
    }

    private static func ends(
        _ index: NumberFile?, tokens: Int
    ) throws(ShardError) -> DocumentEnds {
        guard let index else {
            let inner = stride(from: stretch, to: tokens, by: stretch)
            return DocumentEnds(Array(inner) + (tokens > 0 ? [tokens] : []))
        }
        let numbers = try index.numbers(index.count / 8, width: 8, at: 0)
        let ends = try risingNumbers(
            numbers, from: 0, upTo: tokens, of: "document", "end", index.path)
        guard index.count.isMultiple(of: 8), ends.last ?? 0 == tokens else {
            throw ShardError(
                .damagedIndex, index.path,
                "\(index.count) bytes, its last end is \(ends.last ?? 0) of \(tokens) tokens")
        }
        return DocumentEnds(ends)
    }

    package func readTokens(of number: Int, into tokens: inout [UInt32]) throws(ShardError) {
        let range = try readableRange(of: number)
        let size = facts.width.rawValue
        tokens.removeAll(keepingCapacity: true)
        facts.width.unpack(
            try file.bytes(start + range.lowerBound * size..<start + range.upperBound * size),
            into: &tokens)
        try refuseNegatives(in: tokens, of: number)
    }

    package func mask(of number: Int) throws(ShardError) -> [UInt8] {
        let range = try readableRange(of: number)
        return try mask?.bytes(range) ?? []
    }

    package func id(of number: Int) throws(ShardError) -> [UInt8]? {
        _ = try tokenRange(of: number)
        return nil
    }

    package func check(vocabularySize: Int?, into report: inout ShardReport) {
        for digest in digests { report.check([("sha256", digest.value)], of: path + digest.name) }
        report.checkDocuments(of: self, tokenLimit: vocabularySize ?? facts.vocabularySize)
    }
}
