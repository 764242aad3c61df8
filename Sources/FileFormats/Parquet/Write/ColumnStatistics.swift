// The smallest and largest value of a column, which readers skip row groups by.
import ByteKernels

/// Bounds of a column's values, as they stand in its metadata.
struct ColumnStatistics {
    /// Longer values are no bounds: nobody looks for those.
    private static let longest = 64
    private(set) var smallest: [UInt8]?
    private(set) var largest: [UInt8]?

    init(_ batch: ParquetColumnBatch, _ column: ParquetColumn) {
        guard batch.valueCount(width: column.width) > 0 else { return }
        switch column.type {
        case .byteArray: findTexts(batch)
        case .int32: findNumbers(batch, width: 4) { Int64($0.littleEndian(as: Int32.self)) }
        case .int64: findNumbers(batch, width: 8) { $0.littleEndian(as: Int64.self) }
        case .boolean:
            smallest = [batch.bytes.min() ?? 0]
            largest = [batch.bytes.max() ?? 0]
        case .double: findDoubles(batch)
        case .int96, .float, .fixedLengthByteArray: return
        }
    }

    private mutating func findTexts(_ batch: ParquetColumnBatch) {
        var (low, high) = (0..<0, 0..<0)
        batch.bytes.withUnsafeBytes { bytes in
            var start = 0
            for (index, end) in batch.ends.enumerated() {
                let value = start..<end
                start = end
                if index == 0 { (low, high) = (value, value) }
                if bytes[value].lexicographicallyPrecedes(bytes[low]) { low = value }
                if bytes[high].lexicographicallyPrecedes(bytes[value]) { high = value }
            }
        }
        guard max(low.count, high.count) <= Self.longest else { return }
        (smallest, largest) = (Array(batch.bytes[low]), Array(batch.bytes[high]))
    }

    private mutating func findNumbers(
        _ batch: ParquetColumnBatch, width: Int, _ value: (UnsafeRawPointer) -> Int64
    ) {
        var (low, high) = (Int64.max, Int64.min)
        batch.bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            for place in stride(from: 0, to: bytes.count, by: width) {
                let number = value(base + place)
                low = min(low, number)
                high = max(high, number)
            }
        }
        smallest = Self.bytes(low, width)
        largest = Self.bytes(high, width)
    }

    private static func bytes(_ number: Int64, _ width: Int) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0.prefix(width)) }
    }

    /// NaN is no bound, and the bounds of zeros hold both.
    private mutating func findDoubles(_ batch: ParquetColumnBatch) {
        var (low, high) = (Double.infinity, -Double.infinity)
        var isKnown = false
        for place in stride(from: 0, to: batch.bytes.count, by: 8) {
            let number = Double(bitPattern: batch.bytes.littleEndian(at: place))
            if number.isNaN { continue }
            isKnown = true
            low = min(low, number)
            high = max(high, number)
        }
        guard isKnown else { return }
        if low == 0 { low = -0.0 }
        if high == 0 { high = 0.0 }
        smallest = Self.bytes(Int64(bitPattern: low.bitPattern), 8)
        largest = Self.bytes(Int64(bitPattern: high.bitPattern), 8)
    }
}
