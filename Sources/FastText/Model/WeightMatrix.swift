// The two forms in which a model has its weights.

/// A weight matrix as its file has it.
enum WeightMatrix: Sendable {
    case dense(Matrix)
    case quantized(QuantizedMatrix)

    var rows: Int {
        switch self {
        case .dense(let matrix): matrix.rows
        case .quantized(let matrix): matrix.rows
        }
    }

    var columns: Int {
        switch self {
        case .dense(let matrix): matrix.columns
        case .quantized(let matrix): matrix.quantizer.dimension
        }
    }

    var isQuantized: Bool {
        if case .quantized = self { true } else { false }
    }

    /// The rows as floats; those of a quantised matrix not yet multiplied by their lengths.
    var unscaled: Matrix {
        switch self {
        case .dense(let matrix): matrix
        case .quantized(let matrix): matrix.expanded(isScaled: false)
        }
    }

    /// The rows as floats, those of a quantised matrix in another order where there is one.
    func expanded(order: [Int32]?) -> Matrix {
        switch self {
        case .dense(let matrix): matrix
        case .quantized(let matrix): matrix.expanded(order: order, isScaled: true)
        }
    }

    /// The lengths of a quantised matrix's rows, where they are coded apart.
    var norms: QuantizedMatrix.Norms? {
        if case .quantized(let matrix) = self { matrix.norms } else { nil }
    }
}
