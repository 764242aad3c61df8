// The words that a page states about itself in its head, to be met again in its text.

/// A word's letters and digits folded into a number, without regard to ASCII case.
struct WordHash {
    private(set) var value: UInt32 = 0x811C_9DC5

    @inline(__always)
    mutating func add(_ scalar: UInt32) { value = (value ^ scalar) &* 0x0100_0193 }

    var isEmpty: Bool { value == 0x811C_9DC5 }
}

/// The words of a page's title and summary, and the text that some pages state for machines.
struct StatedWords {
    /// Where a word was stated.
    struct Marks: OptionSet {
        var rawValue: UInt8

        static let title = Marks(rawValue: 1)
        static let summary = Marks(rawValue: 2)
        /// Three words in a row of the stated text.
        static let body = Marks(rawValue: 4)
    }

    private var keys: [UInt32]
    private var marks: [Marks]
    private let mask: Int
    private(set) var hasBody = false

    /// Titles and summaries are read up to so many words.
    private static let most = 48

    init(_ metadata: PageMetadata) {
        var size = 256
        while size < metadata.body.count { size *= 2 }
        mask = size - 1
        keys = [UInt32](repeating: 0, count: size)
        marks = [Marks](repeating: [], count: size)
        insert(metadata.title, .title)
        insert(metadata.summary, .summary)
        guard metadata.body.count >= 200 else { return }
        hasBody = true
        insertBody(metadata.body)
    }

    /// Where a word, or three words in a row, were stated.
    @inline(__always)
    func marks(_ key: UInt32) -> Marks { marks[slot(key)] }

    /// The key of three words in a row.
    @inline(__always)
    static func three(_ first: UInt32, _ second: UInt32, _ third: UInt32) -> UInt32 {
        ((first &* 0x9E37_79B1 ^ second) &* 0x85EB_CA6B ^ third) &* 0xC2B2_AE35
    }

    @inline(__always)
    private func slot(_ key: UInt32) -> Int {
        var slot = Int(key &* 0x9E37_79B1 >> 8) & mask
        while keys[slot] != key, !marks[slot].isEmpty { slot = (slot &+ 1) & mask }
        return slot
    }

    private mutating func insert(_ key: UInt32, _ mark: Marks) {
        let slot = slot(key)
        keys[slot] = key
        marks[slot].formUnion(mark)
    }

    private mutating func insert(_ text: [UInt8], _ mark: Marks) {
        var count = 0
        Self.forEachWord(text) { word in
            count += 1
            if count <= Self.most { insert(word, mark) }
        }
    }

    private mutating func insertBody(_ text: [UInt8]) {
        var (first, second): (UInt32, UInt32) = (0, 0)
        Self.forEachWord(text) { word in
            insert(Self.three(first, second, word), .body)
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
                } else if isASCIILetter(byte) || byte &- 0x30 < 10 {
                    word.add(UInt32(lowercased(byte)))
                }
            }
            if !word.isEmpty { body(word.value) }
        }
    }
}
