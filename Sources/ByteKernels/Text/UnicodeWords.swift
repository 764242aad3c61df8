// The default segmentation into words, 16 bytes of ASCII at a time.
import CByteKernels

/// Words that begin in one stretch of text are appended without checks for room.
private let stretch = 4096

/// Appends the `unicode` words of a text that is followed by padding.
func appendUnicodeWords(
    of text: UnsafePointer<UInt8>, count: Int, to storage: inout WordStorage
) {
    var at = 0
    while at < count {
        let limit = min(at + stretch, count)
        storage.makeRoom(bytes: limit - at, upTo: count)
        appendWords(text, from: &at, to: limit, count: count, &storage)
    }
}

@inline(__always)
private func appendWords(
    _ text: UnsafePointer<UInt8>, from at: inout Int, to limit: Int, count: Int,
    _ storage: inout WordStorage
) {
    var place = at
    while place < limit {
        if text[place] == 0x20 {
            place &+= 1
            continue
        }
        let mask = cbk_text_word_mask(text + place)
        let length = (~mask | 0x10000).trailingZeroBitCount
        if endsPlainly(text + place, length) {
            let letters = mask >> 16 & ((1 &<< UInt32(truncatingIfNeeded: length)) &- 1)
            let flags = letters != 0 ? 3 : digitFlags(text + place, length)
            storage.append(text, place, bytes: length, points: length, flags: flags)
            place &+= length
        } else if isLoneASCIISymbol(text + place) {
            storage.append(
                text, place, bytes: 1, points: 1, flags: asciiSymbolFlags(text[place]))
            place &+= 1
        } else {
            place = appendAnyWord(text, place, count, &storage)
        }
    }
    at = place
}

/// Whether a run of `length` ASCII word bytes is a whole word, seen from the two bytes after it.
@inline(__always)
private func endsPlainly(_ word: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard length != 0 && length != 16 else { return false }
    let next = word[length]
    if next == 0x20 || next == 0x0A { return true }
    guard next < 0x80 else { return false }
    guard next == 0x27 || next == 0x2C || next == 0x2E else { return true }
    let after = word[length &+ 1]
    return after < 0x80 && !isASCIIWordByte(after)
}

@inline(__always)
private func isLoneASCIISymbol(_ p: UnsafePointer<UInt8>) -> Bool {
    p[0] > 0x20 && p[0] < 0x7F && !isASCIIWordByte(p[0]) && p[1] != p[0] && p[1] < 0x80
}

@inline(__always)
private func asciiSymbolFlags(_ byte: UInt8) -> UInt8 {
    let textClass = TextClass(UInt32(byte))
    return (textClass.isPunctuation ? WordFlags.punctuation.rawValue : 0)
        | (textClass.isTerminalMark ? WordFlags.sentenceMark.rawValue : 0)
}

@inline(__always)
private func isASCIIWordByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5F
}

/// The flags of a word of digits and underscores: a digit is no symbol, an underscore is one.
@inline(__always)
private func digitFlags(_ word: UnsafePointer<UInt8>, _ length: Int) -> UInt8 {
    for i in 0..<length where word[i] != 0x5F { return WordFlags.nonSymbol.rawValue }
    return WordFlags.punctuation.rawValue
}

/// Appends the word at `start`, if that is no white space; returns where to go on.
private func appendAnyWord(
    _ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int, _ storage: inout WordStorage
) -> Int {
    var cursor = WordCursor(text, start, count)
    let first = cursor.scalar
    let kind = first.textClass.kind
    guard !first.textClass.isSpace else { return start + first.length }
    cursor.take()
    switch kind {
    case .letter, .digit, .mark: cursor.takeLettersAndDigits()
    case .single: cursor.take { $0.textClass.kind == .mark }
    case .katakana:
        cursor.take { $0.textClass.kind == .katakana || $0.textClass.kind == .mark }
    case .other: cursor.take { $0.value == first.value || $0.textClass.kind == .mark }
    }
    storage.append(
        text, start, bytes: cursor.at - start, points: cursor.points, flags: cursor.flags)
    return cursor.at
}

/// Walks a word one code point at a time and notes what is in it.
private struct WordCursor {
    let text: UnsafePointer<UInt8>
    let count: Int
    var at: Int
    var points = 0
    var last: TextClass.Kind = .other
    var seen: UInt8 = 0
    var everywhere: UInt8 = 0xFF
    var mark: UInt8 = 0

    init(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) {
        (self.text, self.at, self.count) = (text, start, count)
    }

    var scalar: DecodedScalar { DecodedScalar(at: text + at) }

    var flags: UInt8 {
        var flags: UInt8 = seen & 8 != 0 ? WordFlags.alphabetic.rawValue : 0
        if everywhere & 2 == 0 { flags |= WordFlags.nonSymbol.rawValue }
        if everywhere & 128 != 0 { flags |= WordFlags.punctuation.rawValue }
        if mark != 0 && points == 1 { flags |= WordFlags.sentenceMark.rawValue }
        return flags
    }

    mutating func take() {
        let scalar = self.scalar
        let textClass = scalar.textClass
        if points == 0 { mark = isSentenceMark(scalar.value) ? 1 : 0 }
        seen |= textClass.raw
        everywhere &= textClass.raw
        last = textClass.kind
        at += scalar.length
        // Bytes that continue no sequence are what a text's length counts.
        points += text[at - scalar.length] & 0xC0 == 0x80 ? 0 : 1
    }

    mutating func take(while belongs: (DecodedScalar) -> Bool) {
        while at < count && belongs(scalar) { take() }
    }

    mutating func takeLettersAndDigits() {
        while at < count {
            switch scalar.textClass.kind {
            case .letter, .digit, .mark: take()
            default:
                guard joins(scalar) else { return }
                take()
            }
        }
    }

    /// Whether the code point at hand stands between two that it joins.
    private func joins(_ joiner: DecodedScalar) -> Bool {
        guard at + joiner.length < count else { return false }
        let next = DecodedScalar(at: text + at + joiner.length).textClass.kind
        switch joiner.value {
        case 0x27, 0x2E, 0x2019: return next == .letter || next == .digit || next == .mark
        case 0x2C: return last == .digit && next == .digit
        default: return false
        }
    }
}

/// `.`, `!`, `?`, U+2026 and the terminal marks of other scripts.
@inline(__always)
private func isSentenceMark(_ scalar: UInt32) -> Bool {
    scalar == 0x2026 || TextClass(scalar).isTerminalMark
}
