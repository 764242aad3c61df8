// What the path of a page's own address says about the page.

/// Words in paths that are common to pages of one kind on many sites.
enum PathWord: UInt8, CaseIterable {
    case forum, question, product, manual, collection, search, news, year, service, about, user
}

/// The shape and the words of a path.
struct PagePath {
    var isKnown = false
    var segments: Int32 = 0
    /// Of the last segment.
    var length: Int32 = 0
    var hyphens: Int32 = 0
    var digits: Int32 = 0
    var hasExtension = false
    var hasQuery = false
    var words: BitSet<PathWord> = []

    /// Reads an address; what stands before its path is skipped.
    init(_ address: [UInt8], _ table: PathWordTable) {
        isKnown = !address.isEmpty
        address.withUnsafeBufferPointer { bytes in
            var at = Self.pathStart(bytes)
            while at < bytes.count, bytes[at] != 0x3F, bytes[at] != 0x23 {
                at = readSegment(bytes, at, table)
            }
            hasQuery = at < bytes.count
            while at < bytes.count { at = readWord(bytes, at, table) }
        }
    }

    private static func pathStart(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard let colon = find(0x3A, in: bytes, from: 0), starts(bytes, colon, "://") else {
            return 0
        }
        return find(0x2F, in: bytes, from: colon + 3) ?? bytes.count
    }

    private mutating func readSegment(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ table: PathWordTable
    ) -> Int {
        var at = start
        if bytes[at] == 0x2F { at += 1 }
        let first = at
        var (hyphens, digits): (Int32, Int32) = (0, 0)
        var hasExtension = false
        while at < bytes.count, bytes[at] != 0x2F, bytes[at] != 0x3F, bytes[at] != 0x23 {
            if bytes[at] == 0x2D || bytes[at] == 0x5F { hyphens += 1 }
            if isASCIIDigit(bytes[at]) { digits += 1 }
            if bytes[at] == 0x2E { hasExtension = true }
            at += 1
        }
        guard at > first else { return at }
        segments += 1
        length = Int32(clamping: at - first)
        (self.hyphens, self.digits, self.hasExtension) = (hyphens, digits, hasExtension)
        if isYear(bytes, first, at) { words.insert(.year) }
        var word = first
        while word < at { word = readWord(bytes, word, table) }
        return at
    }

    private func isYear(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        end - start == 4 && (starts(bytes, start, "20") || starts(bytes, start, "19"))
            && isASCIIDigit(bytes[start + 2]) && isASCIIDigit(bytes[start + 3])
    }

    /// Takes the letters from `start` on for a word; returns where the next may begin.
    private mutating func readWord(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ table: PathWordTable
    ) -> Int {
        var end = start
        while end < bytes.count, isASCIILetter(bytes[end]) { end += 1 }
        guard end > start else { return start + 1 }
        if let word = table.word(bytes, start, end) { words.insert(word) }
        return end
    }
}

/// Knows the words of paths.
struct PathWordTable: Sendable {
    private let words: HashTable<UInt64, PathWord?>

    init() { words = HashTable(Self.names, absent: nil) }

    func word(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> PathWord? {
        words[NameKey(bytes, start, end).value]
    }

    private static let names: [(PathWord?, String)] = [
        (
            .forum,
            "forum forums thread threads topic topics viewtopic showthread community discussion discussions board boards comments t"
        ),
        (.question, "question questions answers qa faq faqs ask"),
        (.product, "product products item items p dp pd sku shop produkt producto produit itm"),
        (
            .manual,
            "docs doc documentation manual reference api guide guides help support tutorial tutorials learn wiki kb man library latest stable handbook"
        ),
        (
            .collection,
            "collection collections category categories c shop browse catalog catalogue store kategorie products"
        ),
        (.search, "search tag tags list listing listings archive archives results jobs directory"),
        (.news, "news article articles story stories blog blogs post posts magazine nachrichten"),
        (
            .service,
            "service services solutions solution platform features pricing industries business treatments practice"
        ),
        (.about, "about contact company team careers home index"),
        (.user, "user users profile member members author people"),
    ]
}
