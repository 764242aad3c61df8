// The words of a text: where each is, how long, what is in it, its hash.
import CByteKernels

/// What a word contains.
public struct WordFlags: OptionSet, Sendable {
    public let rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A letter.
    public static let alphabetic = WordFlags(rawValue: 1)
    /// A code point outside datatrove's punctuation set.
    public static let nonSymbol = WordFlags(rawValue: 2)
    /// The word is a mark that ends sentences.
    public static let sentenceMark = WordFlags(rawValue: 4)
    /// Nothing but punctuation (category P).
    public static let punctuation = WordFlags(rawValue: 8)
}

/// The words of one text, in order, by one segmentation.
///
/// `unicode` words are, after white space is skipped:
/// * a run of letters, digits, connectors and marks, where one apostrophe (`'` or U+2019) or full
///   stop between two of them joins, and so does a comma between two digits;
/// * one Han, Hiragana or South East Asian letter, with the marks that follow it;
/// * a run of Katakana, with marks;
/// * a run of one and the same other character, with marks.
public final class WordTable {
    public let segmentation: WordSegmentation
    var storage = WordStorage()
    private(set) var filled = false

    /// Words with ``WordFlags/alphabetic``.
    public private(set) var alphabeticCount = 0
    /// Words with ``WordFlags/nonSymbol``.
    public private(set) var nonSymbolCount = 0
    /// Code points in words with ``WordFlags/nonSymbol``.
    public private(set) var nonSymbolCodePoints = 0
    /// Code points in all words.
    public var codePoints: Int { Int(storage.points.base[count]) }

    let repetition = WordRepetition()
    private lazy var spacyEnglish = SpacyEnglish()

    init(_ segmentation: WordSegmentation) { self.segmentation = segmentation }

    @inline(__always)
    public var count: Int { storage.count }

    /// Where word `index` is, in bytes.
    @inline(__always)
    public subscript(index: Int) -> Range<Int> {
        precondition(index >= 0 && index < count)
        let start = Int(storage.starts.base[index])
        return start..<start + storage.byteCount(index)
    }

    /// The length of word `index` in code points.
    public func codePoints(_ index: Int) -> Int {
        precondition(index >= 0 && index < count)
        return Int(storage.points.base[index + 1] - storage.points.base[index])
    }

    public func flags(_ index: Int) -> WordFlags {
        precondition(index >= 0 && index < count)
        return WordFlags(rawValue: storage.flags.base[index])
    }

    /// A hash of the bytes of word `index`; equal words have equal hashes in every text.
    public func hash(_ index: Int) -> UInt64 {
        precondition(index >= 0 && index < count)
        return storage.hashes.base[index]
    }

    /// Code points of the most frequent n-gram times its count, for n from 2 to 4: the words
    /// joined by spaces, overlapping and single occurrences counted, the first of several taken.
    public func topNGramCodePoints(_ n: Int) -> Int {
        repetition.topCodePoints(storage, n: n)
    }

    /// Code points in repeated n-grams, for n from 5 to 10: words joined by nothing, walked from
    /// left to right; n words are skipped at a repeated one.
    public func duplicatedNGramCodePoints(_ n: Int) -> Int {
        repetition.duplicatedCodePoints(storage, n: n)
    }

    /// Code points of the words in n-grams that occur twice or more, each word once, for n from 5
    /// to 10; n-grams are equal when their words are.
    var coveredNGramCodePoints: [6 of Int] {
        var nGrams = RepeatedNGrams()
        nGrams.start(UnsafeBufferPointer(start: storage.hashes.base, count: count))
        for _ in 2...4 { nGrams.lengthen() }
        var covered = [6 of Int](repeating: 0)
        for i in 0..<6 {
            nGrams.lengthen()
            covered[i] = nGrams.coveredCodePoints(storage.points.base)
        }
        return covered
    }

    func clear() {
        filled = false
        repetition.clear()
    }

    func fill(_ text: TextAnalysis) {
        guard !filled else { return }
        filled = true
        storage.reset()
        switch segmentation {
        case .unicode: appendUnicodeWords(of: text.start, count: text.count, to: &storage)
        case .whitespace: appendWhitespaceWords(of: text.start, count: text.count, to: &storage)
        case .spacyEnglish:
            spacyEnglish.appendWords(of: text.start, count: text.count, to: &storage)
        }
        countFlags()
    }

    private func countFlags() {
        let (flags, points) = (storage.flags.base, storage.points.base)
        // 32 bits hold every sum, and let the compiler add several words at once.
        var (alphabetic, nonSymbol, nonSymbolPoints) = (UInt32(0), UInt32(0), UInt32(0))
        for i in 0..<count {
            let counts = UInt32(flags[i] &>> 1 & 1)
            alphabetic &+= UInt32(flags[i] & 1)
            nonSymbol &+= counts
            nonSymbolPoints &+= (points[i &+ 1] &- points[i]) & (0 &- counts)
        }
        (alphabeticCount, nonSymbolCount) = (Int(alphabetic), Int(nonSymbol))
        nonSymbolCodePoints = Int(nonSymbolPoints)
    }
}

