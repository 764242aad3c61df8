// The words of a training corpus as token ids, merged in place.
import ByteKernels

/// All words in one buffer, each a record: its count (two numbers, low first), its room and length
/// (16 bits each), its ids. A place is the index of a record's first number.
struct WordSymbols: ~Copyable {
    static let header = 3
    private let memory: MappedTable
    let base: UnsafeMutablePointer<UInt32>
    private let end: Int

    /// `ids` gives the first token of each byte. Words of one byte have no pairs and are left out.
    init(_ words: WordCounter, ids: [UInt32]) {
        var size = 0
        words.visit { word, _ in if word.count > 1 { size += word.count + Self.header } }
        precondition(size <= UInt32.max, "the words have over four thousand million bytes")
        memory = MappedTable(byteCount: max(size, 1) * 4)
        let base = memory.base.bindMemory(to: UInt32.self, capacity: size)
        var at = 0
        words.visit { word, count in
            if word.count < 2 { return }
            base[at] = UInt32(truncatingIfNeeded: count)
            base[at + 1] = UInt32(truncatingIfNeeded: count >> 32)
            base[at + 2] = UInt32(word.count << 16 | word.count)
            for (index, byte) in word.enumerated() {
                base[at + Self.header + index] = ids[Int(byte)]
            }
            at += word.count + Self.header
        }
        self.base = base
        end = at
    }

    @inline(__always)
    func count(at place: Int) -> Int64 {
        Int64(base[place]) | Int64(base[place &+ 1]) &<< 32
    }

    @inline(__always)
    func length(at place: Int) -> Int { Int(base[place &+ 2] & 0xFFFF) }

    @inline(__always)
    func setLength(_ length: Int, at place: Int) {
        base[place &+ 2] = base[place &+ 2] & 0xFFFF_0000 | UInt32(truncatingIfNeeded: length)
    }

    /// Gives every pair of neighbours: pair, count of its word, place of its word.
    @inline(__always)
    func forEachPair(_ body: (UInt64, Int64, Int) -> Void) {
        var place = 0
        while place < end {
            let length = length(at: place)
            let count = count(at: place)
            let ids = base + (place &+ Self.header)
            var at = 1
            while at < length {
                body(pairKey(ids[at &- 1], ids[at]), count, place)
                at &+= 1
            }
            place &+= Self.header &+ Int(base[place &+ 2] &>> 16)
        }
    }
}
