// The words of a training corpus as token ids, merged in place.
import ByteKernels

/// All words in one buffer, each a record: its count (two numbers, low first), its room and length
/// (16 bits each), its ids. A place is the index of a record's first number.
struct WordSymbols: ~Copyable {
    static let header = 3
    private let memory: MappedTable
    let base: UnsafeMutablePointer<UInt32>
    private let end: Int
    /// Words that occur less often were left out, because not all fit.
    let leastCount: UInt64

    /// Words of one symbol have no pairs and are left out.
    init(
        _ words: some WordCounts, _ symbols: some FirstSymbols, _ options: BPETrainerOptions
    ) throws {
        let plan = try WordPlan(words, options)
        let memory = MappedTable(byteCount: max(plan.size, 1) * 4)
        let base = memory.base.bindMemory(to: UInt32.self, capacity: plan.size)
        end = try Self.fill(base, words, symbols, plan.leastCount)
        words.release()
        leastCount = plan.leastCount
        self.memory = memory
        self.base = base
    }

    /// Writes the records and returns where they end.
    private static func fill(
        _ base: UnsafeMutablePointer<UInt32>, _ words: some WordCounts,
        _ symbols: some FirstSymbols, _ leastCount: UInt64
    ) throws -> Int {
        var at = 0
        var ids: [UInt32] = []
        try words.visit { word, count in
            if word.count < 2 || count < leastCount { return }
            symbols.symbols(of: word, into: &ids)
            if ids.count < 2 { return }
            base[at] = UInt32(truncatingIfNeeded: count)
            base[at + 1] = UInt32(truncatingIfNeeded: count >> 32)
            base[at + 2] = UInt32(ids.count << 16 | ids.count)
            at += Self.header
            for id in ids {
                base[at] = id
                at += 1
            }
        }
        return at
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

    /// Gives every symbol and the count of its word.
    func visitSymbols(_ body: (UInt32, Int64) -> Void) {
        var place = 0
        while place < end {
            let count = count(at: place)
            for at in 0..<length(at: place) { body(base[place + Self.header + at], count) }
            place += Self.header + Int(base[place + 2] >> 16)
        }
    }

    /// Gives every pair of neighbours: pair, count of its word, place of its word.
    @inline(__always)
    func visitPairs(_ body: (UInt64, Int64, Int) -> Void) {
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

/// How much room words need, and which of them get it.
private struct WordPlan {
    /// Numbers in all.
    private(set) var size = 0
    private(set) var leastCount: UInt64 = 1
    /// Places are 32-bit.
    private static let sizeLimit = Int(UInt32.max)

    init(_ words: some WordCounts, _ options: BPETrainerOptions) throws {
        // By count, the numbers that words with it need; from the last entry on, together.
        var sizes = [Int](repeating: 0, count: 1 << 12)
        try words.visit { word, count in
            if word.count < 2 || count < options.leastWordCount { return }
            sizes[Int(min(count, UInt64(sizes.count - 1)))] += word.count + WordSymbols.header
        }
        let limit = min(options.wordBytes / 4, Self.sizeLimit)
        leastCount = max(options.leastWordCount, 1)
        for count in sizes.indices.reversed() {
            if size + sizes[count] > limit {
                leastCount = UInt64(count + 1)
                break
            }
            size += sizes[count]
        }
        if leastCount <= max(options.leastWordCount, 1) { return }
        if leastCount == sizes.count || !options.leavesOutRareWords {
            throw shortage(sizes.reduce(0, +) * 4, options.wordBytes)
        }
    }

    private static func size(_ bytes: Int) -> String {
        bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes >> 10) KiB"
    }

    private func shortage(_ needed: Int, _ limit: Int) -> TokenizerError {
        TokenizerError(
            .notEnoughMemory,
            "the words need \(Self.size(needed)) while merging, and may take \(Self.size(limit)), "
                + "which is half of the memory: allow \((needed >> 19) + 1) MiB, or leave out words "
                + "that occur less than \(leastCount) times (min_word_count)")
    }
}
