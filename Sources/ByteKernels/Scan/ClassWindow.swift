// The character classes of 64 bytes at once, one bit a byte.
import CByteKernels

/// Which of 64 bytes belong to which class; the first byte is the lowest bit. All bytes of a
/// character of several bytes have its class.
public struct ClassWindow: Sendable {
    public static let size = 64
    /// Bytes after the window that must be readable for the last character in it.
    public static let lookahead = 4

    /// `\p{L}`.
    public var letter: UInt64
    /// Lu and Lt.
    public var upper: UInt64
    /// Lm and Lo.
    public var caseless: UInt64 = 0
    /// `\p{M}`.
    public var mark: UInt64 = 0
    /// `\p{N}`.
    public var number: UInt64
    /// The space, 0x20.
    public var space: UInt64
    /// `\s`.
    public var white: UInt64
    /// Carriage return and line feed.
    public var line: UInt64
    /// The apostrophe.
    public var quote: UInt64
    public var slash: UInt64
    /// First bytes of white space of one, two and three bytes.
    public var white1: UInt64
    public var white2: UInt64 = 0
    public var white3: UInt64 = 0
    /// Bytes of a character after its first.
    public var continuation: UInt64 = 0
    /// Whether a number is not ASCII.
    public var hasWideNumber = false

    /// The window at `text`, where a character begins.
    @inlinable @inline(__always)
    public init(at text: UnsafePointer<UInt8>) {
        let bytes = cbk_bpe_classify(text)
        letter = bytes.letter
        upper = bytes.upper
        number = bytes.number
        space = bytes.space
        white = bytes.white
        white1 = bytes.white
        line = bytes.line
        quote = bytes.quote
        slash = bytes.slash
        if bytes.high != 0 { addWide(bytes.high, text) }
    }

    /// Classifies the characters of several bytes.
    @inlinable @inline(__always)
    mutating func addWide(_ high: UInt64, _ text: UnsafePointer<UInt8>) {
        var left = high
        while left != 0 {
            let place = left.trailingZeroBitCount
            let character = ClassifiedCharacter(at: text + place, left: Self.lookahead)
            let first: UInt64 = 1 &<< UInt64(truncatingIfNeeded: place)
            // Bytes past the window fall off the top.
            let all = (first &<< UInt64(truncatingIfNeeded: character.width)) &- first
            let bits = place &+ character.width > 63 ? ~(first &- 1) : all
            add(character, first, bits)
            left &= ~bits
        }
    }

    @inlinable @inline(__always)
    mutating func add(_ character: ClassifiedCharacter, _ first: UInt64, _ bits: UInt64) {
        typealias Class = ClassifiedCharacter
        continuation |= bits & ~first
        letter |= character.isIn(Class.letter) ? bits : 0
        upper |= character.isIn(Class.upper) ? bits : 0
        caseless |= character.isIn(Class.caseless) ? bits : 0
        mark |= character.isIn(Class.mark) ? bits : 0
        if character.isIn(Class.number | Class.space) { addRare(character, first, bits) }
    }

    @inlinable
    mutating func addRare(_ character: ClassifiedCharacter, _ first: UInt64, _ bits: UInt64) {
        if character.isIn(ClassifiedCharacter.number) {
            number |= bits
            hasWideNumber = true
        } else {
            white |= bits
            if character.width == 2 { white2 |= first } else { white3 |= first }
        }
    }
}
