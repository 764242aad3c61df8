// Reads datatrove's token files.

/// An open `.ds` file with its index and, where there are such, its loss mask and metadata.
///
/// The width is what the file's size says: tokens are two or four bytes. Opening checks the index.
package final class DatatroveReader: TokenShardReader {
    package let path: String
    package var facts: ShardFacts
    package let ends: DocumentEnds
    private let file: NumberFile
    private let loss: NumberFile?
    private let width: TokenWidth

    /// Opens `BASE.ds` and `BASE.ds.index`, and `.ds.loss` and `.ds.metadata` where there are such.
    package init(_ base: String) throws(ShardError) {
        path = base
        file = try NumberFile(base + ".ds")
        let index = try NumberFile(base + ".ds.index")
        loss = try NumberFile.ifPresent(base + ".ds.loss")
        let metadata = try NumberFile.ifPresent(base + ".ds.metadata")
        ends = try Self.ends(index, of: file)
        width = try Self.width(ends.tokens, in: file)
        var facts = ShardFacts(ends, width)
        facts.hasMask = loss != nil
        facts.tokenizerSHA256 = try metadata.flatMap { file throws(ShardError) in
            try Self.tokenizer(file, of: facts)
        }
        facts.storedBytes = [file, index, loss, metadata].reduce(0) { $0 + ($1?.count ?? 0) }
        self.facts = facts
        if let loss, loss.count != ends.tokens {
            throw ShardError(.wrongMask, loss.path, "\(loss.count) bytes for \(ends.tokens) tokens")
        }
    }

    private static func ends(
        _ index: NumberFile, of file: NumberFile
    ) throws(ShardError) -> DocumentEnds {
        guard index.count.isMultiple(of: 8) else {
            throw ShardError(
                .damagedIndex, index.path, "\(index.count) bytes are no whole number of ends")
        }
        let numbers = try index.numbers(index.count / 8, width: 8, at: 0)
        return DocumentEnds(
            try risingNumbers(
                numbers, from: 0, upTo: file.count / 2, of: "document", "end", index.path))
    }

    private static func width(
        _ tokens: Int, in file: NumberFile
    ) throws(ShardError) -> TokenWidth {
        guard let width = TokenWidth.allCases.first(where: { tokens * $0.rawValue == file.count })
        else {
            throw ShardError(
                .wrongContent, file.path,
                "\(file.count) bytes, the index says \(tokens) tokens of two or four")
        }
        return width
    }

    /// The tokenizer's digest, where the metadata has one; they have to agree with the index.
    private static func tokenizer(
        _ file: NumberFile, of facts: ShardFacts
    ) throws(ShardError) -> String? {
        // Three short lines: a longer file is something else.
        let bytes = try file.bytes(0..<min(file.count, 1 << 16))
        let metadata = try DatatroveMetadata(reading: bytes, file: file.path)
        guard metadata.tokens == facts.tokens,
            metadata.width == facts.width.rawValue || facts.tokens == 0
        else {
            throw ShardError(
                .wrongContent, file.path,
                "\(metadata.tokens) tokens of \(metadata.width) bytes, the index says "
                    + "\(facts.tokens) of \(facts.width.rawValue)")
        }
        return metadata.tokenizerSHA256
    }

    package func readTokens(of number: Int, into tokens: inout [UInt32]) throws(ShardError) {
        let range = try readableRange(of: number)
        let size = width.rawValue
        tokens.removeAll(keepingCapacity: true)
        width.unpack(
            try file.bytes(range.lowerBound * size..<range.upperBound * size), into: &tokens)
    }

    package func mask(of number: Int) throws(ShardError) -> [UInt8] {
        let range = try readableRange(of: number)
        return try loss?.bytes(range) ?? []
    }

    package func id(of number: Int) throws(ShardError) -> [UInt8]? {
        _ = try tokenRange(of: number)
        return nil
    }
}
