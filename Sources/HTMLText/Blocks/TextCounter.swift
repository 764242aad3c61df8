// Counts over the text of a block.

/// Whether a character past ASCII ends sentences: the full stops and question marks of Chinese and
/// Japanese, Arabic and Urdu, the scripts of India, Armenian, Ethiopic, Khmer, Burmese, Tibetan.
func endsSentence(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3002, 0xFF01, 0xFF1F, 0xFF0E, 0xFF61, 0x061F, 0x06D4, 0x0964, 0x0965, 0x0589, 0x1362,
        0x1367, 0x17D4, 0x17D5, 0x104A, 0x104B, 0x0F0D, 0x2026:
        true
    default: false
    }
}

/// Reads text once, character by character.
struct TextCounter {
    private(set) var statistics = TextStatistics()
    private let stated: StatedWords
    private let telling: TellingWords
    private let lexicon: Lexicon
    private var word = WordHash()
    /// Characters of the word, and the hashes of the two words before it.
    private var wordLength: Int32 = 0
    private var before: (UInt32, UInt32) = (0, 0)

    init(stated: StatedWords, telling: TellingWords, lexicon: Lexicon) {
        self.stated = stated
        self.telling = telling
        self.lexicon = lexicon
    }

    /// Goes on from what was counted over a block so far.
    mutating func begin(_ statistics: TextStatistics) {
        self.statistics = statistics
        word = WordHash()
        wordLength = 0
        before = (0, 0)
    }

    /// Adds a run, and notes its words. A word may go on from the run before, if that didn't end in
    /// white space.
    mutating func add(
        _ text: UnsafeBufferPointer<UInt8>, continuesWord: Bool, _ evidence: inout KindEvidence
    ) {
        var isInWord = continuesWord
        var at = 0
        while at < text.count {
            let byte = text[at]
            if byte <= 0x20 {
                if isInWord { endWord(&evidence) }
                isInWord = false
                at &+= 1
                continue
            }
            var scalar = UInt32(byte)
            at &+= 1
            if byte >= 0x80 { scalar = decodeScalar(text, &at, byte) }
            if !isInWord { startWord(scalar) }
            isInWord = true
            count(scalar)
        }
        if isInWord { endWord(&evidence) }
    }

    private static let script = hash("javascript")
    private static let cookies = hash("cookies")
    private static let cookie = hash("cookie")

    private static func hash(_ word: StaticString) -> UInt32 {
        var hash = WordHash()
        for byte in word.bytes { hash.add(UInt32(byte)) }
        return hash.value
    }

    private mutating func startWord(_ scalar: UInt32) {
        statistics.words &+= 1
        if scalar &- 0x41 < 26 { statistics.capitalised &+= 1 }
        if statistics.first == 0 { statistics.first = scalar }
        word = WordHash()
        wordLength = statistics.characters
    }

    private mutating func endWord(_ evidence: inout KindEvidence) {
        if statistics.characters &- wordLength <= 3 { statistics.shortWords &+= 1 }
        if !word.isEmpty { evidence.note(word.value, lexicon) }
        let marks = stated.marks(word.value)
        if marks.contains(.title) { statistics.titleWords &+= 1 }
        if marks.contains(.summary) { statistics.summaryWords &+= 1 }
        if stated.hasBody { look() }
        if let kind = telling.kind(word.value) { note(kind) }
        if word.value == Self.script { statistics.namesScript = true }
        if word.value == Self.cookies { statistics.namesCookies = true }
        if word.value == Self.cookie { statistics.namesCookie = true }
        word = WordHash()
    }

    /// Whether the page's stated text holds the last three words in a row.
    private mutating func look() {
        guard !word.isEmpty else { return }
        let three = StatedWords.three(before.0, before.1, word.value)
        let marks = stated.marks(three)
        if marks.contains(.body) { statistics.statedWords &+= 1 }
        if marks.contains(.part) { statistics.partWords &+= 1 }
        before = (before.1, word.value)
    }

    private mutating func note(_ kind: TellingWord) {
        statistics.telling.add(kind)
        if statistics.words == 1 { statistics.firstTelling = kind }
    }

    @inline(__always)
    private mutating func count(_ scalar: UInt32) {
        statistics.characters &+= 1
        statistics.last = scalar
        statistics.hash = (statistics.hash ^ scalar) &* 0x0100_0193
        if scalar < 0x80 {
            if (scalar | 0x20) &- 0x61 < 26 { return word.add(scalar | 0x20) }
            if scalar &- 0x30 < 10 {
                statistics.digits &+= 1
                return word.add(scalar)
            }
        } else if scalar >= 0xE00 {
            countDense(scalar)
        }
        countMark(scalar)
    }

    /// A character of some scripts says as much as two letters; others, and some of these, put no
    /// space between words, which are told by their usual length.
    private mutating func countDense(_ scalar: UInt32) {
        switch scalar {
        case 0x3040...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            statistics.characters &+= 1
            if statistics.characters & 3 <= 1 { statistics.words &+= 1 }
        case 0xAC00...0xD7AF: statistics.characters &+= 1
        case 0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF:
            if statistics.characters % 5 == 0 { statistics.words &+= 1 }
        default: break
        }
    }

    private mutating func countMark(_ scalar: UInt32) {
        switch scalar {
        case 0x2C, 0x3001, 0xFF0C, 0x060C, 0x1363, 0x055D: statistics.commas &+= 1
        case 0x2E, 0x21, 0x3F: statistics.sentenceEnds &+= 1
        case _ where endsSentence(scalar): statistics.sentenceEnds &+= 1
        case 0x40, 0x5F: statistics.addresses &+= 1
        case 0x7C, 0xBB, 0x203A, 0xB7, 0x2F, 0xA9, 0x2192, 0x2022, 0xAB: statistics.separators &+= 1
        case 0x24, 0xA3, 0xA5, 0x20A0...0x20CF, 0xFFE5: statistics.prices &+= 1
        case 0x80...: word.add(scalar)
        default: break
        }
    }
}
