// The mean of some rows of a matrix, each column added up in the order of the rows.
import ByteKernels

extension Matrix {
    /// Puts the mean of `count` rows into `mean`, which has `stride` floats. The order of additions
    /// is the original's, so the sums are too.
    func average(_ rows: UnsafePointer<Int32>, count: Int, into mean: UnsafeMutablePointer<Float>) {
        meanOfRows(
            storage.base, stride: stride, rows, count: count, scale: Float(1 / Double(count)),
            into: mean)
    }
}