/// Columns of a word table, and the words' bytes joined by nothing.
struct WordStorage: ~Copyable {
    var count = 0
    var starts = ScratchBuffer<UInt32>()
    /// `offsets[i]` is where word i begins in `joined`; there is one entry more than words.
    var offsets = ScratchBuffer<UInt32>()
    /// Code points before word i; one entry more than words.
    var points = ScratchBuffer<UInt32>()
    var flags = ScratchBuffer<UInt8>()
    var hashes = ScratchBuffer<UInt64>()
    var joined = ScratchBuffer<UInt8>(capacity: 4096)

    mutating func reset() {
        count = 0
        let limit = TextAnalysis.retainedBytes
        starts.shrink(to: limit / 4)
        offsets.shrink(to: limit / 4)
        points.shrink(to: limit / 4)
        flags.shrink(to: limit)
        hashes.shrink(to: limit / 8)
        joined.shrink(to: limit)
        offsets.base[0] = 0
        points.base[0] = 0
    }

    @inline(__always)
    func byteCount(_ index: Int) -> Int {
        Int(offsets.base[index + 1] - offsets.base[index])
    }

    /// Makes room for `bytes` words more, and for all words' bytes together up to `end`.
    mutating func makeRoom(bytes: Int, upTo end: Int) {
        starts.grow(count + bytes, keeping: count)
        offsets.grow(count + bytes + 1, keeping: count + 1)
        points.grow(count + bytes + 1, keeping: count + 1)
        flags.grow(count + bytes, keeping: count)
        hashes.grow(count + bytes, keeping: count)
        joined.grow(end + TextAnalysis.padding, keeping: Int(offsets.base[count]))
    }

    /// Appends the word at `start`, for which room has been made.
    @inline(__always)
    mutating func append(
        _ text: UnsafePointer<UInt8>, _ start: Int, bytes: Int, points: Int, flags: UInt8
    ) {
        var columns = WordColumns(self)
        columns.append(text, start, bytes: bytes, points: points, flags: flags)
        count = columns.count
    }
}

/// The columns of a word table as plain values, so that loops keep them in registers.
struct WordColumns {
    private(set) var count: Int
    private let starts: UnsafeMutablePointer<UInt32>
    private let offsets: UnsafeMutablePointer<UInt32>
    private let points: UnsafeMutablePointer<UInt32>
    private let flags: UnsafeMutablePointer<UInt8>
    private let hashes: UnsafeMutablePointer<UInt64>
    private let joined: UnsafeMutablePointer<UInt8>

    @inline(__always)
    init(_ storage: borrowing WordStorage) {
        count = storage.count
        (starts, offsets) = (storage.starts.base, storage.offsets.base)
        (points, flags) = (storage.points.base, storage.flags.base)
        (hashes, joined) = (storage.hashes.base, storage.joined.base)
    }

    /// Appends the word at `start`, for which room has been made.
    @inline(__always)
    mutating func append(
        _ text: UnsafePointer<UInt8>, _ start: Int, bytes: Int, points length: Int,
        flags bits: UInt8
    ) {
        let word = text + start
        let offset = offsets[count]
        let target = joined + Int(offset)
        starts[count] = UInt32(truncatingIfNeeded: start)
        flags[count] = bits
        if bytes <= 16 {
            cbk_text_copy16(target, word)
            hashes[count] = shortWordHash(word, bytes)
        } else {
            target.update(from: word, count: bytes)
            hashes[count] = foldedHash(word, bytes)
        }
        let previous = points[count]
        count &+= 1
        offsets[count] = offset &+ UInt32(truncatingIfNeeded: bytes)
        points[count] = previous &+ UInt32(truncatingIfNeeded: length)
    }

    /// The hash of the word appended last.
    @inline(__always)
    var lastHash: UInt64 { hashes[count &- 1] }

    @inline(__always)
    mutating func removeLast() { count &-= 1 }
}

/// The hash of a word of a text that is followed by padding, as word tables have it.
func wordHash(_ word: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    count <= 16 ? shortWordHash(word, count) : foldedHash(word, count)
}

/// The hash of 1 to 16 bytes, of which 16 can be read.
@inline(__always)
private func shortWordHash(_ word: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let bits = UInt64(truncatingIfNeeded: count) &* 8
    let (low, high) = (cbk_text_load64(word), cbk_text_load64(word + 8))
    // Without branches: how long words are can't be foretold.
    let isLong = count > 8
    let keep: UInt64 = ~0 &>> (0 &- bits)
    let first = low & (isLong ? ~0 : keep)
    let second = high & (isLong ? keep : 0)
    return foldedMultiply(
        first ^ 0x9E37_79B9_7F4A_7C15, second ^ bits ^ 0xA076_1D64_78BD_642F)
}
