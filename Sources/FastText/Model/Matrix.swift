// A matrix of Float with padded rows.

/// `rows` by `columns`, each row starting at a multiple of eight floats, the padding zero.
final class Matrix: @unchecked Sendable {
    static let lanes = 8
    let rows: Int
    let columns: Int
    let stride: Int
    let storage: FlatStorage<Float>

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        stride = Self.stride(columns: columns)
        storage = FlatStorage(count: rows * stride, repeating: 0)
    }

    static func stride(columns: Int) -> Int { (columns + lanes - 1) / lanes * lanes }

    @inline(__always)
    func row(_ index: Int) -> UnsafeMutablePointer<Float> { storage.base + index &* stride }

    /// The Euclidean length of each row.
    func rowNorms() -> [Float] {
        (0..<rows).map { index in
            var sum: Float = 0
            for column in 0..<columns { sum += row(index)[column] * row(index)[column] }
            return sum.squareRoot()
        }
    }

    /// A new matrix of the chosen rows, in that order.
    func selecting(_ chosen: [Int32]) -> Matrix {
        let result = Matrix(rows: chosen.count, columns: columns)
        for (new, old) in chosen.enumerated() {
            result.row(new).update(from: row(Int(old)), count: stride)
        }
        return result
    }
}
