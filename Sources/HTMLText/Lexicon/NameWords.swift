// The words of class and id values, as hashes.

/// Reads names: each whole, with its stretches of digits as one `0`, and the words in it.
///
/// Words are stretches of at least two letters; they end before a capital that follows a small
/// letter. The hashes tell whole classes from whole ids, and both from words.
struct NameWords {
    /// Where names stand.
    enum Place: UInt32 {
        case classNames = 0x2E
        case id = 0x23
        /// On the page as a whole: `html`, `body`, the program that wrote the page.
        case page = 0x40
    }

    fileprivate static let word: UInt32 = 0x7E

    /// Hands over each word of `bytes[range]`, a name after the words in it.
    @inline(__always)
    static func forEach(
        in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ place: Place,
        _ body: (UInt32) -> Void
    ) {
        var reader = NameReader(place)
        for at in range {
            reader.read(bytes[at], body)
        }
        reader.endName(body)
    }
}

/// Folds a name and the word in it at the same time.
private struct NameReader {
    private let place: NameWords.Place
    private var name = WordHash()
    private var word = WordHash()
    private var letters = 0
    private var last: UInt8 = 0
    private var isEmpty = true

    @inline(__always)
    init(_ place: NameWords.Place) {
        self.place = place
        name.add(place.rawValue)
    }

    @inline(__always)
    mutating func read(_ byte: UInt8, _ body: (UInt32) -> Void) {
        if byte <= 0x20 { return endName(body) }
        isEmpty = false
        if isASCIILetter(byte) {
            if letters > 0, byte & 0x20 == 0, last & 0x20 != 0 { endWord(body) }
            if letters == 0 { word.add(NameWords.word) }
            word.add(UInt32(byte | 0x20))
            letters += 1
            name.add(UInt32(byte | 0x20))
        } else {
            endWord(body)
            let isDigit = isASCIIDigit(byte)
            if !isDigit || !isASCIIDigit(last) { name.add(isDigit ? 0x30 : UInt32(byte)) }
        }
        last = byte
    }

    @inline(__always)
    private mutating func endWord(_ body: (UInt32) -> Void) {
        guard letters > 0 else { return }
        if letters >= 2, place != .page { body(word.value) }
        word = WordHash()
        letters = 0
    }

    @inline(__always)
    mutating func endName(_ body: (UInt32) -> Void) {
        guard !isEmpty else { return }
        endWord(body)
        body(name.value)
        self = NameReader(place)
    }
}
