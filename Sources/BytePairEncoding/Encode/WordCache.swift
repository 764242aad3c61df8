// The encoder's memory of pretokens already merged: bytes to tokens, one cache line a look-up.
import ByteKernels

/// The tokens of a pretoken in 16 bytes: up to six of 20 bits, or where they are in an arena.
struct PackedTokens {
    /// Tokens 0 to 2, from the lowest bit on; else the place in the arena.
    var low: UInt64 = 0
    /// Tokens 3 to 5, and their number in the top four bits; else the number and the mark.
    var high: UInt64 = 0

    static let capacity = 6
    private static let idBits: UInt64 = 20
    private static let idMask: UInt64 = 1 << idBits - 1
    private static let arenaMark: UInt64 = 15 << 60

    init() {}

    /// Nil when there are too many tokens, or an id is too large.
    init?(_ tokens: UnsafeBufferPointer<UInt32>) {
        guard tokens.count <= Self.capacity else { return nil }
        for (index, token) in tokens.enumerated() {
            guard UInt64(token) <= Self.idMask else { return nil }
            let bits = UInt64(token) << (UInt64(index % 3) * Self.idBits)
            if index < 3 { low |= bits } else { high |= bits }
        }
        high |= UInt64(tokens.count) << 60
    }

    init(place: Int, count: Int) {
        low = UInt64(place)
        high = Self.arenaMark | UInt64(count)
    }

    /// How many tokens there are; more than ``capacity`` when they are in the arena.
    @inline(__always)
    var count: Int { Int(truncatingIfNeeded: high &>> 60) }

    /// Where in the arena the tokens are.
    var range: Range<Int> { Int(low)..<Int(low) + Int(high & ~Self.arenaMark) }

    /// Stores the tokens and room for four, or six when there are more.
    @inline(__always)
    func store(to place: UnsafeMutableRawPointer) {
        let mask = Self.idMask
        let upper = mask &<< 32
        place.storeBytes(of: low & mask | low &<< 12 & upper, as: UInt64.self)
        place.storeBytes(
            of: low &>> 40 & mask | high &<< 32 & upper, toByteOffset: 8, as: UInt64.self)
        if count <= 4 { return }
        place.storeBytes(
            of: high &>> 20 & mask | high &>> 8 & upper, toByteOffset: 16, as: UInt64.self)
    }
}

/// A growing hash table from pretokens to tokens; the owner of one worker.
///
/// An entry is 32 bytes: a 16-byte key and the tokens. Longer pretokens keep their bytes, and
/// longer results their tokens, in an arena beside the table.
final class WordCache {
    struct Entry {
        var key: WordKey
        var tokens: PackedTokens
    }

    /// The longest pretoken that is remembered.
    static let longestWord = 240
    /// The mark of a long key in its top byte.
    private static let longMark: UInt64 = 0xFF << 56

    /// As large as the table may become; the system gives what is touched.
    private let memory: MappedTable
    let entries: UnsafeMutablePointer<Entry>
    private(set) var mask: Int
    private var used = 0
    private let limit: Int
    private var words: [UInt8] = []
    private(set) var tokens: [UInt32] = []

    /// A table that grows to at most `byteLimit` bytes (without the arenas, which take at most as
    /// much again).
    init(byteLimit: Int) {
        let size = 1 << 16
        var limit = size
        while limit * 2 * MemoryLayout<Entry>.stride <= byteLimit { limit *= 2 }
        self.limit = limit
        memory = MappedTable(byteCount: limit * MemoryLayout<Entry>.stride)
        entries = memory.base.bindMemory(to: Entry.self, capacity: limit)
        mask = size - 1
    }

    /// The key of a long pretoken but for its place; only the top half of `high` is compared.
    @inline(__always)
    static func longKey(_ bytes: UnsafePointer<UInt8>, count: Int) -> WordKey {
        WordKey(
            low: WordKey.hash(bytes, count: count),
            high: longMark | UInt64(truncatingIfNeeded: count) &<< 32)
    }

    @inline(__always)
    static func isLong(_ key: WordKey) -> Bool { key.high >= longMark }

    @inline(__always)
    static func hash(_ key: WordKey) -> UInt64 { isLong(key) ? key.low : key.hash }

