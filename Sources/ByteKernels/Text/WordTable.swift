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
        (alphabeticCount, nonSymbolCount, nonSymbolCodePoints) = (0, 0, 0)
        for i in 0..<count {
            let flags = storage.flags.base[i]
            let nonSymbol = UInt32(flags >> 1) & 1
            alphabeticCount += Int(flags & 1)
            nonSymbolCount += Int(nonSymbol)
            nonSymbolCodePoints += Int(
                (storage.points.base[i + 1] - storage.points.base[i]) * nonSymbol)
        }
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
        _ text: UnsafePointer<UInt8>, _ start: Int, bytes: Int, points length: Int,
        flags bits: UInt8
    ) {
        let word = text + start
        let offset = offsets.base[count]
        let target = joined.base + Int(offset)
        starts.base[count] = UInt32(truncatingIfNeeded: start)
        flags.base[count] = bits
        if bytes <= 16 {
            cbk_text_copy16(target, word)
            hashes.base[count] = shortWordHash(word, bytes)
        } else {
            target.update(from: word, count: bytes)
            hashes.base[count] = foldedHash(word, bytes)
        }
        let previous = points.base[count]
        count &+= 1
        offsets.base[count] = offset &+ UInt32(truncatingIfNeeded: bytes)
        points.base[count] = previous &+ UInt32(truncatingIfNeeded: length)
    }
}

/// The hash of 1 to 16 bytes, of which 16 can be read.
@inline(__always)
private func shortWordHash(_ word: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let bits = UInt64(truncatingIfNeeded: count) &* 8
    let low = cbk_text_load64(word)
    if count <= 8 {
        let value = low & (~0 &>> (64 &- bits))
        return foldedMultiply(value ^ 0x9E37_79B9_7F4A_7C15, bits ^ 0xE703_7ED1_A0B4_28DB)
    }
    let high = cbk_text_load64(word + 8) & (~0 &>> (128 &- bits))
    return foldedMultiply(low ^ 0x9E37_79B9_7F4A_7C15, high ^ bits ^ 0xA076_1D64_78BD_642F)
}
