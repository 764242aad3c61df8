// A line of text to the input rows that fastText would average for it.
import ByteKernels

/// Splits a line into tokens and names their rows: words, character n-grams, word n-grams.
///
/// A token is anything between blanks (space, tab, CR, LF, VT, FF, NUL). A line feed ends the line
/// and counts as the token `</s>`; text without one at its end has no such token.
struct FeatureExtractor: Sendable {
    private let vocabulary: Vocabulary
    private let pruned: PrunedBuckets?
    /// The same for the kernel, in memory that `vocabulary` keeps.
    private let kept: CharacterNgrams.Kept?
    private let isRanked: Bool
    private let keepsNoBucket: Bool
    private let firstBucketRow: Int32
    private let maximumNgram: Int
    private let wordNgrams: Int
    private let bucketCount: UInt64
    private let characterNgrams: CharacterNgrams

    /// - Parameter isRanked: whether kept buckets' rows stand in ``PrunedBuckets/rowOrder``.
    init(options: ModelOptions, vocabulary: Vocabulary, isRanked: Bool = false) {
        self.vocabulary = vocabulary
        pruned = vocabulary.pruned
        kept = vocabulary.pruned?.kept(isRanked: isRanked)
        self.isRanked = isRanked
        keepsNoBucket = vocabulary.pruned?.pairs.isEmpty ?? false
        firstBucketRow = Int32(vocabulary.wordCount)
        maximumNgram = Int(options.maximumNgram)
        wordNgrams = Int(options.wordNgrams)
        bucketCount = UInt64(max(1, options.buckets))
        characterNgrams = CharacterNgrams(
            minimum: options.minimumNgram, maximum: options.maximumNgram,
            buckets: UInt32(max(1, options.buckets)), firstRow: firstBucketRow)
    }

    /// What a line's extraction fills; reused from line to line.
    final class Line {
        let rows = GrowingBuffer<Int32>(capacity: 1024)
        let labels = GrowingBuffer<Int32>(capacity: 8)
        fileprivate let hashes = GrowingBuffer<UInt32>(capacity: 64)
        fileprivate let word = GrowingBuffer<UInt8>(capacity: 64)
        fileprivate let known: TokenRows?
        /// Tokens seen, labels and `</s>` among them.
        fileprivate(set) var tokens = 0
        /// Words and n-grams of characters looked for, of which `rows` has those that the model kept.
        fileprivate(set) var tried = 0
        fileprivate var isEnded = false

        /// - Parameter remembersTokens: whether the rows of tokens are kept for the next time.
        init(remembersTokens: Bool) {
            known = remembersTokens ? TokenRows() : nil
        }
    }

    /// Tokens without n-grams of characters are looked up as fast as they would be remembered.
    func makeLine() -> Line { Line(remembersTokens: maximumNgram > 0 && !keepsNoBucket) }

    /// Fills `line` from the first line of `text`; returns how many bytes that line takes.
    /// - Parameter endsLine: whether text without a line feed is a whole line all the same.
    @discardableResult
    func extract(_ text: UnsafeBufferPointer<UInt8>, endsLine: Bool, into line: Line) -> Int {
        line.rows.count = 0
        line.labels.count = 0
        line.hashes.count = 0
        line.tokens = 0
        line.tried = 0
        line.isEnded = false
        let consumed = extractTokens(text, into: line)
        if endsLine, !line.isEnded { addEndOfLine(to: line) }
        if wordNgrams > 1 { addWordNgrams(line) }
        return consumed
    }

