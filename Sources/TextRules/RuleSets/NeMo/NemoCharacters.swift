// The characters that NeMo Curator's filters count, in one pass.
import ByteKernels

/// Counts of single characters in a text.
struct NemoCharacters: Equatable {
    /// ASCII letters and digits, line feeds and `? ! , .`.
    var plain = 0
    /// Decimal digits of any script.
    var digits = 0
    /// Tab, line feed, carriage return, backspace, space.
    var spaces = 0
    /// `( ) [ ] { }`, U+27E8 and U+27E9.
    var brackets = 0

    /// By byte: bit 0 plain, bit 16 digit, bit 32 space, bit 48 bracket.
    private static let table: [UInt64] = (0...255).map { byte in
        let isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A && byte < 0x80
        let isDigit = byte >= 0x30 && byte <= 0x39
        let isPlain = isLetter || isDigit || [0x0A, 0x3F, 0x21, 0x2C, 0x2E].contains(byte)
        let isSpace = [0x09, 0x0A, 0x0D, 0x08, 0x20].contains(byte)
        let isBracket = [0x28, 0x29, 0x5B, 0x5D, 0x7B, 0x7D].contains(byte)
        return (isPlain ? 1 : 0) | (isDigit ? 1 << 16 : 0) | (isSpace ? 1 << 32 : 0)
            | (isBracket ? 1 << 48 : 0)
    }

    init(_ text: UnsafeBufferPointer<UInt8>) {
        guard let base = text.baseAddress else { return }
        Self.table.withUnsafeBufferPointer { table in
            var start = 0
            while start < text.count {
                // No counter of 16 bits can overflow in one stretch.
                let end = min(start + 65_535, text.count)
                var (sums, hasWide) = (0 as UInt64, UInt8(0))
                for at in start..<end {
                    sums &+= table[Int(base[at])]
                    hasWide |= base[at]
                }
                add(sums)
                if hasWide >= 0x80 { addWide(base, start..<end) }
                start = end
            }
        }
    }

    private mutating func add(_ sums: UInt64) {
        plain += Int(sums & 0xFFFF)
        digits += Int(sums >> 16 & 0xFFFF)
        spaces += Int(sums >> 32 & 0xFFFF)
        brackets += Int(sums >> 48)
    }

    /// Characters that begin in a range; those that end past it are read whole.
    private mutating func addWide(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
        for at in range where base[at] >= 0xC2 {
            let scalar = DecodedScalar(at: base + at).value
            if GeneralCategory(scalar) == .decimalNumber { digits += 1 }
            if scalar == 0x27E8 || scalar == 0x27E9 { brackets += 1 }
        }
    }
}

/// Code points in URLs: `http://` or `https://` and what NeMo's pattern lets follow.
func nemoURLCodePoints(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    guard let base = text.baseAddress else { return 0 }
    var (total, at, floor) = (0, 0, 0)
    while at < text.count {
        at += firstOffset(of: 0x3A, in: base + at, text.count - at)
        guard at + 2 < text.count else { break }
        if let start = schemeStart(base, at, floor) {
            var end = at + 3
            while end < text.count && isURLByte(base[end]) { end += 1 }
            if end > at + 3 {
                total += end - start
                (at, floor) = (end, end)
                continue
            }
        }
        at += 1
    }
    return total
}

/// Where the scheme before the colon at `at` begins; nil when that is no `http://`.
private func schemeStart(_ base: UnsafePointer<UInt8>, _ at: Int, _ floor: Int) -> Int? {
    guard base[at + 1] == 0x2F, base[at + 2] == 0x2F else { return nil }
    for scheme: StaticString in ["http", "https"] {
        let length = scheme.utf8CodeUnitCount
        if at - floor >= length, areEqual(base + at - length, scheme.utf8Start, length) {
            return at - length
        }
    }
    return nil
}

/// Letters, digits and everything else from `$` to `_`, and `!`.
@inline(__always)
private func isURLByte(_ byte: UInt8) -> Bool {
    (byte >= 0x24 && byte <= 0x5F) || (byte >= 0x61 && byte <= 0x7A) || byte == 0x21
}
