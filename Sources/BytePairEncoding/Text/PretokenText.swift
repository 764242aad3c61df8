// The text that a split pattern reads: bytes, their number, and the steps that all patterns share.
import ByteKernels

/// A borrowed text under a scanner. Nothing is read past `count`.
struct PretokenText {
    let base: UnsafePointer<UInt8>
    let count: Int

    @inline(__always)
    subscript(_ at: Int) -> UInt8 { base[at] }

    /// The character that begins at `at`, which must be before the end.
    @inline(__always)
    func character(_ at: Int) -> ClassifiedCharacter {
        ClassifiedCharacter(at: base + at, left: count &- at)
    }

    /// Whether a character of one of the classes of `mask` begins at `at`.
    @inline(__always)
    func has(_ mask: UInt32, at: Int) -> Bool {
        at < count && character(at).isIn(mask)
    }

    /// The end of the run of characters in `mask` that begins at `start`.
    @inline(__always)
    func run(of mask: UInt32, from start: Int) -> Int {
        var at = start
        while at < count {
            let character = character(at)
            if !character.isIn(mask) { break }
            at &+= character.width
        }
        return at
    }

    /// The end of the run of characters in none of the classes of `mask`.
    @inline(__always)
    func run(outside mask: UInt32, from start: Int) -> Int {
        var at = start
        while at < count {
            let character = character(at)
            if character.isIn(mask) { break }
            at &+= character.width
        }
        return at
    }

    /// At most `limit` characters of `mask` from `start`.
    @inline(__always)
    func run(of mask: UInt32, from start: Int, atMost limit: Int) -> Int {
        var at = start
        var left = limit
        while at < count && left > 0 {
            let character = character(at)
            if !character.isIn(mask) { break }
            at &+= character.width
            left &-= 1
        }
        return at
    }

    /// The end of the carriage returns and line feeds from `start`; with `slash`, slashes too.
    @inline(__always)
    func lineEnds(from start: Int, slash: Bool = false) -> Int {
        var at = start
        while at < count, isLineEnd(base[at]) || (slash && base[at] == UInt8(ascii: "/")) {
            at &+= 1
        }
        return at
    }
}

/// Carriage return or line feed.
@inline(__always)
func isLineEnd(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

extension PretokenText {
    /// A run of white space as `\s+(?!\S)|\s+` splits it: all of it at the text's end, else all
    /// but its last character, else that one character.
    @inline(__always)
    func spaces(from start: Int) -> Int {
        var last = start
        var at = start
        while at < count {
            let character = character(at)
            if !character.isIn(ClassifiedCharacter.space) { break }
            last = at
            at &+= character.width
        }
        return at == count || last == start ? at : last
    }

    /// A run of white space as `\s*[\r\n]+|\s+(?!\S)|\s+` splits it: up to its last line end.
    /// With `wholeAtEnd` a run at the text's end stays whole, as `\s++$` before it says.
    @inline(__always)
    func spacesByLine(from start: Int, wholeAtEnd: Bool) -> Int {
        var last = start
        var at = start
        var lineEnd = -1
        while at < count {
            let character = character(at)
            if !character.isIn(ClassifiedCharacter.space) { break }
            if isLineEnd(base[at]) { lineEnd = at }
            last = at
            at &+= character.width
        }
        if wholeAtEnd && at == count { return at }
        if lineEnd >= 0 { return lineEnd &+ 1 }
        return at == count || last == start ? at : last
    }

    /// The end of an English contraction (`'s 't 're 've 'm 'll 'd`) at `at`, or `at` itself.
    /// Regardless of case when `anyCase`, where U+017F counts as an s as in every regex engine.
    @inline(__always)
    func contraction(at: Int, anyCase: Bool) -> Int {
        guard at &+ 1 < count, base[at] == UInt8(ascii: "'") else { return at }
        return contractionTail(at: at &+ 1, anyCase: anyCase) ?? at
    }

    private func contractionTail(at: Int, anyCase: Bool) -> Int? {
        let fold: UInt8 = anyCase ? 0x20 : 0
        let second: UInt8 = at + 1 < count ? base[at + 1] | fold : 0
        switch base[at] | fold {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
            return at + 1
        case UInt8(ascii: "r"), UInt8(ascii: "v"):
            return second == UInt8(ascii: "e") ? at + 2 : nil
        case UInt8(ascii: "l"):
            return second == UInt8(ascii: "l") ? at + 2 : nil
        case 0xE5 where anyCase && base[at] == 0xC5 && at + 1 < count && base[at + 1] == 0xBF:
            return at + 2
        default:
            return nil
        }
    }
}

extension PretokenText {
    /// Where the character that ends at `at` begins; `at` itself at the text's start.
    func characterStart(before at: Int) -> Int {
        if at == 0 { return 0 }
        for width in stride(from: min(4, at), to: 1, by: -1)
        where scalar(at - width, end: at).width == width && self[at - width] >= 0xC2 {
            return at - width
        }
        return at - 1
    }
}

extension PretokenText {
    /// The scalar at `at` and its width; U+FFFD and 1 where no valid UTF-8 begins.
    @inline(__always)
    func scalar(_ at: Int) -> (scalar: UInt32, width: Int) { scalar(at, end: count) }

    @inline(__always)
    func scalar(_ at: Int, end: Int) -> (scalar: UInt32, width: Int) {
        let (scalar, width) = decodedScalar(base + at, left: end &- at)
        return (scalar < 0x110000 ? scalar : 0xFFFD, width)
    }
}

extension PretokenText {
    var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }
}

extension [UInt8] {
    /// Borrows the bytes as a text to scan; nothing happens to an empty array.
    func withPretokenText(_ body: (PretokenText) -> Void) {
        withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress, buffer.count > 0 {
                body(PretokenText(base: base, count: buffer.count))
            }
        }
    }
}

extension [UInt8] {
    /// The bytes of each character.
    var characters: [[UInt8]] {
        var result: [[UInt8]] = []
        withPretokenText { text in
            var at = 0
            while at < text.count {
                let width = text.character(at).width
                result.append(Array(self[at..<at + width]))
                at += width
            }
        }
        return result
    }
}
