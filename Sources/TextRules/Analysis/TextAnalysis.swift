// One document's text, scanned once for all filters: counts, lines, words, repetition.
import ByteKernels

/// How text is cut into words.
public enum WordSegmentation: Int, Sendable, CaseIterable {
    /// Unicode letters and digits with their marks; see ``WordTable`` for the exact definition.
    case unicode
    /// spaCy's English tokenizer.
    case spacyEnglish
    /// What stands between white space: Python's `split()`.
    case whitespace
}

/// What the filters of one worker share about the document at hand.
///
/// ```swift
/// analysis.load(document.text)
/// let quality = GopherQualityCounts(analysis, words: .unicode)
/// let repetition = GopherRepetitionCounts(analysis, words: .unicode)
/// ```
///
/// Each table is made when it is first asked for and kept until the next `load`. Nothing is
/// allocated once the buffers have grown to the longest document. Not thread-safe: one per worker.
public final class TextAnalysis {
    /// The longest text, in bytes, that `load` accepts: offsets are 32 bits wide.
    static let maximumCount = Int(Int32.max) - 64

    private var buffer = ScratchBuffer<UInt8>(capacity: 4096)
    /// The bytes in the text.
    public private(set) var count = 0

    private var knownCounts: TextCounts?
    let lineTable = LineTable()
    private let repetition = LineRepetition()
    private var knownEdges: LineEdges?
    private var knownLines: (all: RepeatedPieces, nonBlank: NonBlankLines)?
    private var knownParagraphs: RepeatedPieces?
    private let wordTables = WordSegmentation.allCases.map { WordTable($0) }
    private let sentenceTables = WordSegmentation.allCases.map { _ in SentenceTable() }

    public init() { buffer.hold(UnsafeBufferPointer(start: nil, count: 0)) }

    /// Takes a copy of the text and forgets what was known of the one before.
    public func load(_ text: Span<UInt8>) {
        text.withUnsafeBufferPointer { load($0) }
    }

    /// Takes a copy of the text unless it is the one at hand, whose tables then stay.
    public func update(_ text: Span<UInt8>) {
        text.withUnsafeBufferPointer { new in
            guard new.count == count else { return load(new) }
            guard let other = new.baseAddress, !areEqual(other, start, count) else {
                return
            }
            load(new)
        }
    }

    /// Takes a copy of the text and forgets what was known of the one before.
    public func load(_ text: UnsafeBufferPointer<UInt8>) {
        precondition(text.count <= Self.maximumCount, "a document must be shorter than 2 GiB")
        buffer.hold(text)
        count = text.count
        clear()
    }

    private func clear() {
        (knownCounts, knownEdges, knownLines, knownParagraphs) = (nil, nil, nil, nil)
        lineTable.clear()
        for table in wordTables { table.clear() }
        for table in sentenceTables { table.clear() }
    }

    /// The text; valid until the next `load`. 64 bytes of zeros follow it.
    @inline(__always)
    public var bytes: UnsafeBufferPointer<UInt8> { .init(start: buffer.base, count: count) }

    @inline(__always)
    var start: UnsafePointer<UInt8> { UnsafePointer(buffer.base) }

    /// Code points, hashes, ellipses and line feeds.
    public var counts: TextCounts {
        if let known = knownCounts { return known }
        let made = TextCounts(start, count)
        knownCounts = made
        return made
    }

    /// The lines by every definition.
    public var lines: LineTable {
        lineTable.fill(start, length: count, counts)
        return lineTable
    }

    /// Bullets and ellipses at the ends of lines.
    var lineEdges: LineEdges {
        if let known = knownEdges { return known }
        let made = LineEdges(start, lines)
        knownEdges = made
        return made
    }

    /// How lines repeat: those between runs of line feeds, and those of them that are not blank.
    public var lineRepetition: (all: RepeatedPieces, nonBlank: NonBlankLines) {
        if let known = knownLines { return known }
        let made = repetition.lines(fedText)
        knownLines = made
        return made
    }

    /// How paragraphs repeat: the stripped text cut at runs of two line feeds or more.
    public var paragraphRepetition: RepeatedPieces {
        if let known = knownParagraphs { return known }
        let made = repetition.paragraphs(fedText)
        knownParagraphs = made
        return made
    }

    /// The text and its line feeds.
    var fedText: FedText { FedText(start: start, count: count, feeds: lines.lineFeeds) }

    /// The words by one definition.
    public func words(_ segmentation: WordSegmentation) -> WordTable {
        let table = wordTables[segmentation.rawValue]
        table.fill(start, count: count)
        return table
    }
}

extension TextAnalysis {
    /// The sentences, found over the words of one definition.
    public func sentences(_ segmentation: WordSegmentation) -> SentenceTable {
        let table = sentenceTables[segmentation.rawValue]
        table.fill(self, words(segmentation))
        return table
    }
}
