// Product quantisation: a vector as one byte per few dimensions, each naming a centroid.
import ByteKernels

/// 256 centroids for each of `parts` slices of a vector; the last slice may be shorter.
struct ProductQuantizer: Equatable, Sendable {
    static let centroidCount = 256
    let dimension: Int
    let partWidth: Int
    /// Part after part; in a part centroid after centroid.
    var centroids: [Float]

    init(dimension: Int, partWidth: Int, centroids: [Float]) {
        self.dimension = dimension
        self.partWidth = partWidth
        self.centroids = centroids
    }

    var parts: Int { (dimension + partWidth - 1) / partWidth }

    /// How many dimensions a part covers.
    func width(ofPart part: Int) -> Int { min(partWidth, dimension - part * partWidth) }

    /// Where in `centroids` a part's centroid starts.
    func offset(part: Int, code: UInt8) -> Int {
        part * Self.centroidCount * partWidth + Int(code) * width(ofPart: part)
    }
}

/// A matrix whose rows are codes, and with `norms` also their lengths.
struct QuantizedMatrix: Equatable, Sendable {
    let rows: Int
    let quantizer: ProductQuantizer
    let codes: [UInt8]
    /// One code per row and a one-dimensional quantizer, when lengths were coded apart.
    let norms: Norms?

    struct Norms: Equatable, Sendable {
        let codes: [UInt8]
        let quantizer: ProductQuantizer

        func value(ofRow row: Int) -> Float { quantizer.centroids[Int(codes[row])] }
    }

    /// The rows as floats, each multiplied by its length when `isScaled`.
    /// - Parameter order: which row each of them is; nil leaves them in place.
    func expanded(order: [Int32]? = nil, isScaled: Bool) -> Matrix {
        let result = Matrix(rows: rows, columns: quantizer.dimension)
        let parts = quantizer.parts
        quantizer.centroids.withUnsafeBufferPointer { centroids in
            codes.withUnsafeBufferPointer { codes in
                guard let first = codes.baseAddress, let centroids = centroids.baseAddress else {
                    return
                }
                for row in 0..<rows {
                    let old = order.map { Int($0[row]) } ?? row
                    // In another order each row is somewhere else.
                    if let order, row + 24 < rows { prefetch(first + Int(order[row + 24]) * parts) }
                    let length = isScaled ? norms?.value(ofRow: old) : nil
                    quantizer.decode(
                        first + old * parts, centroids, length ?? 1, into: result.row(row))
                }
            }
        }
        return result
    }
}

extension ProductQuantizer {
    /// Writes a row of floats from its codes, each multiplied by `length`.
    @inline(__always)
    fileprivate func decode(
        _ codes: UnsafePointer<UInt8>, _ centroids: UnsafePointer<Float>, _ length: Float,
        into out: UnsafeMutablePointer<Float>
    ) {
        var column = 0
        var code = codes
        while column < dimension {
            let width = min(partWidth, dimension &- column)
            let centroid = centroids + (Self.centroidCount &* column &+ width &* Int(code.pointee))
            for place in 0..<width { out[column &+ place] = length * centroid[place] }
            column &+= width
            code += 1
        }
    }
}
