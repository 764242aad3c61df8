// Reads a shard in Winnow's own format: any document or range, decoding only the frames it lies in.
import FileFormats

/// An open shard: NAME.tokens.zst, NAME.index.zst and, where there is a mask, NAME.mask.zst.
///
///     let shard = try WinnowReader("tokens/00000-00000")
///     let tokens = try shard.tokens(of: 17)
package final class WinnowReader: TokenShardReader {
    package let path: String
    package let index: WinnowIndex
    package var facts: ShardFacts
    private let tokensFile: SeekableZstdFile
    private let maskFile: SeekableZstdFile?
    private var buffer: [UInt8] = []

    /// Opens the shard whose files have this common path.
    package init(_ base: String) throws(ShardError) {
        path = base
        let files = WinnowFiles(base)
        index = try files.readIndex()
        let tokens = index.ends.tokens
        tokensFile = try Self.open(files.tokens, holding: tokens * index.width.rawValue)
        maskFile = index.hasMask ? try Self.open(files.mask, holding: tokens) : nil
        facts = Self.facts(index, files)
    }

    private static func open(
        _ path: String, holding count: Int
    ) throws(ShardError) -> SeekableZstdFile {
        let file = try WinnowFiles.open(path)
        guard file.count == count else {
            throw ShardError(
                .wrongContent, path, "it holds \(file.count) bytes, the index says \(count)")
        }
        return file
    }

    /// What the index says, and the sizes of those files that there are.
    static func facts(_ index: WinnowIndex, _ files: WinnowFiles) -> ShardFacts {
        var facts = ShardFacts(index.ends, index.width)
        facts.vocabularySize = index.vocabularySize
        facts.tokenizerSHA256 = hexDigits(index.tokenizerDigest)
        facts.hasMask = index.hasMask
        facts.hasIDs = true
        facts.sequenceLength = index.sequenceLength
        let paths = files.digested(hasMask: index.hasMask) + [files.digests]
        for path in paths { facts.storedBytes += (try? NumberFile(path).count) ?? 0 }
        return facts
    }

    package var ends: DocumentEnds { index.ends }

    package func readTokens(of number: Int, into tokens: inout [UInt32]) throws(ShardError) {
        try read(readableRange(of: number), into: &tokens)
    }

    package func mask(of number: Int) throws(ShardError) -> [UInt8] {
        try mask(in: readableRange(of: number))
    }

    package func id(of number: Int) throws(ShardError) -> [UInt8]? {
        _ = try tokenRange(of: number)
        return Array(index.id(of: number))
    }

    /// Replaces `tokens` by the tokens in `range`, counted from the shard's start.
    package func read(_ range: Range<Int>, into tokens: inout [UInt32]) throws(ShardError) {
        try fill(from: tokensFile, range, width: index.width.rawValue)
        tokens.removeAll(keepingCapacity: true)
        index.width.unpack(buffer, into: &tokens)
    }

    /// The tokens in `range`, counted from the shard's start.
    package func tokens(in range: Range<Int>) throws(ShardError) -> [UInt32] {
        var tokens: [UInt32] = []
        try read(range, into: &tokens)
        return tokens
    }

    /// The mask's bytes in `range`; empty where the shard has no mask.
    package func mask(in range: Range<Int>) throws(ShardError) -> [UInt8] {
        guard let maskFile else { return [] }
        try fill(from: maskFile, range, width: 1)
        return buffer
    }

    private func fill(
        from file: SeekableZstdFile, _ range: Range<Int>, width: Int
    ) throws(ShardError) {
        guard range.lowerBound >= 0, range.upperBound <= ends.tokens else {
            throw ShardError(.outOfRange, path, "tokens \(range) of \(ends.tokens)")
        }
        buffer.removeAll(keepingCapacity: true)
        do {
            try file.read(range.lowerBound * width..<range.upperBound * width, into: &buffer)
        } catch {
            throw ShardError(error)
        }
    }
}
