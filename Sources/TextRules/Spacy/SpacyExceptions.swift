// A table of texts that are cut in a fixed way, found by their bytes.
import ByteKernels

/// spaCy's exceptions: each a text and the lengths of the words that it is cut into.
struct SpacyExceptions: Sendable {
    private(set) var texts: [[UInt8]] = []
    private(set) var parts: [[Int]] = []
    private(set) var longest = 0
    /// An open-addressing table: 0, or the upper 48 bits of a hash and a number, counted from 1.
    private var slots = [UInt64](repeating: 0, count: 4096)
    /// For each first byte, a bit for each length that occurs; most texts are told by it.
    private var lengths = [UInt64](repeating: 0, count: 256)
    /// A bit for each value that 13 bits of a hash may have, set where an exception of ASCII
    /// letters alone has it.
    private(set) var letterBits = [UInt64](repeating: 0, count: 128)

    /// - Parameter lines: an exception a line, its words separated by a space.
    init(_ lines: String) {
        for line in lines.split(separator: "\n") {
            add(line.split(separator: " ").map { Array($0.utf8) })
        }
    }

    private mutating func add(_ words: [[UInt8]]) {
        let text = Array(words.joined())
        texts.append(text)
        parts.append(words.map(\.count))
        longest = max(longest, text.count)
        lengths[Int(text[0])] |= 1 << UInt64(text.count)
        let padded = text + [UInt8](repeating: 0, count: 16)
        let hash = padded.withUnsafeBufferPointer { wordHash($0.baseAddress!, text.count) }
        if text.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 }) {
            letterBits[Self.letterBit(hash) >> 6] |= 1 << UInt64(Self.letterBit(hash) & 63)
        }
        var place = Int(hash >> 52)
        while slots[place] != 0 { place = (place + 1) & 4095 }
        slots[place] = hash & ~0xFFFF | UInt64(texts.count)
    }

    /// The place in ``letterBits`` of a hash.
    @inline(__always)
    static func letterBit(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> 51) }

    /// The number of the exception that a text, of which 16 bytes can be read, is.
    @inline(__always)
    func find(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        guard count <= longest, lengths[Int(text[0])] >> UInt64(count) & 1 != 0 else { return nil }
        return look(text, count)
    }

    private func look(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        let hash = wordHash(text, count)
        var place = Int(hash >> 52)
        while slots[place] != 0 {
            let index = Int(slots[place] & 0xFFFF) - 1
            if (slots[place] ^ hash) & ~0xFFFF == 0 && isText(index, text, count) { return index }
            place = (place + 1) & 4095
        }
        return nil
    }

    private func isText(_ index: Int, _ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        texts[index].withUnsafeBufferPointer {
            $0.count == count && areEqual($0.baseAddress!, text, count)
        }
    }
}
