// Product quantisation: a vector as one byte per few dimensions, each naming a centroid.

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

    /// The rows as floats, not multiplied by their lengths.
    var expanded: Matrix {
        let result = Matrix(rows: rows, columns: quantizer.dimension)
        for row in 0..<rows { decode(row, into: result.row(row)) }
        return result
    }

    private func decode(_ row: Int, into out: UnsafeMutablePointer<Float>) {
        let parts = quantizer.parts
        for part in 0..<parts {
            let start = quantizer.offset(part: part, code: codes[row * parts + part])
            for column in 0..<quantizer.width(ofPart: part) {
                out[part * quantizer.partWidth + column] = quantizer.centroids[start + column]
            }
        }
    }
}
