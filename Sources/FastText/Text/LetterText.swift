// Text as the language model reads it: lower-case letters and single blanks.
import ByteKernels

/// Reduces text to what tells languages apart: letters and marks in lower case, apostrophes, and
/// one blank for each run of anything else.
///
/// Joiners (U+200C, U+200D) vanish, bytes that aren't UTF-8 count as blanks.
package struct LetterText: Sendable {
    /// For a scalar below 0x3000: 0 for a blank, 1 for nothing, otherwise the scalar in lower case.
    private let folded: FlatStorage<UInt16>
    private static let foldedCount: UInt32 = 0x3000
    private static let letterOrMark = GeneralCategory.letterMask | GeneralCategory.markMask

    package init() {
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
    package func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
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
                let (scalar, width) = UTF8Scalar.decode(
                    bytes + position, left: text.count &- position)
                let letter = fold(scalar)
                if letter > 1, scalar > 0 {
                    to += UTF8Scalar.encode(letter, to: to)
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
            let (scalar, width) = UTF8Scalar.decode(bytes + position, left: text.count &- position)
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
            count &+= UTF8Scalar.encode(letter, to: out + count)
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
}
