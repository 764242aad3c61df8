// Reads RWKV's vocabulary: an id, a Python literal and its length in bytes on each line.

extension Tokenizer {
    /// Whether a file begins as RWKV's vocabulary does.
    public static func isRWKV(_ file: [UInt8]) -> Bool {
        (try? RWKVLine(file.prefix(1 << 16).prefix { $0 != 10 })) != nil
    }

    /// Reads RWKV's vocabulary. A text is cut from the left, the longest token each time; the id 0,
    /// which the file leaves out, is the end of a text.
    public convenience init(rwkv file: [UInt8]) throws(TokenizerError) {
        var table = TokenTable()
        for (index, line) in file.split(separator: 10, omittingEmptySubsequences: false)
            .enumerated()
        where !line.isEmpty {
            do {
                let line = try RWKVLine(line)
                try table.set(line.id, line.token)
            } catch {
                throw TokenizerError(error.code, "line \(index + 1): \(error.context)")
            }
        }
        let end = Array("<|endoftext|>".utf8)
        try table.set(0, end)
        let vocabulary = Vocabulary(table.tokens, hidden: [0])
        guard (0...255).allSatisfy({ vocabulary.id(of: CollectionOfOne(UInt8($0))) != nil }) else {
            throw TokenizerError(.damagedFile, "a vocabulary of RWKV without all bytes")
        }
        var parts = TokenizerParts(
            vocabulary: vocabulary, merges: [], preTokenizer: PreTokenizer([]))
        parts.segmentation = .longest
        parts.addedTokens = [AddedToken(id: 0, text: end)]
        parts.roles.end = end
        try self.init(parts)
    }
}

/// One token: `257 '\t\t' 2` or `256 b'\xff' 1`.
private struct RWKVLine {
    let id: UInt32
    let token: [UInt8]

    init(_ line: some BidirectionalCollection<UInt8>) throws(TokenizerError) {
        let line = line.last == 13 ? Array(line.dropLast()) : Array(line)
        guard let first = line.firstIndex(of: 32), let last = line.lastIndex(of: 32), first < last,
            let id = Self.number(line[..<first]), let count = Self.number(line[(last + 1)...]),
            let token = PythonLiteral.bytes(of: line[(first + 1)..<last])
        else { throw TokenizerError(.damagedFile, "not an id, a Python literal and a length") }
        guard token.count == Int(count), !token.isEmpty else {
            throw TokenizerError(.invalidToken, "a token of other than \(count) bytes")
        }
        self.id = id
        self.token = token
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
        let isPlain = digits.allSatisfy { (48...57).contains($0) }
        return isPlain ? UInt32(String(decoding: digits, as: UTF8.self)) : nil
    }
}

/// Texts and bytes as Python's `repr` writes them.
private enum PythonLiteral {
    /// The bytes of a literal, text as UTF-8; nil for anything else.
    static func bytes(of literal: ArraySlice<UInt8>) -> [UInt8]? {
        let isBytes = literal.first == UInt8(ascii: "b")
        let quoted = isBytes ? literal.dropFirst() : literal
        guard quoted.count >= 2, let quote = quoted.first, quoted.last == quote,
            quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
        else { return nil }
        var rest = quoted.dropFirst().dropLast()
        var result: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == quote { return nil }
            if byte != UInt8(ascii: "\\") {
                result.append(byte)
            } else {
                guard let value = escaped(&rest, isBytes) else { return nil }
                if isBytes {
                    result.append(UInt8(truncatingIfNeeded: value))
                } else {
                    guard let scalar = Unicode.Scalar(value) else { return nil }
                    result += scalar.utf8Bytes
                }
            }
        }
        return result
    }

    /// The character after a backslash.
    private static func escaped(_ rest: inout ArraySlice<UInt8>, _ isBytes: Bool) -> UInt32? {
        switch rest.popFirst() {
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        case UInt8(ascii: "\\"): 92
        case UInt8(ascii: "'"): 39
        case UInt8(ascii: "\""): 34
        case UInt8(ascii: "x"): hex(&rest, 2)
        case UInt8(ascii: "u") where !isBytes: hex(&rest, 4)
        case UInt8(ascii: "U") where !isBytes: hex(&rest, 8)
        default: nil
        }
    }

    private static func hex(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = rest.popFirst().flatMap(hexDigit) else { return nil }
            value = value &<< 4 | digit
        }
        return value
    }
}
