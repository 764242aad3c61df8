// How far bytes are UTF-8: counted before a page's encoding is decided.

/// What the bytes of a page look like as UTF-8.
struct UTF8Survey: Equatable {
    /// Well-formed sequences of two to four bytes.
    var sequences = 0
    /// Maximal ill-formed pieces, each of which decoding would replace by one U+FFFD.
    var errors = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var at = 0
        while true {
            at = skipASCII(bytes, from: at)
            if at == bytes.count { return }
            let step = UTF8Step(bytes, at: at)
            if step.isValid { sequences += 1 } else { errors += 1 }
            at += step.length
        }
    }
}

/// The index of the first byte from `start` on with its high bit set, or the end.
func skipASCII(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    let raw = UnsafeRawPointer(base)
    var at = start
    while at &+ 8 <= bytes.count {
        let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
        let high = word & 0x8080_8080_8080_8080
        if high != 0 { return at &+ high.trailingZeroBitCount &>> 3 }
        at &+= 8
    }
    while at < bytes.count, bytes[at] < 0x80 { at &+= 1 }
    return at
}

/// One step over a non-ASCII byte: a well-formed sequence, or the maximal ill-formed piece that
/// the Unicode Standard (table 3-7) replaces by one U+FFFD.
struct UTF8Step {
    var length: Int
    var isValid: Bool

    init(_ bytes: UnsafeBufferPointer<UInt8>, at: Int) {
        let lead = bytes[at]
        let (need, low, high) = Self.secondByte(after: lead)
        length = 1
        isValid = false
        guard need > 0, at + 1 < bytes.count else { return }
        guard bytes[at + 1] >= low, bytes[at + 1] <= high else { return }
        length = 2
        while length <= need {
            guard at + length < bytes.count, bytes[at + length] & 0xC0 == 0x80 else { return }
            length += 1
        }
        isValid = true
    }

    /// How many bytes follow a lead byte, and the range of the first of them.
    @inline(__always)
    private static func secondByte(after lead: UInt8) -> (need: Int, low: UInt8, high: UInt8) {
        switch lead {
        case 0xC2...0xDF: (1, 0x80, 0xBF)
        case 0xE0: (2, 0xA0, 0xBF)
        case 0xED: (2, 0x80, 0x9F)
        case 0xE1...0xEF: (2, 0x80, 0xBF)
        case 0xF0: (3, 0x90, 0xBF)
        case 0xF1...0xF3: (3, 0x80, 0xBF)
        case 0xF4: (3, 0x80, 0x8F)
        default: (0, 0, 0)
        }
    }
}
