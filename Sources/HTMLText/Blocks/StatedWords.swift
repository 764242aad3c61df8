// The words that a page states about itself in its head, to be met again in its text.

/// The words of a page's title and summary, and the text that some pages state for machines.
struct StatedWords {
    /// Where a word was stated.
    struct Marks: OptionSet {
        var rawValue: UInt8

        static let title = Marks(rawValue: 1)
        static let summary = Marks(rawValue: 2)
        /// Three words in a row of the stated text.
        static let body = Marks(rawValue: 4)
        /// Three words in a row of any other text: a post, an answer, what a product is.
        static let part = Marks(rawValue: 8)
    }

    private var marks: HashTable<UInt32, Marks>
    private(set) var hasBody = false

    /// Titles and summaries are read up to so many words.
    private static let most = 48

    init(_ metadata: PageMetadata, _ stated: [UInt8]) {
        let count = (metadata.body.count + stated.count) / 2
        marks = HashTable(count: max(2 * Self.most, count), absent: [])
        insert(metadata.title, .title)
        insert(metadata.summary, .summary)
        insertBody(metadata.body, .body)
        insertBody(stated, .part)
    }

    /// Where a word, or three words in a row, were stated.
    @inline(__always)
    func marks(_ key: UInt32) -> Marks { marks[key] }

    /// The key of three words in a row.
    @inline(__always)
    static func three(_ first: UInt32, _ second: UInt32, _ third: UInt32) -> UInt32 {
        ((first &* 0x9E37_79B1 ^ second) &* 0x85EB_CA6B ^ third) &* 0xC2B2_AE35
    }

    private mutating func insert(_ text: [UInt8], _ mark: Marks) {
        var count = 0
        Self.forEachWord(text) { word in
            count += 1
            if count <= Self.most { marks[word].formUnion(mark) }
        }
    }

    private mutating func insertBody(_ text: [UInt8], _ mark: Marks) {
        guard text.count >= (mark == .body ? 200 : 60) else { return }
        hasBody = true
        var (first, second): (UInt32, UInt32) = (0, 0)
        Self.forEachWord(text) { word in
            marks[Self.three(first, second, word)].formUnion(mark)
            (first, second) = (second, word)
        }
    }

    private static func forEachWord(_ text: [UInt8], _ body: (UInt32) -> Void) {
        text.withUnsafeBufferPointer { bytes in
            var word = WordHash()
            var at = 0
            while at < bytes.count {
                let byte = bytes[at]
                at += 1
                if byte <= 0x20 {
                    if !word.isEmpty { body(word.value) }
                    word = WordHash()
                } else if byte >= 0x80 {
                    word.add(decodeScalar(bytes, &at, byte))
                } else if isASCIILetter(byte) || isASCIIDigit(byte) {
                    word.add(UInt32(lowercased(byte)))
                }
            }
            if !word.isEmpty { body(word.value) }
        }
    }
}
