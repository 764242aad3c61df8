// Words whose weights were learned: what an element's names say of its text, and what all words of
// a page say of the page's kind.

/// The words that occur on many sites, by the hashes of ``NameWords`` and of text.
struct Lexicon: Sendable {
    /// What a page's words say for each kind of page.
    typealias KindWeights = InlineArray<7, Int8>

    private var numbers: HashTable<UInt32, UInt16>
    /// A bit for each value of the hashes' low bits that a known word has: most words are unknown,
    /// and few of those are looked up.
    private var filter = [UInt64](repeating: 0, count: 1 << 11)
    private var names: [Int16] = []
    private var kinds: [KindWeights] = []

    /// A weight of one, which is the natural logarithm of odds, of a name and of a kind.
    static let one: Int32 = 256
    static let kindOne: Int32 = 64

    /// Reads the words of a table: for each its hash, its weight in names, and those of the kinds,
    /// of four, two and one bytes.
    init(_ bytes: inout HexadecimalReader) {
        var hashes: [UInt32] = []
        while !bytes.isAtEnd, hashes.count < Int(UInt16.max) {
            let low = UInt32(UInt16(bitPattern: bytes.nextInt16()))
            hashes.append(low | UInt32(UInt16(bitPattern: bytes.nextInt16())) << 16)
            names.append(bytes.nextInt16())
            var weights = KindWeights(repeating: 0)
            for kind in weights.indices { weights[kind] = Int8(bitPattern: bytes.next()) }
            kinds.append(weights)
        }
        numbers = HashTable(count: hashes.count, absent: .max)
        for (number, hash) in hashes.enumerated() {
            numbers[hash] = UInt16(number)
            filter[Self.place(hash)] |= 1 << UInt64(hash & 63)
        }
    }

    var count: Int { kinds.count }

    /// The number of a known word.
    @inline(__always)
    func number(_ hash: UInt32) -> Int? {
        guard filter[Self.place(hash)] & 1 << UInt64(hash & 63) != 0 else { return nil }
        let number = numbers[hash]
        return number == .max ? nil : Int(number)
    }

    private static func place(_ hash: UInt32) -> Int { Int(hash >> 6 & 0x7FF) }

    func name(_ number: Int) -> Int32 { Int32(names[number]) }

    func kinds(_ number: Int) -> KindWeights { kinds[number] }
}
