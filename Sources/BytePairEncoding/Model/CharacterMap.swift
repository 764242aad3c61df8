// SentencePiece's precompiled table of normalizations: strings and what they become.

/// What strings become, longest first: a double-array trie over the bytes of the strings, and
/// behind it the texts that they become, each ended by a zero.
public struct CharacterMap: Sendable, Hashable {
    private let units: [UInt32]
    private let texts: [UInt8]
    /// Whether a string begins with a byte.
    private let mayBegin: [Bool]

    /// Throws `damagedFile` for what is no such table.
    init(_ bytes: [UInt8]) throws(TokenizerError) {
        let size = bytes.count > 4 ? Int(Self.number(bytes, 0)) : 0
        guard size >= 4, size % 4 == 0, size < bytes.count - 4 else {
            throw TokenizerError(.damagedFile, "the normalization table of a SentencePiece model")
        }
        units = stride(from: 4, to: 4 + size, by: 4).map { Self.number(bytes, $0) }
        texts = Array(bytes[(4 + size)...])
        let root = Self.offset(units[0])
        mayBegin = (0...255).map { [units] byte in
            let place = root ^ byte
            return place < units.count && Self.label(units[place]) == UInt32(byte)
        }
    }

    private static func number(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        bytes[at..<at + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The layout of a unit is that of darts-clone.
    @inline(__always)
    private static func offset(_ unit: UInt32) -> Int {
        Int((unit &>> 10) &<< ((unit & 1 << 9) &>> 6))
    }

    @inline(__always)
    private static func label(_ unit: UInt32) -> UInt32 { unit & (1 << 31 | 0xFF) }

    @inline(__always)
    private static func hasLeaf(_ unit: UInt32) -> Bool { unit &>> 8 & 1 == 1 }

    /// The longest string at `start`: the place of what it becomes among the texts, and its end.
    @inline(__always)
    func longest(in text: PretokenText, from start: Int) -> (text: Int, end: Int)? {
        if !mayBegin[Int(text[start])] { return nil }
        var found: (Int, Int)?
        var place = Self.offset(units[0])
        var at = start
        while at < text.count {
            place ^= Int(text[at])
            guard place < units.count, Self.label(units[place]) == UInt32(text[at]) else { break }
            let unit = units[place]
            place ^= Self.offset(unit)
            at &+= 1
            if Self.hasLeaf(unit), place < units.count {
                found = (Int(units[place] & ~(1 << 31)), at)
            }
        }
        return found
    }

    /// The shortest string at the beginning: the place of what it becomes among the texts. A zero
    /// ends the search.
    func shortest(in text: PretokenText) -> Int? {
        var place = Self.offset(units[0])
        for byte in text.buffer.prefix(while: { $0 != 0 }) {
            place ^= Int(byte)
            guard place < units.count, Self.label(units[place]) == UInt32(byte) else { return nil }
            let unit = units[place]
            place ^= Self.offset(unit)
            if Self.hasLeaf(unit) {
                guard place < units.count else { return nil }
                return Int(units[place] & ~(1 << 31))
            }
        }
        return nil
    }

    /// The bytes of the file.
    var file: [UInt8] {
        var bytes: [UInt8] = []
        for unit in [UInt32(units.count * 4)] + units {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: unit >> shift))
            }
        }
        return bytes + texts
    }

    /// Lends the texts.
    func withTexts(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        texts.withUnsafeBufferPointer(body)
    }

    /// Whether a string begins with a byte.
    func begins(with byte: UInt8) -> Bool { mayBegin[Int(byte)] }
}
