// Bytes that were nearly UTF-8: what was lost on their way is put back, and they are decoded.
import ByteKernels

/// Bytes of one line that may be UTF-8.
struct RepairBytes {
    private(set) var bytes: [UInt8]
    private(set) var restoredSpaces = 0
    private(set) var lossySequences = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private func byte(_ at: Int) -> UInt8 { at < bytes.count ? bytes[at] : 0 }

    /// A byte that continues a sequence, other than A0 and 85.
    private func isSure(_ at: Int) -> Bool {
        byte(at) & 0xC0 == 0x80 && byte(at) != 0xA0 && byte(at) != 0x85
    }

    private func continues(_ at: Int) -> Bool { byte(at) & 0xC0 == 0x80 }

    // MARK: Spaces

    /// Makes the space A0 in sequences that would be UTF-8 then; `à` before a word keeps a space.
    mutating func restoreSpaces() {
        guard bytes.indices.contains(where: { spacedLength($0) > 0 }) else { return }
        separateGraveWords()
        var at = 0
        while at < bytes.count {
            let length = spacedLength(at)
            for i in at..<at + length where bytes[i] == 0x20 {
                bytes[i] = 0xA0
                restoredSpaces += 1
            }
            at += max(1, length)
        }
    }

    /// The length of a sequence in which a space may stand for A0, or 0.
    private func spacedLength(_ at: Int) -> Int {
        let isSpace = { (place: Int) in byte(at + place) == 0x20 }
        switch bytes[at] {
        case 0xC2, 0xC3, 0xC5, 0xCE, 0xD0, 0xD9:
            return isSpace(1) ? 2 : 0
        case 0xE2 where isSpace(1), 0xE3 where isSpace(1):
            return isSure(at + 2) ? 3 : 0
        case 0xE0...0xE3:
            return isSure(at + 1) && isSpace(2) ? 3 : 0
        case 0xF0:
            let spaces = (1...3).count { isSpace($0) }
            return spaces == 1 && (1...3).allSatisfy { isSpace($0) || continues(at + $0) } ? 4 : 0
        default:
            return 0
        }
    }

    /// `Ã la` is `à la`, while `Ã quele` is `àquele`: Portuguese joins `à` and some words.
    private mutating func separateGraveWords() {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 8)
        for at in bytes.indices {
            if at > 0, bytes[at] == 0x20, bytes[at - 1] == 0xC3, !isJoined(at + 1) {
                result.append(0xA0)
                restoredSpaces += 1
            }
            result.append(bytes[at])
        }
        bytes = result
    }

    private func isJoined(_ at: Int) -> Bool {
        Self.joined.contains { bytes[min(at, bytes.count)...].starts(with: $0) }
    }

    private static let joined = [" ", "quele", "quela", "quilo", "s "].map { Array($0.utf8) }

    // MARK: Lost bytes

    /// Sequences of which bytes became 1A (or one `?`) stand for one U+FFFD.
    mutating func replaceLossy() {
        guard bytes.contains(where: { $0 == 0x1A || $0 == 0x3F }) else { return }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 8)
        var at = 0
        while at < bytes.count {
            let length = lossyLength(at)
            if length == 0 {
                result.append(bytes[at])
            } else {
                result.append(contentsOf: [0xEF, 0xBF, 0xBD])
                if length > 1 { lossySequences += 1 }
            }
            at += max(1, length)
        }
        bytes = result
    }

    private func isLost(_ at: Int) -> Bool { byte(at) == 0x1A }
    private func isAsked(_ at: Int) -> Bool { byte(at) == 0x1A || byte(at) == 0x3F }

    private func lossyLength(_ at: Int) -> Int {
        switch bytes[at] {
        case 0x1A:
            return 1
        case 0xC2...0xDF:
            return isLost(at + 1) || (bytes[at] < 0xC4 && isAsked(at + 1)) ? 2 : 0
        case 0xE0...0xEF:
            if bytes[at] == 0xED && isLossyPair(at) { return 6 }
            return isLossy(at, 2) ? 3 : 0
        case 0xF0...0xF4:
            return isLossy(at, 3) ? 4 : 0
        default:
            return 0
        }
    }

    /// Whether all of a sequence's later bytes continue it or are lost, and at least one is lost;
    /// at most one of the lost may be `?`.
    private func isLossy(_ at: Int, _ count: Int) -> Bool {
        let later = at + 1...at + count
        guard later.allSatisfy({ continues($0) || isAsked($0) }) else { return false }
        return later.contains(where: isAsked) && later.count { byte($0) == 0x3F } <= 1
    }

    /// Surrogates in the form of UTF-8, of which one or both have lost their last byte.
    private func isLossyPair(_ at: Int) -> Bool {
        byte(at + 1) & 0xF0 == 0xA0 && byte(at + 3) == 0xED && byte(at + 4) & 0xF0 == 0xB0
            && (isAsked(at + 2) || continues(at + 2)) && (isAsked(at + 5) || continues(at + 5))
            && (isAsked(at + 2) || isAsked(at + 5))
    }

    // MARK: Decoding

    /// The code points, or `nil` where the bytes are no UTF-8. Pairs of surrogates and Java's
    /// two bytes for U+0000 are read too.
    func decoded() -> [UInt32]? {
        var scalars: [UInt32] = []
        scalars.reserveCapacity(bytes.count)
        return bytes.withUnsafeBufferPointer { buffer in
            var at = 0
            while at < buffer.count {
                let (scalar, width) = decodedScalar(
                    buffer.baseAddress! + at, left: buffer.count - at)
                if scalar < 0x110000 {
                    scalars.append(scalar)
                    at += width
                } else if let (scalar, width) = variant(at) {
                    scalars.append(scalar)
                    at += width
                } else {
                    return nil
                }
            }
            return scalars
        }
    }

    private func variant(_ at: Int) -> (UInt32, Int)? {
        // A line feed at the end passes for a continuation, as it does in ftfy's decoder.
        let ends = { (place: Int) in place == bytes.count - 1 && bytes[place] == 0x0A }
        if bytes[at] == 0xC0 { return byte(at + 1) == 0x80 || ends(at + 1) ? (0, 2) : nil }
        guard bytes[at] == 0xED, byte(at + 1) & 0xF0 == 0xA0, continues(at + 2),
            byte(at + 3) == 0xED, byte(at + 4) & 0xF0 == 0xB0, continues(at + 5) || ends(at + 5)
        else { return nil }
        let bits = { (place: Int, mask: UInt8) in UInt32(byte(at + place) & mask) }
        let high = bits(1, 0x0F) << 16 | bits(2, 0x3F) << 10
        return (0x10000 + (high | bits(4, 0x0F) << 6 | bits(5, 0x3F)), 6)
    }
}
