// The words of a text by one segmentation, and how they repeat.
import ByteKernels

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
    private(set) var alphabeticCount = 0
    /// Words with ``WordFlags/nonSymbol``.
    private(set) var nonSymbolCount = 0
    /// Code points in words with ``WordFlags/nonSymbol``.
    private(set) var nonSymbolCodePoints = 0
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

    /// Finds the words of a text that padding follows, unless they are known.
    func fill(_ text: UnsafePointer<UInt8>, count: Int) {
        guard !filled else { return }
        filled = true
        storage.reset()
        switch segmentation {
        case .unicode: appendUnicodeWords(of: text, count: count, to: &storage)
        case .whitespace: appendWhitespaceWords(of: text, count: count, to: &storage)
        case .spacyEnglish:
            spacyEnglish.appendWords(of: text, count: count, to: &storage)
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
