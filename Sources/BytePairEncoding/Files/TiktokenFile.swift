// Reads and writes tiktoken's rank files: base64 bytes, a space and the rank on each line.

/// The tokens of a `.tiktoken` file; the rank of a token is its id.
public enum TiktokenFile {
    /// The tokens by rank.
    public static func read(_ file: [UInt8]) throws(TokenizerError) -> [[UInt8]?] {
        var tokens: [[UInt8]?] = []
        var number = 0
        for line in file.split(separator: 10) {
            number += 1
            let parts = line.split(separator: 32)
            if parts.isEmpty { continue }
            guard parts.count == 2, let bytes = Base64.decode(parts[0]), !bytes.isEmpty,
                let rank = UInt32(String(decoding: parts[1].filter { $0 != 13 }, as: UTF8.self)),
                rank < 1 << 24
            else { throw TokenizerError(.damagedFile, "line \(number) is not base64 and a rank") }
            while tokens.count <= Int(rank) { tokens.append(nil) }
            if tokens[Int(rank)] != nil { throw TokenizerError(.duplicateID, "rank \(rank)") }
            tokens[Int(rank)] = bytes
        }
        return tokens
    }

    /// One line per token, in rank order.
    public static func write(_ tokens: [[UInt8]?]) -> [UInt8] {
        var file: [UInt8] = []
        for (rank, token) in tokens.enumerated() {
            guard let token else { continue }
            file += Base64.encode(token) + Array(" \(rank)\n".utf8)
        }
        return file
    }
}

extension Tokenizer {
    /// A tokenizer of ranked tokens: any two neighbours may merge whose bytes together are a token,
    /// the smallest rank first.
    public convenience init(
        ranked tokens: [[UInt8]?], split: SplitPattern, specialTokens: [SpecialToken] = []
    ) throws(TokenizerError) {
        var all = tokens
        for token in specialTokens {
            guard token.id < 1 << 24 else {
                throw TokenizerError(.invalidToken, "id \(token.id) is too large")
            }
            while all.count <= Int(token.id) { all.append(nil) }
            if all[Int(token.id)] != nil {
                throw TokenizerError(.duplicateID, "special token \(text(token.text))")
            }
            all[Int(token.id)] = token.text
        }
        let merges = RankedMerges.recover(from: Vocabulary(tokens))
        try self.init(
            vocabulary: Vocabulary(all), merges: merges, split: split, specialTokens: specialTokens)
    }
}

/// Finds the merges behind a ranked vocabulary.
enum RankedMerges {
    /// For each token, by rank, the one pair that its own bytes come down to under the merges
    /// before it. A token that does not come down to two parts can never arise and has no merge.
    static func recover(from vocabulary: Vocabulary) -> [Merge] {
        let table = MergeTable(capacity: vocabulary.tokenCount)
        let merger = WordMerger()
        let bytes = (0...255).map { vocabulary.id(of: CollectionOfOne(UInt8($0))) ?? .max }
        var merges: [Merge] = []
        var parts: [UInt32] = []
        for id in 0..<UInt32(vocabulary.idBound) where vocabulary.byteCount(id) > 1 {
            parts.removeAll(keepingCapacity: true)
            for byte in vocabulary[id] { parts.append(bytes[Int(byte)]) }
            if parts.contains(.max) { continue }
            merger.merge(&parts, with: table)
            guard parts.count == 2 else { continue }
            let merge = Merge(left: parts[0], right: parts[1], result: id)
            table.insert(merge, rank: Int(id))
            merges.append(merge)
        }
        return merges
    }
}

/// Base64 with padding, as in RFC 4648.
enum Base64 {
    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: .max, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bits: UInt32 = 0
        var held = 0
        var result: [UInt8] = []
        var padding = 0
        for byte in text {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = values[Int(byte)]
            if value == .max || padding > 0 { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        return text.count % 4 == 0 && padding <= 2 ? result : nil
    }

    static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var held = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            held += 8
            while held >= 6 {
                held -= 6
                result.append(digits[Int(bits >> UInt32(held) & 63)])
            }
        }
        if held > 0 { result.append(digits[Int(bits << UInt32(6 - held) & 63)]) }
        while result.count % 4 != 0 { result.append(UInt8(ascii: "=")) }
        return result
    }
}
