// spaCy's English tokenizer over a whole text, with a memory of pieces seen before.
import CByteKernels

/// Appends the words that spaCy's blank English pipeline makes, without those of white space.
///
/// The text is cut at white space; how a piece is cut depends on nothing but the piece, so short
/// pieces are looked up in a small cache first. The cache can't change the result.
final class SpacyEnglish {
    private static let cacheBits: UInt64 = 14
    private var cutter = SpacyCutter(rules: .shared)
    private var cache: [CachedPiece] = Array(repeating: CachedPiece(), count: 1 << cacheBits)

    /// The text must be followed by padding.
    func appendWords(of text: UnsafePointer<UInt8>, count: Int, to storage: inout WordStorage) {
        cache.withUnsafeMutableBufferPointer { cache in
            var at = 0
            while at < count {
                let limit = min(at + 4096, count)
                storage.makeRoom(bytes: limit - at + 16, upTo: count)
                while at < limit {
                    if text[at] == 0x20 {
                        at &+= 1
                        continue
                    }
                    let end = pieceEnd(text, at, count)
                    if end &- at <= CachedPiece.longest {
                        appendShort(text, at..<end, &storage, cache.baseAddress!)
                    } else if end > at {
                        appendCut(text, at..<end, &storage)
                    }
                    at = end > at ? end : at &+ DecodedScalar(at: text + at).length
                }
            }
        }
    }

    @inline(__always)
    private func appendShort(
        _ text: UnsafePointer<UInt8>, _ piece: Range<Int>, _ storage: inout WordStorage,
        _ cache: UnsafeMutablePointer<CachedPiece>
    ) {
        guard !piece.isEmpty else { return }
        let key = CachedPiece(text + piece.lowerBound, piece.count)
        let entry = cache + key.place(Self.cacheBits)
        if entry.pointee.low == key.low && entry.pointee.high == key.high {
            entry.pointee.append(to: &storage, text, piece.lowerBound)
        } else {
            let before = storage.count
            appendCut(text, piece, &storage)
            if let words = CachedPiece.pack(storage, from: before) {
                entry.pointee = CachedPiece(low: key.low, high: key.high, words: words)
            }
        }
    }

    private func appendCut(
        _ text: UnsafePointer<UInt8>, _ piece: Range<Int>, _ storage: inout WordStorage
    ) {
        cutter.cut(text + piece.lowerBound, piece.count)
        storage.makeRoom(bytes: cutter.words.count + 4096 + 16, upTo: Int.zero)
        for word in cutter.words {
            let start = piece.lowerBound + word.lowerBound
            let contents = WordContents(text + start, word.count)
            storage.append(
                text, start, bytes: word.count, points: contents.points, flags: contents.flags)
        }
    }
}

/// Where the piece that begins at `start` ends: at white space or the end of the text.
@inline(__always)
private func pieceEnd(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
    var at = start
    while true {
        let mask = cbk_text_edge_mask(text + at)
        at &+= (mask | 0x10000).trailingZeroBitCount
        if mask == 0 { continue }
        if at >= count { return count }
        if text[at] == 0x20 || text[at] == 0x0A { return at }
        let scalar = DecodedScalar(at: text + at)
        if scalar.textClass.isSpace { return at }
        at &+= scalar.length
    }
}

/// What is in a word, code point by code point.
private struct WordContents {
    var points = 0
    var flags: UInt8 = 0

    init(_ word: UnsafePointer<UInt8>, _ count: Int) {
        var (seen, everywhere) = (UInt8(0), UInt8(0xFF))
        var at = 0
        while at < count {
            let scalar = DecodedScalar(at: word + at)
            let raw = scalar.textClass.raw
            seen |= raw
            everywhere &= raw
            points += word[at] & 0xC0 == 0x80 ? 0 : 1
            at += scalar.length
        }
        if seen & 8 != 0 { flags |= WordFlags.alphabetic.rawValue }
        if everywhere & 2 == 0 { flags |= WordFlags.nonSymbol.rawValue }
        if everywhere & 128 != 0 { flags |= WordFlags.punctuation.rawValue }
        let first = DecodedScalar(at: word)
        if first.length == count && first.spacyClass.contains(.sentenceMark) {
            flags |= WordFlags.sentenceMark.rawValue
        }
    }
}

/// A piece of at most 15 bytes and how it is cut into at most 5 words.
private struct CachedPiece {
    static let longest = 15

    /// The piece's bytes; the upper byte of `high` is its length, 0 in an empty entry.
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// The number of words in the lower 4 bits; above, 12 bits a word: bytes, code points, flags.
    var words: UInt64 = 0

    init() {}

    init(low: UInt64, high: UInt64, words: UInt64) {
        (self.low, self.high, self.words) = (low, high, words)
    }

    /// The key of a piece of 1 to 15 bytes, of which 16 can be read.
    @inline(__always)
    init(_ piece: UnsafePointer<UInt8>, _ count: Int) {
        let bits = UInt64(truncatingIfNeeded: count) &* 8
        low = cbk_text_load64(piece)
        if count <= 8 {
            low &= ~0 &>> (64 &- bits)
        } else {
            high = cbk_text_load64(piece + 8) & (~0 &>> (128 &- bits))
        }
        high |= bits &<< 53
    }

    @inline(__always)
    func place(_ bits: UInt64) -> Int {
        let hash = foldedMultiply(low ^ 0x9E37_79B9_7F4A_7C15, high ^ 0xE703_7ED1_A0B4_28DB)
        return Int(truncatingIfNeeded: hash &>> (64 &- bits))
    }

    @inline(__always)
    func append(
        to storage: inout WordStorage, _ text: UnsafePointer<UInt8>, _ start: Int
    ) {
        var (packed, at) = (words &>> 4, start)
        for _ in 0..<Int(truncatingIfNeeded: words & 15) {
            let bytes = Int(truncatingIfNeeded: packed & 15)
            storage.append(
                text, at, bytes: bytes, points: Int(truncatingIfNeeded: packed &>> 4 & 15),
                flags: UInt8(truncatingIfNeeded: packed &>> 8 & 15))
            at &+= bytes
            packed &>>= 12
        }
    }

    /// The words from `first` on; nil when there are too many to remember.
    static func pack(_ storage: borrowing WordStorage, from first: Int) -> UInt64? {
        guard storage.count - first <= 5 else { return nil }
        var packed: UInt64 = 0
        for i in (first..<storage.count).reversed() {
            let points = UInt64(storage.points.base[i + 1] - storage.points.base[i])
            let word = UInt64(storage.byteCount(i)) | points << 4
            packed = packed << 12 | word | UInt64(storage.flags.base[i]) << 8
        }
        return packed << 4 | UInt64(storage.count - first)
    }
}
