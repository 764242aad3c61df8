// The features of a page's blocks, as small whole numbers.

/// A row of features per block. Whole numbers, so that every machine decides alike.
struct FeatureRows {
    /// Row after row.
    private(set) var values: [Int16] = []
    private(set) var count = 0
    let width: Int

    init(width: Int) { self.width = width }

    /// Makes room for a page, and lets `fill` write each row.
    mutating func fill(_ count: Int, _ fill: (_ index: Int, _ row: FeatureRow) -> Void) {
        self.count = count
        let size = count * width
        if values.count < size {
            values.append(contentsOf: repeatElement(0, count: size - values.count))
        }
        values.withUnsafeMutableBufferPointer { values in
            for index in 0..<count {
                fill(index, FeatureRow(values[index * width..<(index + 1) * width]))
            }
        }
    }
}

/// The features of one block.
struct FeatureRow {
    private let values: UnsafeMutableBufferPointer<Int16>

    fileprivate init(_ values: Slice<UnsafeMutableBufferPointer<Int16>>) {
        self.values = UnsafeMutableBufferPointer(rebasing: values)
    }

    @inline(__always)
    subscript(column: Int) -> Int32 {
        get { Int32(values[column]) }
        nonmutating set { values[column] = Int16(clamping: newValue) }
    }

    /// The part of the row that holds one group.
    @inline(__always)
    subscript<Group>(columns: FeatureColumns<Group>) -> FeaturePart<Group> {
        FeaturePart(row: self, start: columns.start)
    }
}

/// The features of one group and block.
struct FeaturePart<Group: FeatureGroup> {
    fileprivate let row: FeatureRow
    fileprivate let start: Int

    @inline(__always)
    subscript(feature: Group) -> Int32 {
        get { row[start &+ Int(feature.rawValue)] }
        nonmutating set { row[start &+ Int(feature.rawValue)] = newValue }
    }
}
