// Counts the pretokens of texts: the first half of training.
import ByteKernels

/// How often each pretoken occurs; one per worker, merged afterwards.
///
/// Counts are 64-bit and sums commute, so what is counted depends neither on the order of the
/// texts nor on how they were shared out.
public final class WordCounter: WordCounts {
    struct Entry {
        var key: WordKey
        var count: UInt64
    }

    /// Longer pretokens are counted in pieces of this many bytes.
    public static let longestWord = (1 << 16) - 1
    private static let longMark: UInt64 = 0xFF << 56

    public let preTokenizer: PreTokenizer
    /// What is done to a text before it is cut.
    public let normalizer: TextPreparation
    /// Names that are no words: texts are cut where they stand.
    private let skipped: AddedTokenFinder?
    /// How many different pretokens there are.
    public private(set) var wordCount = 0
    /// How many bytes of text were counted (with weights).
    public private(set) var byteCount: UInt64 = 0
    private var memory: MappedTable
    private var entries: UnsafeMutablePointer<Entry>
    private var mask: Int
    private var arena: [UInt8] = []
    private var splitter = PieceSplitter()
    private var normalized = PreparedText()
    private let ends = PretokenEnds()
    private let keys = UnsafeMutablePointer<WordKey>.allocate(capacity: SplitPattern.batchRoom)
    private let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: SplitPattern.batchRoom)

    public convenience init(split: SplitPattern) { self.init(PreTokenizer(split)) }

    /// - Parameter skipped: names of special tokens, which are not counted where texts have them.
    public init(
        _ preTokenizer: PreTokenizer, normalizer: TextPreparation = TextPreparation(),
        skipping skipped: [[UInt8]] = []
    ) {
        self.skipped =
            skipped.isEmpty
            ? nil : AddedTokenFinder(skipped.map { AddedToken(id: 0, text: $0) })
        self.preTokenizer = preTokenizer
        self.normalizer = normalizer
        let size = 1 << 12
        memory = MappedTable(byteCount: size * MemoryLayout<Entry>.stride)
        entries = memory.base.bindMemory(to: Entry.self, capacity: size)
        mask = size - 1
    }

    deinit {
        keys.deallocate()
        hashes.deallocate()
    }

    /// Forgets all words, and the memory for most of them; for after they were written to disk.
    public func removeAll() {
        wordCount = 0
        arena = []
        let size = 1 << 12
        memory = MappedTable(byteCount: size * MemoryLayout<Entry>.stride)
        adopt(memory.base, size)
    }

    /// Memory in use, in bytes, for callers that spill.
    public var memoryBytes: Int { memory.byteCount + arena.capacity }

    /// Counts the pretokens of a text, each `weight` times.
    public func add(_ text: Span<UInt8>, weight: UInt64 = 1) {
        byteCount &+= UInt64(text.count) &* weight
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, buffer.count > 0 else { return }
            let text = PretokenText(base: base, count: buffer.count)
            var start = 0
            while let skipped, let match = skipped.first(in: text, from: start) {
                addRaw(text, start..<match.start, weight)
                start = match.end
            }
            addRaw(text, start..<text.count, weight)
        }
    }

    private func addRaw(_ text: PretokenText, _ range: Range<Int>, _ weight: UInt64) {
        if range.isEmpty { return }
        let part = PretokenText(base: text.base + range.lowerBound, count: range.count)
        if normalizer.isEmpty { return addNormalized(part, weight) }
        normalized.begin(part.buffer)
        normalized.apply(normalizer, isFirst: true)
        normalized.bytes.withPretokenText { addNormalized($0, weight) }
    }

    private func addNormalized(_ text: PretokenText, _ weight: UInt64) {
        guard let pattern = preTokenizer.pattern else {
            splitter.withPieces(of: text, by: preTokenizer) { text, pieces in
                for piece in pieces {
                    addWord(
                        text.base + piece.lowerBound, piece.count, weight,
                        readable: text.count - piece.lowerBound)
                }
            }
            return
        }
        var start = 0
        while case let found = pattern.fill(ends.base, from: start, in: text), found > 0 {
            addBatch(found, from: start, in: text, weight)
            start = ends.base[found &- 1]
        }
    }

    /// Counts one pretoken, as it stands.
    public func add(word: Span<UInt8>, count: UInt64) {
        word.withUnsafeBufferPointer { word in
            if word.count > 0 {
                addWord(word.baseAddress!, word.count, count, readable: word.count)
            }
        }
    }

    /// Adds another counter's words.
    public func merge(_ other: WordCounter) {
        byteCount &+= other.byteCount
        other.visit { word, count in
            addWord(word.baseAddress!, word.count, count, readable: word.count)
        }
    }

    private func addBatch(_ found: Int, from start: Int, in text: PretokenText, _ weight: UInt64) {
        var at = start
        let table = UnsafeRawPointer(entries)
        for item in 0..<found {
            let end = ends.base[item]
            let key = Self.key(text.base + at, end &- at, readable: text.count &- at)
            let hash = Self.hash(key)
            keys[item] = key
            hashes[item] = hash
            prefetch(table + (Int(truncatingIfNeeded: hash) & mask) &* MemoryLayout<Entry>.stride)
            at = end
        }
        at = start
        for item in 0..<found {
            let end = ends.base[item]
            if end &- at > Self.longestWord {
                addPieces(text.base + at, end &- at, weight)
            } else {
                add(keys[item], hashes[item], text.base + at, weight)
            }
            at = end
        }
    }

    private func addWord(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, _ weight: UInt64, readable: Int
    ) {
        if count > Self.longestWord { return addPieces(bytes, count, weight) }
        let key = Self.key(bytes, count, readable: readable)
        add(key, Self.hash(key), bytes, weight)
    }

    private func addPieces(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ weight: UInt64) {
        var at = 0
        while at < count {
            let piece = min(Self.longestWord, count - at)
            addWord(bytes + at, piece, weight, readable: count - at)
            at += piece
        }
    }

    @inline(__always)
    private func add(
        _ key: WordKey, _ hash: UInt64, _ bytes: UnsafePointer<UInt8>, _ weight: UInt64
    ) {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while entries[slot].key.high != 0 {
            if entries[slot].key.low == key.low && isSame(entries[slot].key, key, bytes) {
                entries[slot].count &+= weight
                return
            }
            slot = (slot &+ 1) & mask
        }
        insert(key, slot, bytes, weight)
    }

    @inline(__always)
    private func isSame(_ kept: WordKey, _ key: WordKey, _ bytes: UnsafePointer<UInt8>) -> Bool {
        if key.high < Self.longMark { return kept.high == key.high }
        return kept.high >> 32 == key.high >> 32 && arenaMatches(kept, bytes)
    }

    private func arenaMatches(_ kept: WordKey, _ bytes: UnsafePointer<UInt8>) -> Bool {
        let (place, count) = Self.place(kept)
        return arena.withUnsafeBufferPointer { arena in
            for at in 0..<count where arena[place &+ at] != bytes[at] { return false }
            return true
        }
    }

    @inline(never)
    private func insert(
        _ key: WordKey, _ slot: Int, _ bytes: UnsafePointer<UInt8>, _ weight: UInt64
    ) {
        var key = key
        if key.high >= Self.longMark {
            let count = Int(key.high >> 32 & 0xFF_FFFF)
            key.high |= UInt64(arena.count)
            arena.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        }
        entries[slot] = Entry(key: key, count: weight)
        wordCount += 1
        if wordCount * 5 > (mask + 1) * 4 { grow() }
    }

    private func grow() {
        let old = entries
        let oldSize = mask + 1
        let larger = MappedTable(byteCount: oldSize * 2 * MemoryLayout<Entry>.stride)
        adopt(larger.base, oldSize * 2)
        for index in 0..<oldSize where old[index].key.high != 0 {
            var slot = Int(truncatingIfNeeded: Self.hash(old[index].key)) & mask
            while entries[slot].key.high != 0 { slot = (slot &+ 1) & mask }
            entries[slot] = old[index]
        }
        memory = larger
    }

    private func adopt(_ base: UnsafeMutableRawPointer, _ size: Int) {
        entries = base.bindMemory(to: Entry.self, capacity: size)
        mask = size - 1
    }

    @inline(__always)
    private static func key(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, readable: Int
    ) -> WordKey {
        if count > WordKey.inlineLimit {
            let length = UInt64(truncatingIfNeeded: min(count, longestWord))
            return WordKey(
                low: WordKey.hash(bytes, count: count), high: longMark | length &<< 32)
        }
        return readable >= 16
            ? WordKey(padded: bytes, count: count) : WordKey(exact: bytes, count: count)
    }

    @inline(__always)
    private static func hash(_ key: WordKey) -> UInt64 {
        key.high >= longMark ? key.low : key.hash
    }

    private static func place(_ key: WordKey) -> (place: Int, count: Int) {
        (Int(key.high & 0xFFFF_FFFF), Int(key.high >> 32 & 0xFF_FFFF))
    }

    /// Gives every word and its count, in no particular order.
    public func visit(_ body: (UnsafeBufferPointer<UInt8>, UInt64) throws -> Void) rethrows {
        for slot in 0...mask where entries[slot].key.high != 0 {
            try withWord(entries[slot].key) { try body($0, entries[slot].count) }
        }
    }

    private func withWord<Result>(
        _ key: WordKey, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        if key.high >= Self.longMark {
            let (place, count) = Self.place(key)
            return try arena.withUnsafeBufferPointer {
                try body(UnsafeBufferPointer(rebasing: $0[place..<place + count]))
            }
        }
        return try withUnsafeBytes(of: (key.low.littleEndian, key.high.littleEndian)) { bytes in
            try bytes.withMemoryRebound(to: UInt8.self) {
                try body(UnsafeBufferPointer(rebasing: $0[..<Int(key.high >> 56)]))
            }
        }
    }
}