    /// The place of the entry for a key, or of the empty one where it would be.
    @inline(__always)
    func find(_ key: WordKey, hash: UInt64, bytes: UnsafePointer<UInt8>) -> (slot: Int, hit: Bool) {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = entries + slot
            if entry.pointee.key.low == key.low {
                let isHit =
                    Self.isLong(key)
                    ? matches(entry.pointee.key, key, bytes) : entry.pointee.key.high == key.high
                if isHit { return (slot, true) }
            }
            if entry.pointee.key.high == 0 { return (slot, false) }
            slot = (slot &+ 1) & mask
        }
    }

    /// Swaps an entry that was asked for with the one that is where its hash says: pretokens that
    /// are frequent come to be found at once. All slots between are in use, so the other one is
    /// found as well.
    @inline(__always)
    func promote(_ slot: Int, hash: UInt64) {
        let home = Int(truncatingIfNeeded: hash) & mask
        let entry = entries[slot]
        entries[slot] = entries[home]
        entries[home] = entry
    }

    @inline(never)
    private func matches(_ kept: WordKey, _ key: WordKey, _ bytes: UnsafePointer<UInt8>) -> Bool {
        guard kept.high >> 32 == key.high >> 32 else { return false }
        let count = Int(key.high >> 32 & 0xFF_FFFF)
        let place = Int(kept.high & 0xFFFF_FFFF)
        return words.withUnsafeBufferPointer {
            UnsafeBufferPointer(rebasing: $0[place..<place + count])
                .elementsEqual(UnsafeBufferPointer(start: bytes, count: count))
        }
    }

    /// Remembers a pretoken, unless it is known. False when there is no room left.
    func insert(
        _ key: WordKey, hash: UInt64, bytes: UnsafePointer<UInt8>, _ tokens: PackedTokens
    ) -> Bool {
        if used * 2 >= mask + 1 && !grow() { return false }
        let (slot, hit) = find(key, hash: hash, bytes: bytes)
        if hit { return true }
        var key = key
        if Self.isLong(key) {
            key.high |= UInt64(words.count)
            let count = Int(key.high >> 32 & 0xFF_FFFF)
            words.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        }
        entries[slot] = Entry(key: key, tokens: tokens)
        used += 1
        return roomInArenas
    }

    /// Packs tokens, in the arena where they are many.
    @inline(__always)
    func pack(_ result: UnsafeBufferPointer<UInt32>) -> PackedTokens {
        PackedTokens(result) ?? keep(result)
    }

    /// Puts tokens into the arena.
    private func keep(_ result: UnsafeBufferPointer<UInt32>) -> PackedTokens {
        defer { tokens.append(contentsOf: result) }
        return PackedTokens(place: tokens.count, count: result.count)
    }

    /// Forgets everything, the tokens in the arena too.
    func removeAll() {
        let empty = Entry(key: WordKey(low: 0, high: 0), tokens: PackedTokens())
        entries.update(repeating: empty, count: mask + 1)
        words.removeAll(keepingCapacity: true)
        tokens.removeAll(keepingCapacity: true)
        used = 0
    }

    private var roomInArenas: Bool {
        let bytes = limit * MemoryLayout<Entry>.stride
        return words.count < bytes / 2 && tokens.count * 4 < bytes / 2
    }

    private func emptySlot(_ hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while entries[slot].key.high != 0 { slot = (slot &+ 1) & mask }
        return slot
    }

    /// Doubles the table where it is; false at its limit.
    ///
    /// One more bit of its hash lets an entry stay or moves it up by the old size. They are taken
    /// from an empty slot on, so that one that stays finds room at or before its own slot, and no
    /// look-up meets a hole before its entry.
    private func grow() -> Bool {
        if mask + 1 >= limit { return false }
        let oldMask = mask
        mask = mask * 2 + 1
        var start = 0
        while entries[start].key.high != 0 { start += 1 }
        var wrapped: [Entry] = []
        for step in 1...oldMask {
            let from = (start + step) & oldMask
            let entry = entries[from]
            if entry.key.high == 0 { continue }
            entries[from].key = WordKey(low: 0, high: 0)
            let hash = Self.hash(entry.key)
            let slot = emptySlot(hash)
            // The first slots may still be emptied.
            if slot < Int(truncatingIfNeeded: hash) & mask {
                wrapped.append(entry)
            } else {
                entries[slot] = entry
            }
        }
        for entry in wrapped { entries[emptySlot(Self.hash(entry.key))] = entry }
        return true
    }
}
