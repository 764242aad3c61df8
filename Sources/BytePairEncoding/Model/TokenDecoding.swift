// How tokens become text again.

/// What decoding does with the tokens' names or bytes.
public enum TokenDecoding: Sendable, Hashable {
    /// Puts the tokens' bytes side by side.
    case bytes
    /// As SentencePiece does it.
    case pieces(PieceDecoding)
    /// Puts the tokens' names side by side with spaces between, as `tokenizers` does without a
    /// decoder.
    case spaced
    /// What a tokenizer.json says, step by step on the list of names.
    case steps([DecodingStep])
}

/// How SentencePiece shows pieces: `▁` as a space, bytes as what they are together, control pieces
/// not at all.
public struct PieceDecoding: Sendable, Hashable {
    /// Whether the space that encoding put before the text goes.
    var dropsFirstSpace: Bool
    /// Whether it does up to the first piece that shows anything.
    var dropsAllSpaces: Bool
    var unknown: UInt32?
    var unknownText: [UInt8]
    /// Whether pieces such as `<0x0A>` are bytes.
    var hasBytes: Bool
}

/// A decoder of a tokenizer.json.
public enum DecodingStep: Sendable, Hashable {
    case byteLevel
    case byteFallback
    case fuse
    /// Takes a character from the ends of each token, at most so many.
    case strip(UInt32, start: Int, stop: Int)
    case replace([UInt8], with: [UInt8])
    case replaceRegex(SplitRegex, with: [UInt8])
    /// Writes spaces for marks, none for those of the first token where encoding put one there.
    case metaspace(mark: [UInt8], drops: Bool)
    /// Writes spaces for the ends of words, none for the last.
    case endOfWord([UInt8])
    /// Puts spaces between words, whose other tokens begin with `prefix`.
    case wordPiece(prefix: [UInt8], cleansUp: Bool)
}

extension DecodingStep {
    /// What it makes of the tokens.
    func apply(to tokens: [[UInt8]]) -> [[UInt8]] {
        switch self {
        case .byteLevel:
            let bytes = tokens.flatMap { ByteAlphabet.decode($0) ?? $0 }
            return [Array(String(decoding: bytes, as: UTF8.self).utf8)]
        case .byteFallback: return Self.bytesJoined(tokens)
        case .fuse: return [tokens.flatMap { $0 }]
        case .strip(let scalar, let start, let stop):
            return tokens.map { Self.strip($0, scalar, start, stop) }
        case .replace(let old, let new):
            return tokens.map { $0.replacing(old, with: new) }
        case .replaceRegex(let regex, let new):
            return tokens.map { token in
                var text = PreparedText()
                token.withUnsafeBufferPointer { text.begin($0) }
                text.apply(TextPreparation([.replaceRegex(regex, with: new)]), isFirst: true)
                return text.bytes
            }
        case .metaspace(let mark, let drops):
            return tokens.enumerated().map { index, token in
                token.replacing(mark, with: index == 0 && drops ? [] : [32])
            }
        case .endOfWord(let suffix):
            return tokens.enumerated().map { index, token in
                token.replacing(suffix, with: index + 1 == tokens.count ? [] : [32])
            }
        case .wordPiece(let prefix, let cleansUp):
            return tokens.enumerated().map { index, token in
                let word = index == 0 ? token : Self.continued(token, prefix)
                return cleansUp ? Self.cleaned(word) : word
            }
        }
    }

    /// Byte tokens in a row become their text; each U+FFFD where they are none.
    private static func bytesJoined(_ tokens: [[UInt8]]) -> [[UInt8]] {
        var result: [[UInt8]] = []
        var held: [UInt8] = []
        func flush() {
            if held.isEmpty { return }
            result += isValidUTF8(held) ? [held] : held.map { _ in [0xEF, 0xBF, 0xBD] }
            held = []
        }
        for token in tokens {
            if let byte = byte(named: token[...]) {
                held.append(byte)
            } else {
                flush()
                result.append(token)
            }
        }
        flush()
        return result
    }

    private static func strip(
        _ token: [UInt8], _ scalar: UInt32, _ start: Int, _ stop: Int
    ) -> [UInt8] {
        let scalars = Array(String(decoding: token, as: UTF8.self).unicodeScalars)
        let first = scalars.prefix(start).prefix { $0.value == scalar }.count
        let last = scalars.suffix(stop).reversed().prefix { $0.value == scalar }.count
        if first + last >= scalars.count { return [] }
        return scalars[first..<scalars.count - last].flatMap(\.utf8Bytes)
    }

    private static func continued(_ token: [UInt8], _ prefix: [UInt8]) -> [UInt8] {
        token.starts(with: prefix) ? Array(token.dropFirst(prefix.count)) : [32] + token
    }

    private static func cleaned(_ word: [UInt8]) -> [UInt8] {
        let changes: KeyValuePairs = [
            " .": ".", " ?": "?", " !": "!", " ,": ",", " ' ": "'", " n't": "n't", " 'm": "'m",
            " do not": " don't", " 's": "'s", " 've": "'ve", " 're": "'re",
        ]
        return changes.reduce(word) { word, change in
            word.replacing(Array(change.key.utf8), with: Array(change.value.utf8))
        }
    }
}

extension [UInt8] {
    /// Every place of a string that is not empty replaced, from the left.
    func replacing(_ old: [UInt8], with new: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        withPretokenText { text in
            var at = 0
            while let match = text.firstMatch(of: old, from: at) {
                result += self[at..<match.lowerBound] + new
                at = match.upperBound
            }
            result += self[at...]
        }
        return result
    }
}
