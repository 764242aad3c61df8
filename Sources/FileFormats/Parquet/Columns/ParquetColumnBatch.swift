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

extension ParquetColumnBatch {
    /// A place between two rows of a batch: levels and values that lie before it.
    struct RowPlace {
        var level = 0
        var value = 0
    }

    /// Appends the next `count` rows of another batch of the column, from `place` on, which moves
    /// behind them.
    mutating func append(
        _ count: Int, of other: ParquetColumnBatch, from place: inout RowPlace,
        _ column: ParquetColumn
    ) {
        let start = place
        if column.deepest == 0 {
            place.value += count
        } else {
            place.level = other.end(of: count, from: start.level, column)
            let levels = other.definition[start.level..<place.level]
            definition += levels
            if column.repeats > 0 { repetition += other.repetition[start.level..<place.level] }
            for level in levels where level == column.deepest { place.value += 1 }
        }
        appendValues(start.value..<place.value, of: other, width: column.width)
    }

    /// The level behind `count` rows.
    private func end(of count: Int, from level: Int, _ column: ParquetColumn) -> Int {
        if column.repeats == 0 { return level + count }
        var left = count
        var end = level
        while end < repetition.count {
            if repetition[end] == 0 {
                if left == 0 { break }
                left -= 1
            }
            end += 1
        }
        return end
    }

    private mutating func appendValues(
        _ range: Range<Int>, of other: ParquetColumnBatch, width: Int
    ) {
        if range.isEmpty { return }
        if width > 0 {
            bytes += other.bytes[range.lowerBound * width..<range.upperBound * width]
            return
        }
        let start = range.lowerBound == 0 ? 0 : other.ends[range.lowerBound - 1]
        let shift = bytes.count - start
        bytes += other.bytes[start..<other.ends[range.upperBound - 1]]
        ends.reserveCapacity(ends.count + range.count)
        for end in other.ends[range] { ends.append(end + shift) }
    }

    /// How many values there are.
    func valueCount(width: Int) -> Int { width > 0 ? bytes.count / width : ends.count }

    // MARK: Values to be written

    /// Appends levels of a value that is not there, or of one whose bytes follow.
    public mutating func appendLevels(definition level: UInt8, repetition again: UInt8? = nil) {
        definition.append(level)
        if let again { repetition.append(again) }
    }

    /// Appends nulls until there are `rows` levels, outside of lists.
    public mutating func appendNulls(upTo rows: Int) {
        let missing = rows - definition.count
        if missing > 0 { definition.append(contentsOf: repeatElement(0, count: missing)) }
    }

    /// Appends a value of its own length.
    public mutating func appendValue(_ value: ArraySlice<UInt8>) {
        bytes += value
        ends.append(bytes.count)
    }

    /// Appends a value of its own length.
    public mutating func appendValue(_ value: some Collection<UInt8>) {
        bytes.append(contentsOf: value)
        ends.append(bytes.count)
    }

    /// Appends a number.
    public mutating func appendValue(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends true or false.
    public mutating func appendValue(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// Appends a number.
    public mutating func appendValue(_ value: Double) { appendValue(value.bitPattern) }
}
