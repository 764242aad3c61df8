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
