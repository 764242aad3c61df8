// Some rows of one column: levels, and the values one after another.

/// Values of a column for a number of rows.
public struct ParquetColumnBatch: Sendable {
    /// How deep each value is there; empty for columns whose values are always there.
    var definition: [UInt8] = []
    /// In which list each value goes on; empty for columns outside of lists.
    var repetition: [UInt8] = []
    /// The values that are there, without gaps.
    public internal(set) var bytes: [UInt8] = []
    /// Where the values of own lengths end.
    var ends: [Int] = []

    /// Bytes that it holds.
    var heldBytes: Int { definition.count + repetition.count + bytes.count + 8 * ends.count }

    mutating func removeAll() {
        definition.removeAll(keepingCapacity: true)
        repetition.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// The place of value number `index`; `width` is 0 for values of own lengths. `nil` where there
    /// are fewer.
    func range(of index: Int, width: Int) -> Range<Int>? {
        if width > 0 {
            let (start, overflow) = index.multipliedReportingOverflow(by: width)
            return overflow || start > bytes.count - width ? nil : start..<start + width
        }
        guard index < ends.count else { return nil }
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// Appends `count` values of a width and lets `fill` write them.
    mutating func append(
        _ count: Int, width: Int, _ fill: (UnsafeMutableRawPointer) -> Void
    ) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count * width))
        bytes.withUnsafeMutableBytes { bytes in
            if let base = bytes.baseAddress { fill(base + start) }
        }
    }

    /// Appends a value of its own length.
    @inline(__always)
    mutating func append(_ value: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: value)
        ends.append(bytes.count)
    }
}
