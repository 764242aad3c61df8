// Finds out whether a column's values are few, and numbers them.
import ByteKernels

/// The distinct values of a column in the order in which they come, while they are small.
struct DictionaryBuilder {
    /// Distinct values of more bytes than this make no dictionary.
    private static let mostBytes = 1 << 20
    /// The first value of each entry.
    private(set) var entries: [Range<Int>] = []
    /// The entry of each value.
    private(set) var indexes: [UInt32] = []
    private(set) var bytes = 0
    private var table: [UInt32] = Array(repeating: 0, count: 256)

    /// `nil` where a dictionary doesn't make the values smaller.
    init?(_ batch: ParquetColumnBatch, width: Int) {
        let count = batch.valueCount(width: width)
        indexes.reserveCapacity(count)
        let isSmall = batch.bytes.withUnsafeBytes { values in
            var start = 0
            for index in 0..<count {
                let end = width > 0 ? start + width : batch.ends[index]
                if !add(start..<end, of: values, isText: width == 0) { return false }
                start = end
            }
            return true
        }
        let plain = batch.bytes.count + (width == 0 ? 4 * count : 0)
        guard isSmall, count > 0, bytes + count * bits / 8 < plain * 3 / 4 else { return nil }
    }

    /// Bits of an entry's number.
    var bits: Int {
        max(1, UInt32.bitWidth - UInt32(max(0, entries.count - 1)).leadingZeroBitCount)
    }

    /// Numbers a value; false when there are too many.
    private mutating func add(
        _ range: Range<Int>, of values: UnsafeRawBufferPointer, isText: Bool
    ) -> Bool {
        let value = UnsafeRawBufferPointer(rebasing: values[range])
        var slot = Int(truncatingIfNeeded: xxHash64(value)) & (table.count - 1)
        while table[slot] != 0 {
            let entry = table[slot] - 1
            let known = entries[Int(entry)]
            if known.count == range.count, values[known].elementsEqual(value) {
                indexes.append(entry)
                return true
            }
            slot = (slot + 1) & (table.count - 1)
        }
        bytes += range.count + (isText ? 4 : 0)
        if bytes > Self.mostBytes { return false }
        entries.append(range)
        table[slot] = UInt32(entries.count)
        indexes.append(UInt32(entries.count - 1))
        if entries.count * 2 > table.count { grow(values) }
        return true
    }

    private mutating func grow(_ values: UnsafeRawBufferPointer) {
        table = Array(repeating: 0, count: table.count * 4)
        for (number, range) in entries.enumerated() {
            let value = UnsafeRawBufferPointer(rebasing: values[range])
            var slot = Int(truncatingIfNeeded: xxHash64(value)) & (table.count - 1)
            while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = UInt32(number + 1)
        }
    }
}
