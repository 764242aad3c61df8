// Text as the language model reads it: lower-case letters and single blanks.
import ByteKernels

/// Reduces text to what tells languages apart: letters and marks in lower case, apostrophes, and
/// one blank for each run of anything else.
///
/// Joiners (U+200C, U+200D) vanish, bytes that aren't UTF-8 count as blanks.
public struct LetterText: Sendable {
    /// For a scalar below 0x3000: 0 for a blank, 1 for nothing, otherwise the scalar in lower case.
    private let folded: FlatStorage<UInt16>
    private static let foldedCount: UInt32 = 0x3000
    private static let letterOrMark = GeneralCategory.letterMask | GeneralCategory.markMask

    public init() {
        folded = FlatStorage(count: Int(Self.foldedCount), repeating: 0)
        for scalar in 0..<Self.foldedCount {
            folded.base[Int(scalar)] = Self.fold(scalar)
        }
    }

    private static func fold(_ scalar: UInt32) -> UInt16 {
        if scalar == 0x27 || scalar == 0x2019 { return UInt16(scalar) }
        if scalar == 0x200C || scalar == 0x200D { return 1 }
        guard GeneralCategory(scalar).bit & letterOrMark != 0, let known = Unicode.Scalar(scalar)
        else { return 0 }
        let lower = known.properties.lowercaseMapping.unicodeScalars
        guard let first = lower.first, lower.count == 1, first.value <= 0xFFFF else {
            return UInt16(scalar)
        }
        return UInt16(first.value)
    }

    /// Appends the reduced text, with a blank before it if `out` has anything.
    public func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        // A scalar of two bytes can become one of three.
        let old = out.count
        out.append(contentsOf: repeatElement(0, count: text.count + text.count / 2 + 8))
        let count = out.withUnsafeMutableBufferPointer { buffer in
            write(text, to: buffer.baseAddress! + old, isFirst: old == 0)
        }
        out.removeLast(out.count - old - count)
    }

    /// Appends the whole text with its letters in lower case and blanks for line feeds.
    func appendLowercase(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        guard let bytes = text.baseAddress else { return }
        let old = out.count
        out.append(contentsOf: repeatElement(0, count: text.count + text.count / 2 + 8))
        let count = out.withUnsafeMutableBufferPointer { buffer in
            var position = 0
            var to = buffer.baseAddress! + old
            while position < text.count {
                let (scalar, width) = Self.decode(bytes + position, left: text.count &- position)
                let letter = fold(scalar)
                if letter > 1, scalar > 0 {
                    to += Self.encode(letter, to: to)
                } else {
                    to.update(from: bytes + position, count: width)
                    if scalar == 0x0A { to[0] = 0x20 }
                    to += width
                }
                position &+= width
            }
            return to - buffer.baseAddress!
        }
        out.removeLast(out.count - count)
    }

    /// Returns how many bytes were written.
    private func write(
        _ text: UnsafeBufferPointer<UInt8>, to out: UnsafeMutablePointer<UInt8>, isFirst: Bool
    ) -> Int {
        guard let bytes = text.baseAddress else { return 0 }
        var position = 0
        var count = 0
        var needsBlank = !isFirst
        var isBlank = false
        while position < text.count {
            let (scalar, width) = Self.decode(bytes + position, left: text.count &- position)
            position &+= width
            let letter = fold(scalar)
            guard letter > 1 else {
                isBlank = isBlank || letter == 0
                continue
            }
            if needsBlank && (isBlank || count == 0) {
                out[count] = 0x20
                count &+= 1
            }
            needsBlank = true
            isBlank = false
            count &+= Self.encode(letter, to: out + count)
        }
        return count
    }

    @inline(__always)
    private func fold(_ scalar: UInt32) -> UInt32 {
        if scalar < Self.foldedCount { return UInt32(folded.base[Int(scalar)]) }
        return Self.isLetterOrMark(scalar) ? scalar : 0
    }

    @inline(__always)
    static func isLetterOrMark(_ scalar: UInt32) -> Bool {
        GeneralCategory(scalar).bit & letterOrMark != 0
    }

    /// The scalar at `bytes` and its width; 0 and 1 for a byte that begins no valid UTF-8.
    @inline(__always)
    static func decode(_ bytes: UnsafePointer<UInt8>, left: Int) -> (UInt32, Int) {
        let first = UInt32(bytes[0])
        if first < 0x80 { return (first, 1) }
        if first < 0xE0 {
            guard first >= 0xC2, left > 1, bytes[1] & 0xC0 == 0x80 else { return (0, 1) }
            return ((first & 0x1F) << 6 | UInt32(bytes[1] & 0x3F), 2)
        }
        if first < 0xF0 {
            guard left > 2, bytes[1] & 0xC0 == 0x80, bytes[2] & 0xC0 == 0x80 else { return (0, 1) }
            let scalar =
                (first & 0x0F) << 12 | UInt32(bytes[1] & 0x3F) << 6 | UInt32(bytes[2] & 0x3F)
            return scalar >= 0x800 && scalar & 0xF800 != 0xD800 ? (scalar, 3) : (0, 1)
        }
        guard first < 0xF5, left > 3, bytes[1] & 0xC0 == 0x80, bytes[2] & 0xC0 == 0x80,
            bytes[3] & 0xC0 == 0x80
        else { return (0, 1) }
        let scalar =
            (first & 0x07) << 18 | UInt32(bytes[1] & 0x3F) << 12 | UInt32(bytes[2] & 0x3F) << 6
            | UInt32(bytes[3] & 0x3F)
        return scalar >= 0x10000 && scalar < 0x110000 ? (scalar, 4) : (0, 1)
    }

    @inline(__always)
    static func encode(_ scalar: UInt32, to out: UnsafeMutablePointer<UInt8>) -> Int {
        if scalar < 0x80 {
            out[0] = UInt8(truncatingIfNeeded: scalar)
            return 1
        }
        let last = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        if scalar < 0x800 {
            out[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
            out[1] = last
            return 2
        }
        let middle = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
        if scalar < 0x10000 {
            out[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
            out[1] = middle
            out[2] = last
            return 3
        }
        out[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
        out[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
        out[2] = middle
        out[3] = last
        return 4
    }
}
