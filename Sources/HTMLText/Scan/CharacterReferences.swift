// Decodes HTML character references, named and numbered, as browsers do.

/// The named references of HTML, found by hash.
struct CharacterReferences {
    private struct Entry {
        var hash: UInt64 = 0
        var first: UInt32 = 0
        var second: UInt32 = 0
    }

    private static let slots = 8192
    private var entries = [Entry](repeating: Entry(), count: slots)

    /// The longest name in the standard's list is 32 bytes with its semicolon.
    private static let longestName = 32

    init() {
        let table = UnsafeBufferPointer(
            start: namedReferences.utf8Start, count: namedReferences.utf8CodeUnitCount)
        for line in table.split(separator: UInt8(ascii: "\n")) { insert(line) }
    }

    private mutating func insert(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
        let fields = line.split(separator: 0x20)
        var entry = Entry(hash: Self.hash(fields[0]), first: Self.hexadecimal(fields[1]))
        if fields.count > 2 { entry.second = Self.hexadecimal(fields[2]) }
        var slot = Int(entry.hash % UInt64(Self.slots))
        while entries[slot].hash != 0 { slot = (slot + 1) % Self.slots }
        entries[slot] = entry
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
        var best: (Entry, Int)?
        var hash = Self.seed
        var next = at + 1
        let limit = min(end, at + 1 + Self.longestName)
        while next < limit {
            let byte = bytes[next]
            guard Self.isNamePart(byte) || byte == 0x3B else { break }
            hash = Self.step(hash, byte)
            next += 1
            if let entry = find(hash) { best = (entry, next) }
            if byte == 0x3B { break }
        }
        guard let (entry, after) = best else {
            text.append(UInt8(ascii: "&"))
            return at + 1
        }
        appendUTF8(entry.first, to: &text)
        if entry.second != 0 { appendUTF8(entry.second, to: &text) }
        return after
    }

    private func find(_ hash: UInt64) -> Entry? {
        var slot = Int(hash % UInt64(Self.slots))
        while entries[slot].hash != 0 {
            if entries[slot].hash == hash { return entries[slot] }
            slot = (slot + 1) % Self.slots
        }
        return nil
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
        if byte &- 0x30 < 10 { return UInt32(byte &- 0x30) }
        let letter = (byte | 0x20) &- 0x61
        return isHexadecimal && letter < 6 ? UInt32(letter) + 10 : nil
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
    }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    private static func hash(_ name: some Sequence<UInt8>) -> UInt64 {
        name.reduce(seed, step)
    }

    private static func hexadecimal(_ digits: some Sequence<UInt8>) -> UInt32 {
        digits.reduce(0) { $0 * 16 + (digit($1, true) ?? 0) }
    }
}
