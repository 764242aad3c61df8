// The input rows of a model, in the form in which predictions read them.
import ByteKernels

/// A dense model's matrix, or a quantised model's codes: decoded as they are added up they take a
/// tenth of the memory, and no longer.
enum InputRows: Sendable {
    case dense(Matrix)
    case coded(CodedMatrix)

    /// - Parameter order: which row each row of a quantised matrix is; nil leaves them in place.
    init(_ weights: WeightMatrix, order: [Int32]?) {
        switch weights {
        case .dense(let matrix): self = .dense(matrix)
        case .quantized(let matrix): self = .coded(CodedMatrix(matrix, order: order))
        }
    }

    /// Puts the mean of `count` rows into `mean`, which has a float a column and is padded to whole
    /// vectors. The order of additions is the original's, so the sums are too.
    func average(_ rows: UnsafePointer<Int32>, count: Int, into mean: UnsafeMutablePointer<Float>) {
        switch self {
        case .dense(let matrix): matrix.average(rows, count: count, into: mean)
        case .coded(let matrix):
            matrix.rows.mean(of: rows, count: count, scale: Float(1 / Double(count)), into: mean)
        }
    }
}

/// A quantised matrix for ``InputRows``.
final class CodedMatrix: Sendable {
    let rows: CodedRows
    private let codes: FlatStorage<UInt8>
    private let centroids: FlatStorage<Float>
    private let lengthCodes: FlatStorage<UInt8>
    private let lengths: FlatStorage<Float>

    init(_ matrix: QuantizedMatrix, order: [Int32]?) {
        let quantizer = matrix.quantizer
        codes = FlatStorage(rows: matrix.codes, of: quantizer.parts, order: order)
        centroids = FlatStorage(quantizer.centroids)
        lengthCodes = FlatStorage(rows: matrix.norms?.codes ?? [], of: 1, order: order)
        lengths = FlatStorage(matrix.norms?.quantizer.centroids ?? [])
        let lengths = matrix.norms == nil ? nil : (lengthCodes.base, lengths.base)
        rows = CodedRows(
            codes: codes.base, centroids: centroids.base,
            lengths: lengths.map { (UnsafePointer($0), UnsafePointer($1)) },
            columns: quantizer.dimension, partWidth: quantizer.partWidth)
    }
}

extension FlatStorage {
    fileprivate convenience init(_ values: [Element]) where Element == Float {
        self.init(count: values.count, repeating: 0)
        base.update(from: values, count: values.count)
    }
}

extension FlatStorage<UInt8> {
    /// Rows of `width` bytes, in another order.
    fileprivate convenience init(rows: [UInt8], of width: Int, order: [Int32]?) {
        self.init(count: rows.count, repeating: 0)
        guard let order, !rows.isEmpty else {
            base.update(from: rows, count: rows.count)
            return
        }
        rows.withUnsafeBufferPointer { bytes in
            guard let first = bytes.baseAddress else { return }
            for (new, old) in order.enumerated() {
                (base + new * width).update(from: first + Int(old) * width, count: width)
            }
        }
    }
}
