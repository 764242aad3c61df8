// Decodes HTML character references, named and numbered, as browsers do.

/// The named references of HTML.
struct CharacterReferences: Sendable {
    /// What a reference means: one character or two, the second 0 where there is none.
    private struct Meaning: Equatable {
        var first: UInt32 = 0
        var second: UInt32 = 0
    }

    /// By the hash of the name.
    private var meanings: HashTable<UInt64, Meaning>

    /// The longest name in the standard's list is 32 bytes with its semicolon.
    private static let longestName = 32

    init() {
        let lines = namedReferences.bytes.split(separator: UInt8(ascii: "\n"))
        meanings = HashTable(count: lines.count, absent: Meaning())
        for line in lines {
            let fields = line.split(separator: 0x20)
            let scalars = fields.dropFirst().map(Self.hexadecimal)
            meanings[fields[0].reduce(Self.seed, Self.step)] = Meaning(
                first: scalars[0], second: scalars.count > 1 ? scalars[1] : 0)
        }
    }

    /// Decodes the reference at `at`, where an ampersand stands, and appends what it means.
    /// Returns the index after it; an ampersand that starts no reference is itself.
    func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ end: Int, into text: inout [UInt8]
    ) -> Int {
        if at + 1 < end, bytes[at + 1] == UInt8(ascii: "#") {
            return number(bytes, at, end, into: &text)
        }
        return name(bytes, at, end, into: &text)
    }

    /// The longest known name wins: `&notit;` is `¬it;`, as `not` needs no semicolon.
    private func name(
        _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ end: Int, into text: inout [UInt8]
    ) -> Int {
        var best: (Meaning, Int)?
        var hash = Self.seed
        var next = at + 1
        let limit = min(end, at + 1 + Self.longestName)
        while next < limit {
            let byte = bytes[next]
            guard isASCIILetter(byte) || isASCIIDigit(byte) || byte == 0x3B else { break }
            hash = Self.step(hash, byte)
            next += 1
            let meaning = meanings[hash]
            if meaning.first != 0 { best = (meaning, next) }
            if byte == 0x3B { break }
        }
        guard let (meaning, after) = best else {
            text.append(UInt8(ascii: "&"))
            return at + 1
        }
        appendUTF8(meaning.first, to: &text)
        if meaning.second != 0 { appendUTF8(meaning.second, to: &text) }
        return after
    }

    /// `&#146;` and its like are windows-1252's characters, not controls (HTML standard, 13.2.5.80).
    private func number(
        _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ end: Int, into text: inout [UInt8]
    ) -> Int {
        var next = at + 2
        let isHexadecimal = next < end && bytes[next] | 0x20 == UInt8(ascii: "x")
        if isHexadecimal { next += 1 }
        let digits = next
        var value: UInt32 = 0
        while next < end, let digit = Self.digit(bytes[next], isHexadecimal) {
            value = min(value * (isHexadecimal ? 16 : 10) + digit, 0x110000)
            next += 1
        }
        guard next > digits else {
            text.append(UInt8(ascii: "&"))
            return at + 1
        }
        if value == 0 { value = 0xFFFD }
        appendUTF8(value < 0x100 ? windows1252Scalar(UInt8(value)) : value, to: &text)
        return next < end && bytes[next] == 0x3B ? next + 1 : next
    }

    private static func digit(_ byte: UInt8, _ isHexadecimal: Bool) -> UInt32? {
        isHexadecimal || isASCIIDigit(byte) ? hexadecimalDigit(byte).map(UInt32.init) : nil
    }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    private static func hexadecimal(_ digits: some Sequence<UInt8>) -> UInt32 {
        digits.reduce(0) { $0 * 16 + UInt32(hexadecimalDigit($1) ?? 0) }
    }
}
