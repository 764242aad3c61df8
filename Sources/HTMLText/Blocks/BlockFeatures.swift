// What the block model knows about each block, as small whole numbers.

/// A row of features per block. Whole numbers, so that every machine decides alike.
struct BlockFeatures {
    /// Row after row.
    private(set) var values: [Int16] = []
    private(set) var rows = 0

    /// The number of features of a block.
    static let width = 231

    /// Appends values to one row.
    struct Row {
        private let base: UnsafeMutablePointer<Int16>
        private(set) var count = 0

        init(_ base: UnsafeMutablePointer<Int16>) { self.base = base }

        @inline(__always)
        mutating func add(_ value: Int32) {
            precondition(count < BlockFeatures.width)
            base[count] = Int16(clamping: value)
            count &+= 1
        }

        @inline(__always)
        mutating func add(score value: Float) { add(Int32(max(-32768, min(32767, value)))) }

        @inline(__always)
        mutating func add(_ value: Bool) { add(value ? 1 : 0) }
    }

    /// Makes room for a page and lets `fill` write each row.
    mutating func reset(rows: Int) {
        self.rows = rows
        let size = rows * Self.width
        if values.count < size {
            values.append(contentsOf: repeatElement(0, count: size - values.count))
        }
    }

    mutating func withRow(_ row: Int, _ fill: (inout Row) -> Void) {
        values.withUnsafeMutableBufferPointer { buffer in
            var writer = Row(buffer.baseAddress! + row * Self.width)
            fill(&writer)
        }
    }
}
