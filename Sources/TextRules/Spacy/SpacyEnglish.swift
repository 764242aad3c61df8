// spaCy's English tokenizer over a whole text, with a memory of pieces seen before.
import ByteKernels

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
        let rules = SpacyEnglishRules.shared
        rules.exceptions.letterBits.withUnsafeBufferPointer { letterBits in
            cache.withUnsafeMutableBufferPointer { cache in
                let known = KnownPieces(
                    letterBits: letterBits.baseAddress!, cache: cache.baseAddress!)
                var at = 0
                while at < count {
                    let limit = min(at + 4096, count)
                    storage.makeRoom(bytes: limit - at + 64, upTo: count)
                    while at < limit { at = appendBlock(text, at, count, &storage, known) }
                }
            }
        }
    }

    /// What is looked up for every piece, as plain values.
    private struct KnownPieces {
        let letterBits: UnsafePointer<UInt64>
        let cache: UnsafeMutablePointer<CachedPiece>

        /// Whether a word of letters with this hash may be an exception.
        @inline(__always)
        func mayBeException(_ hash: UInt64) -> Bool {
            let place = SpacyExceptions.letterBit(hash)
            return letterBits[place >> 6] &>> UInt64(truncatingIfNeeded: place & 63) & 1 != 0
        }
    }

    /// Appends the pieces that begin and end in the block at `start`, where no piece goes on;
    /// returns where the next block begins.
    @inline(__always)
    private func appendBlock(
        _ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int, _ storage: inout WordStorage,
        _ known: KnownPieces
    ) -> Int {
        guard text[start] < 0x80 else { return appendAny(text, start, count, &storage, known) }
        let block = PieceBlock(text + start, count &- start)
        var (starts, ends) = (block.starts, block.ends)
        guard ends != 0 else {
            guard starts != 0 else { return start &+ block.known }
            let first = starts.trailingZeroBitCount
            return first > 0
                ? start &+ first : appendAny(text, start, count, &storage, known)
        }
        var columns = WordColumns(storage)
        while ends != 0 {
            let (first, end) = (starts.trailingZeroBitCount, ends.trailingZeroBitCount)
            let bits = (ends & (0 &- ends)) &- (starts & (0 &- starts))
            let piece = start &+ first..<start &+ end
            if bits & ~block.letters != 0
                || !appendLetters(text, piece, to: &columns, known)
            {
                append(text, piece, to: &columns, &storage, known)
            }
            starts &= starts &- 1
            ends &= ends &- 1
        }
        storage.count = columns.count
        return start &+ (starts == 0 ? block.known : starts.trailingZeroBitCount)
    }

    /// Appends a piece of ASCII letters, which no rule cuts, unless it may be an exception.
    @inline(__always)
    private func appendLetters(
        _ text: UnsafePointer<UInt8>, _ piece: Range<Int>, to columns: inout WordColumns,
        _ known: KnownPieces
    ) -> Bool {
        columns.append(
            text, piece.lowerBound, bytes: piece.count, points: piece.count, flags: 3)
        guard known.mayBeException(columns.lastHash) else { return true }
        columns.removeLast()
        return false
    }

    /// Appends a piece of any kind, if there is one at `start`; returns where to go on.
    private func appendAny(
        _ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int, _ storage: inout WordStorage,
        _ known: KnownPieces
    ) -> Int {
        let end = pieceEnd(text, start, count)
        guard end > start else { return start &+ DecodedScalar(at: text + start).length }
        var columns = WordColumns(storage)
        append(text, start..<end, to: &columns, &storage, known)
        storage.count = columns.count
        return end
    }

    @inline(__always)
    private func append(
        _ text: UnsafePointer<UInt8>, _ piece: Range<Int>, to columns: inout WordColumns,
        _ storage: inout WordStorage, _ known: KnownPieces
    ) {
        guard piece.count <= CachedPiece.longest else {
            return appendCut(text, piece, to: &columns, &storage)
        }
        let key = CachedPiece(text + piece.lowerBound, piece.count)
        let entry = known.cache + key.place(Self.cacheBits)
        if entry.pointee.low == key.low && entry.pointee.high == key.high {
            return entry.pointee.append(to: &columns, text, piece.lowerBound)
        }
        let before = columns.count
        appendCut(text, piece, to: &columns, &storage)
        if let words = CachedPiece.pack(storage, from: before) {
            entry.pointee = CachedPiece(low: key.low, high: key.high, words: words)
        }
    }

    private func appendCut(
        _ text: UnsafePointer<UInt8>, _ piece: Range<Int>, to columns: inout WordColumns,
        _ storage: inout WordStorage
    ) {
        storage.count = columns.count
        cutter.cut(text + piece.lowerBound, piece.count)
        storage.makeRoom(bytes: cutter.words.count + 4096 + 64, upTo: Int.zero)
        for word in cutter.words {
            let start = piece.lowerBound + word.lowerBound
            let contents = WordContents(text + start, word.count)
            storage.append(
                text, start, bytes: word.count, points: contents.points, flags: contents.flags)
        }
        columns = WordColumns(storage)
    }
}

/// Where pieces begin and end in 64 bytes, the first of which continues none.
private struct PieceBlock {
    let letters: UInt64
    /// The bytes before the first that isn't ASCII, or all.
    let known: Int
    let starts: UInt64
    /// The bytes after pieces: white space, all of ASCII.
    let ends: UInt64

    /// - Parameter left: the bytes of the text that are left, which zeros follow.
    @inline(__always)
    init(_ text: UnsafePointer<UInt8>, _ left: Int) {
        let block = ASCIIBlock(text, left)
        letters = block.letters
        known = block.known
        let spaces = block.spaces
        starts = ~spaces & ~(~spaces &<< 1) & block.within
        ends = spaces & (~spaces &<< 1) & block.within
    }
}

/// Where the piece that begins at `start` ends: at white space or the end of the text.
@inline(__always)
private func pieceEnd(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
    var at = start
    while true {
        let mask = edgeMask(text + at)
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
            let isPlain = word[at] < 0x80
            let scalar = isPlain ? UInt32(word[at]) : DecodedScalar(at: word + at).value
            let raw = TextClass(scalar).raw
            seen |= raw
            everywhere &= raw
            points += word[at] & 0xC0 == 0x80 ? 0 : 1
            at += isPlain ? 1 : DecodedScalar(at: word + at).length
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
        low = piece.littleEndian()
        if count <= 8 {
            low &= ~0 &>> (64 &- bits)
        } else {
            high = piece.littleEndian(at: 8) & (~0 &>> (128 &- bits))
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
        to columns: inout WordColumns, _ text: UnsafePointer<UInt8>, _ start: Int
    ) {
        var (packed, at) = (words &>> 4, start)
        for _ in 0..<Int(truncatingIfNeeded: words & 15) {
            let bytes = Int(truncatingIfNeeded: packed & 15)
            columns.append(
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
