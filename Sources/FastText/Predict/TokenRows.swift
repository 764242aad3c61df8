// The rows of the tokens seen lately, so that a frequent word is taken apart once.
import ByteKernels
import Glibc

/// A worker's table from a token's bytes to what extraction made of it. It holds what it is given
/// until it is full and then starts again; answers never depend on what it holds.
final class TokenRows {
    /// What a token comes to.
    struct Entry {
        /// fastText's hash, for word n-grams.
        var hash: UInt32
        var rows: UnsafePointer<Int32>
        var rowCount: Int
        /// How many features were looked for.
        var tried: Int
    }

    private struct Slot {
        var key: UInt32
        var place: UInt32
        var hash: UInt32
        var length: UInt8
        var rowCount: UInt8
        var tried: UInt16
    }

    static let longestToken = 40
    static let mostRows = Int(UInt8.max)
    private static let slotBits: UInt64 = 15
    /// Words of four bytes for rows and the tokens behind them: 2 MiB.
    private static let arenaCount = 1 << 19
    private let slots = FlatStorage(
        count: 1 << slotBits,
        repeating: Slot(key: 0, place: 0, hash: 0, length: 0, rowCount: 0, tried: 0))
    private let arena = FlatStorage<Int32>(count: arenaCount, repeating: 0)
    private var used = 0

    /// Where a token belongs in the table.
    struct Place {
        fileprivate var slot: Int
        fileprivate var key: UInt32
    }

    /// - Precondition: `count` is 1 to ``longestToken``.
    @inline(__always)
    func place(of token: UnsafePointer<UInt8>, count: Int) -> Place {
        let hash = foldedHash(token, count)
        return Place(
            slot: Int(truncatingIfNeeded: hash &>> (64 &- Self.slotBits)),
            key: UInt32(truncatingIfNeeded: hash))
    }

    /// What ``insert(_:count:at:_:)`` was given for this token; nil if it isn't held.
    @inline(__always)
    func find(_ token: UnsafePointer<UInt8>, count: Int, at place: Place) -> Entry? {
        let slot = slots.base[place.slot]
        guard slot.key == place.key, Int(slot.length) == count else { return nil }
        let rows = arena.base + Int(slot.place)
        guard memcmp(rows + Int(slot.rowCount), token, count) == 0 else { return nil }
        return Entry(
            hash: slot.hash, rows: rows, rowCount: Int(slot.rowCount), tried: Int(slot.tried))
    }

    /// - Precondition: the rows are at most ``mostRows``, `count` is at most ``longestToken``.
    func insert(
        _ token: UnsafePointer<UInt8>, count: Int, at place: Place, _ entry: Entry
    ) {
        let rowCount = entry.rowCount
        let needed = rowCount + (count + 3) / 4
        if used + needed > arena.count { clear() }
        let start = arena.base + used
        start.update(from: entry.rows, count: rowCount)
        UnsafeMutableRawPointer(start + rowCount).copyMemory(from: token, byteCount: count)
        slots.base[place.slot] = Slot(
            key: place.key, place: UInt32(used), hash: entry.hash, length: UInt8(count),
            rowCount: UInt8(rowCount), tried: UInt16(clamping: entry.tried))
        used += needed
    }

    private func clear() {
        slots.bytes.initializeMemory(as: UInt8.self, repeating: 0)
        used = 0
    }
}
