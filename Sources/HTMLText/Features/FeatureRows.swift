// The features of a page's blocks, as small whole numbers.
import CByteKernels

/// A row of features per block. Whole numbers, so that every machine decides alike.
///
/// Rows lie in groups, in a group column by column: so trees decide about all of a group at once.
struct FeatureRows {
    private var values: [Int16] = []
    private(set) var count = 0
    let width: Int

    static let rowsPerGroup = Int(cbk_trees_rows)

    init(width: Int) { self.width = width }

    var groups: Int { (count + Self.rowsPerGroup - 1) / Self.rowsPerGroup }

    /// Makes room for a page, and lets `fill` write each row.
    mutating func fill(_ count: Int, _ fill: (_ index: Int, _ row: FeatureRow) -> Void) {
        self.count = count
        let size = groups * width * Self.rowsPerGroup
        if values.count < size {
            values.append(contentsOf: repeatElement(0, count: size - values.count))
        }
        let width = width
        values.withUnsafeMutableBufferPointer { values in
            for index in 0..<count {
                fill(index, FeatureRow(values[Self.place(index, width)...]))
            }
        }
    }

    /// Where a row's first value is.
    private static func place(_ index: Int, _ width: Int) -> Int {
        index / rowsPerGroup * width * rowsPerGroup + index % rowsPerGroup
    }

    /// The columns of a group, the last of which may be partly of older pages.
    func withGroup(_ group: Int, _ body: (UnsafePointer<Int16>) -> Void) {
        values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return }
            body(start + group * width * Self.rowsPerGroup)
        }
    }

    /// Row after row.
    var rowByRow: [Int16] {
        (0..<count).flatMap { row in
            (0..<width).map { values[Self.place(row, width) + $0 * Self.rowsPerGroup] }
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
        get { Int32(values[column &* FeatureRows.rowsPerGroup]) }
        nonmutating set { values[column &* FeatureRows.rowsPerGroup] = Int16(clamping: newValue) }
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
