// The default segmentation into words, 64 bytes of ASCII at a time.
import ByteKernels

/// Words that begin in one stretch of text are appended without checks for room.
private let stretch = 4096
/// The bytes that are classified at once.
private let blockSize = 64

/// Appends the `unicode` words of a text that is followed by padding.
func appendUnicodeWords(
    of text: UnsafePointer<UInt8>, count: Int, to storage: inout WordStorage
) {
    var at = 0
    while at < count {
        let limit = min(at + stretch, count)
        storage.makeRoom(bytes: limit - at + blockSize, upTo: count)
        while at < limit {
            if text[at] >= 0x80 {
                at = appendAnyWord(text, at, count, &storage)
            } else {
                at = appendBlock(text, at, count, &storage)
            }
        }
    }
}

/// Appends the words that begin and end in the block at `start`, where no word goes on; returns
/// where the next block begins.
@inline(__always)
private func appendBlock(
    _ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int, _ storage: inout WordStorage
) -> Int {
    let block = WordBlock(text + start, count &- start)
    guard block.ends != 0 else {
        guard block.starts != 0 else { return start &+ block.known }
        let first = block.starts.trailingZeroBitCount
        return first > 0 ? start &+ first : appendAnyWord(text, start, count, &storage)
    }
    var (starts, ends) = (block.starts, block.ends)
    var columns = WordColumns(storage)
    while ends != 0 {
        let (first, end) = (starts.trailingZeroBitCount, ends.trailingZeroBitCount)
        let word = (ends & (0 &- ends)) &- (starts & (0 &- starts))
        columns.append(
            text, start &+ first, bytes: end &- first, points: end &- first,
            flags: block.flags(of: word, text[start &+ first], isAlone: end &- first == 1))
        starts &= starts &- 1
        ends &= ends &- 1
    }
    storage.count = columns.count
    return start &+ (starts == 0 ? block.known : starts.trailingZeroBitCount)
}

/// Where words begin and end in 64 bytes, the first of which continues none.
private struct WordBlock {
    private let letters: UInt64
    private let digits: UInt64
    /// The bytes before the first that isn't ASCII, or all.
    let known: Int
    /// First bytes of words.
    let starts: UInt64
    /// The bytes after words, for those words that can't go on in bytes that aren't known.
    let ends: UInt64

    /// - Parameter left: the bytes of the text that are left, which zeros follow.
    @inline(__always)
    init(_ text: UnsafePointer<UInt8>, _ left: Int) {
        let block = ASCIIBlock(text, left)
        (letters, digits) = (block.letters, block.digits)
        known = block.known
        let between = (block.words &<< 1) & (block.words &>> 1)
        let commas = block.commas & (digits &<< 1) & (digits &>> 1)
        let runs = block.words | (block.joiners & between) | commas
        let symbols = ~(runs | block.spaces)
        let repeats = (symbols & block.twins) &<< 1
        let begins = (runs & ~(runs &<< 1)) | (symbols & ~repeats)
        // A word is known to end when the byte after it and the one that this may join are known.
        let told: UInt64 = known < 2 ? 0 : ~0 &>> UInt64(truncatingIfNeeded: 65 &- known)
        starts = begins & block.within
        ends = ((runs | symbols) &<< 1) & ((begins & told) | (block.spaces & block.within))
    }

    /// What is in the word with the bits `word` and the first byte `byte`.
    @inline(__always)
    func flags(of word: UInt64, _ byte: UInt8, isAlone: Bool) -> UInt8 {
        let hasLetter = bit(letters & word != 0)
        let inside = hasLetter | (hasLetter | bit(digits & word != 0)) &<< 1
        let symbol = symbolFlags(TextClass(UInt32(byte)).raw) & (bit(inside != 0) &- 1)
        return (inside | symbol) & ~(bit(!isAlone) &<< 2)
    }
}

/// The ``WordFlags`` of a word of one symbol, from the bits of its class, which differ.
@inline(__always)
private func symbolFlags(_ raw: UInt8) -> UInt8 {
    (raw & 2 ^ 2) | (raw & 4) | (raw & 128) &>> 4
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