    private func extractTokens(_ text: UnsafeBufferPointer<UInt8>, into line: Line) -> Int {
        guard let base = text.baseAddress else { return 0 }
        let known = line.known
        var position = 0
        while position < text.count {
            let byte = base[position]
            guard !Self.isBlank(byte) else {
                position &+= 1
                guard byte != 0x0A else {
                    addEndOfLine(to: line)
                    return position
                }
                continue
            }
            let start = position
            repeat { position &+= 1 } while position < text.count && !Self.isBlank(base[position])
            addKnownToken(base + start, count: position - start, known, to: line)
            if line.isEnded { return position }
        }
        return position
    }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte <= 0x20 && (byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) || byte == 0)
    }

    private func addEndOfLine(to line: Line) {
        Vocabulary.endOfLine.withUnsafeBufferPointer {
            addToken($0.baseAddress!, count: $0.count, to: line)
        }
    }

    /// As ``addToken(_:count:to:)``, by way of the tokens seen lately.
    @inline(__always)
    private func addKnownToken(
        _ token: UnsafePointer<UInt8>, count: Int, _ known: TokenRows?, to line: Line
    ) {
        guard let known, count <= TokenRows.longestToken else {
            return addToken(token, count: count, to: line)
        }
        let place = known.place(of: token, count: count)
        if let entry = known.find(token, count: count, at: place) {
            line.tokens &+= 1
            line.rows.reserve(entry.rowCount)
            (line.rows.base + line.rows.count).update(from: entry.rows, count: entry.rowCount)
            line.rows.count &+= entry.rowCount
            line.tried &+= entry.tried
            guard wordNgrams > 1 else { return }
            line.hashes.reserve(1)
            return line.hashes.appendReserved(entry.hash)
        }
        let (rows, hashes, tried) = (line.rows.count, line.hashes.count, line.tried)
        addToken(token, count: count, to: line)
        let added = line.rows.count &- rows
        // Labels have no hash; they and the line's end have an effect of their own.
        guard line.hashes.count > hashes, !line.isEnded, added <= TokenRows.mostRows else { return }
        known.insert(
            token, count: count, at: place,
            TokenRows.Entry(
                hash: line.hashes.base[hashes], rows: line.rows.base + rows, rowCount: added,
                tried: line.tried &- tried))
    }

    /// A literal `</s>` ends the line too.
    private func addToken(_ token: UnsafePointer<UInt8>, count: Int, to line: Line) {
        let hash = WordHash.of(token, count: count)
        let entry = vocabulary.find(token, count: count, hash: hash)
        let isEnd = count == 4 && Self.equal(token, Vocabulary.endOfLine)
        line.tokens &+= 1
        if entry >= vocabulary.wordCount {
            line.labels.reserve(1)
            line.labels.appendReserved(Int32(entry - vocabulary.wordCount))
        } else if entry >= 0 || !Self.startsLikeLabel(token, count) {
            addWord(token, count: count, entry: entry, isEnd: isEnd, to: line)
            line.hashes.reserve(1)
            line.hashes.appendReserved(hash)
        }
        line.isEnded = isEnd
    }

    private static func startsLikeLabel(_ token: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        count >= Vocabulary.labelPrefix.count && token[0] == 0x5F
            && equal(token, Vocabulary.labelPrefix)
    }

    private static func equal(_ token: UnsafePointer<UInt8>, _ bytes: [UInt8]) -> Bool {
        for index in bytes.indices where token[index] != bytes[index] { return false }
        return true
    }

    @inline(__always)
    private func addWord(
        _ token: UnsafePointer<UInt8>, count: Int, entry: Int, isEnd: Bool, to line: Line
    ) {
        let ngrams = isEnd || keepsNoBucket ? 0 : max(0, maximumNgram)
        line.rows.reserve((count &+ 2) &* min(ngrams, count &+ 2) &+ 1)
        if entry >= 0 { line.rows.appendReserved(Int32(entry)) }
        line.tried &+= 1
        guard ngrams > 0 else { return }
        let word = line.word
        word.count = 0
        word.reserve(count &+ 2)
        word.base[0] = 0x3C  // <
        (word.base + 1).update(from: token, count: count)
        word.base[count &+ 1] = 0x3E  // >
        let (found, tried) = characterNgrams.write(
            word.base, count: count &+ 2, kept: kept, to: line.rows.base + line.rows.count)
        line.rows.count &+= found
        line.tried &+= tried
    }

    /// Hashes of up to `wordNgrams` words in a row, each hash sign-extended as in the original.
    private func addWordNgrams(_ line: Line) {
        guard !keepsNoBucket else { return }
        let hashes = line.hashes
        line.rows.reserve(hashes.count &* (min(wordNgrams, hashes.count) &+ 1))
        for first in 0..<hashes.count {
            var hash = Self.signExtended(hashes.base[first])
            for next in first &+ 1..<max(first &+ 1, min(hashes.count, first &+ wordNgrams)) {
                hash = hash &* 116_049_371 &+ Self.signExtended(hashes.base[next])
                addBucket(UInt32(truncatingIfNeeded: hash % bucketCount), to: line)
            }
        }
    }

    @inline(__always)
    private static func signExtended(_ hash: UInt32) -> UInt64 {
        UInt64(bitPattern: Int64(Int32(bitPattern: hash)))
    }

    @inline(__always)
    private func addBucket(_ bucket: UInt32, to line: Line) {
        if let pruned {
            guard let row = pruned.row(ofBucket: bucket, isRanked: isRanked) else { return }
            line.rows.appendReserved(firstBucketRow &+ row)
        } else {
            line.rows.appendReserved(firstBucketRow &+ Int32(bitPattern: bucket))
        }
    }
}