extension WordCounter {
    /// Gives every word and its count in byte order.
    public func visitSorted(_ body: (UnsafeBufferPointer<UInt8>, UInt64) throws -> Void) rethrows {
        for slot in sortedSlots() {
            try withWord(entries[Int(slot)].key) { try body($0, entries[Int(slot)].count) }
        }
    }

    private func sortedSlots() -> [UInt32] {
        var slots: [UInt32] = []
        slots.reserveCapacity(wordCount)
        for slot in 0...mask where entries[slot].key.high != 0 { slots.append(UInt32(slot)) }
        slots.sort { isBefore(entries[Int($0)].key, entries[Int($1)].key) }
        return slots
    }

    private func isBefore(_ a: WordKey, _ b: WordKey) -> Bool {
        if a.high < Self.longMark && b.high < Self.longMark {
            if a.low != b.low { return a.low.byteSwapped < b.low.byteSwapped }
            // The length stands on top and decides between a word and its zero-filled beginning.
            let (rest, other) = (a.high &<< 8, b.high &<< 8)
            return rest != other ? rest.byteSwapped < other.byteSwapped : a.high < b.high
        }
        return withWord(a) { one in withWord(b) { one.lexicographicallyPrecedes($0) } }
    }

    /// The counts as one sorted run; see ``WordRunWriter``.
    public func serialized() -> [UInt8] {
        var run = WordRunWriter()
        visitSorted { run.append($0, count: $1) }
        return run.takeBytes()
    }

    /// Adds a run that ``serialized()`` wrote.
    public func add(serialized bytes: [UInt8]) throws {
        let run = WordRunReader(bytes)
        while try run.next() {
            add(word: run.word.span, count: run.count)
            byteCount &+= UInt64(run.word.count) &* run.count
        }
    }
}
