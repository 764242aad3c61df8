// Characters to UTF-8 and back.

/// U+FFFD in UTF-8.
let replacementCharacter: [UInt8] = [0xEF, 0xBF, 0xBD]

/// Appends a scalar value as UTF-8; surrogates and values past U+10FFFF as U+FFFD.
func appendUTF8(_ scalar: UInt32, to text: inout [UInt8]) {
    let encoded = Unicode.Scalar(scalar).flatMap(UTF8.encode)
    text.append(contentsOf: encoded ?? UTF8.encodedReplacementCharacter)
}

/// The rest of the character whose first byte, not ASCII, stands before `at`; for valid UTF-8.
@inline(__always)
func decodeScalar(
    _ text: UnsafeBufferPointer<UInt8>, _ at: inout Int, _ lead: UInt8
) -> UInt32 {
    var scalar = UInt32(lead) & (lead >= 0xF0 ? 0x07 : lead >= 0xE0 ? 0x0F : 0x1F)
    while at < text.count, text[at] & 0xC0 == 0x80 {
        scalar = scalar << 6 | UInt32(text[at] & 0x3F)
        at &+= 1
    }
    return scalar
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
