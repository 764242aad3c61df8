// Sums over the rows of a matrix of floats: means of chosen rows and dot products.
import CByteKernels

/// Puts `scale` times the sum of the named rows into `mean`, each column added up in the order of
/// `rows`; the same bits on every processor.
///
/// - Parameter stride: floats from row to row, a multiple of 8.
public func meanOfRows(
    _ matrix: UnsafePointer<Float>, stride: Int, _ rows: UnsafePointer<Int32>, count: Int,
    scale: Float, into mean: UnsafeMutablePointer<Float>
) {
    cbk_vectors_mean(matrix, stride, rows, count, scale, mean)
}

/// The dot product of `vector` with each row of a matrix, each added up column after column.
///
/// - Parameters:
///   - matrix: `blocks` blocks of eight rows, in a block column by column.
///   - products: room for eight floats a block.
public func rowProducts(
    _ matrix: UnsafePointer<Float>, columns: Int, blocks: Int, with vector: UnsafePointer<Float>,
    into products: UnsafeMutablePointer<Float>
) {
    cbk_vectors_products(matrix, columns, blocks, vector, products)
}

/// Rows of floats coded by product quantisation (Jégou, Douze and Schmid 2011), in memory that its
/// owner no longer writes to.
public struct CodedRows: @unchecked Sendable {
    private let matrix: cbk_coded_rows

    /// - Parameters:
    ///   - codes: a byte for each part of each row, row after row.
    ///   - centroids: 256 for each part, part after part; the last part may be narrower.
    ///   - lengths: a byte for each row, and the 256 lengths that they name; nil where rows aren't
    ///     multiplied by any.
    ///   - partWidth: columns of a part.
    public init(
        codes: UnsafePointer<UInt8>, centroids: UnsafePointer<Float>,
        lengths: (codes: UnsafePointer<UInt8>, values: UnsafePointer<Float>)?, columns: Int,
        partWidth: Int
    ) {
        matrix = cbk_coded_rows(
            codes: codes, centroids: centroids, length_codes: lengths?.codes,
            lengths: lengths?.values, columns: columns, width: partWidth)
    }

    /// As ``meanOfRows(_:stride:_:count:scale:into:)``; `mean` has a float a column.
    public func mean(
        of rows: UnsafePointer<Int32>, count: Int, scale: Float,
        into mean: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: matrix) { cbk_vectors_coded_mean($0, rows, count, scale, mean) }
    }
}
