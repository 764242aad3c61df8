// The encoder's memory of pretokens already merged: bytes to tokens, one cache line a look-up.
import ByteKernels

/// A growing hash table from pretokens to tokens; the owner of one worker.
///
/// An entry is 32 bytes: a 16-byte key and up to three tokens in place. Longer pretokens keep
/// their bytes, and longer results their tokens, in an arena beside the table.
struct WordCache: ~Copyable {
    struct Entry {
        var key: WordKey
        var tokens: (UInt32, UInt32, UInt32)
        /// How many tokens; above 3, `tokens.0` is their place in the arena.
        var count: UInt32
    }

    static let inlineTokens = 3
    /// The longest pretoken that is remembered.
    static let longestWord = 240
    /// The mark of a long key in its top byte.
    private static let longMark: UInt64 = 0xFF << 56

    private(set) var memory: MappedTable
    private(set) var entries: UnsafeMutablePointer<Entry>
    private(set) var mask: Int
    private var used = 0
    private let limit: Int
    private var words: [UInt8] = []
    private(set) var tokens: [UInt32] = []

    /// A table that grows to at most `byteLimit` bytes (without the arenas, which take at most as
    /// much again).
    init(byteLimit: Int) {
        let size = 1 << 14
        var limit = size
        while limit * 2 * MemoryLayout<Entry>.stride <= byteLimit { limit *= 2 }
        self.limit = limit
        memory = MappedTable(byteCount: size * MemoryLayout<Entry>.stride)
        entries = memory.base.bindMemory(to: Entry.self, capacity: size)
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
                if entry.pointee.key.high == key.high { return (slot, true) }
                if Self.isLong(key) && matches(entry.pointee.key, key, bytes) {
                    return (slot, true)
                }
            }
            if entry.pointee.key.high == 0 { return (slot, false) }
            slot = (slot &+ 1) & mask
        }
    }

    @inline(never)
    private func matches(_ kept: WordKey, _ key: WordKey, _ bytes: UnsafePointer<UInt8>) -> Bool {
        guard kept.high >> 32 == key.high >> 32 else { return false }
        let count = Int(key.high >> 32 & 0xFF_FFFF)
        let place = Int(kept.high & 0xFFFF_FFFF)
        return words.withUnsafeBufferPointer { words in
            for at in 0..<count where words[place + at] != bytes[at] { return false }
            return true
        }
    }

    /// Remembers a pretoken that `find` did not find, unless the table is full.
    mutating func insert(
        _ key: WordKey, hash: UInt64, bytes: UnsafePointer<UInt8>, tokens result: [UInt32]
    ) {
        if used * 8 >= (mask + 1) * 5 && !grow() { return }
        guard roomInArenas else { return }
        var key = key
        if Self.isLong(key) {
            key.high |= UInt64(words.count)
            let count = Int(key.high >> 32 & 0xFF_FFFF)
            words.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        }
        var entry = Entry(key: key, tokens: (0, 0, 0), count: UInt32(result.count))
        if result.count > Self.inlineTokens {
            entry.tokens.0 = UInt32(tokens.count)
            tokens.append(contentsOf: result)
        } else {
            if result.count > 0 { entry.tokens.0 = result[0] }
            if result.count > 1 { entry.tokens.1 = result[1] }
            if result.count > 2 { entry.tokens.2 = result[2] }
        }
        entries[emptySlot(hash)] = entry
        used += 1
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

    /// Doubles the table; false at its limit.
    private mutating func grow() -> Bool {
        if mask + 1 >= limit { return false }
        let size = (mask + 1) * 2
        let old = entries
        let oldSize = mask + 1
        let larger = MappedTable(byteCount: size * MemoryLayout<Entry>.stride)
        entries = larger.base.bindMemory(to: Entry.self, capacity: size)
        mask = size - 1
        for slot in 0..<oldSize where old[slot].key.high != 0 {
            entries[emptySlot(Self.hash(old[slot].key))] = old[slot]
        }
        memory = larger
        return true
    }
}
