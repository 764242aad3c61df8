// Reads the dense and quantised matrices of a model file.

extension ByteReader {
    func matrix(quantized: Bool, expansionLimit: Int) throws -> WeightMatrix {
        if quantized { return .quantized(try quantizedMatrix(expansionLimit: expansionLimit)) }
        return .dense(try denseMatrix())
    }

    private func denseMatrix() throws -> Matrix {
        let (rows, columns) = try shape()
        guard columns <= remaining / 4, rows <= remaining / (4 * columns) else {
            throw FastTextError(
                .truncated, "a matrix of \(rows) x \(columns) with \(remaining) bytes left")
        }
        let matrix = Matrix(rows: rows, columns: columns)
        for row in 0..<rows {
            try read(
                into: UnsafeMutableRawBufferPointer(
                    start: matrix.row(row), count: columns * 4))
        }
        return matrix
    }

    private func shape() throws -> (rows: Int, columns: Int) {
        let rows = try int64()
        let columns = try int64()
        guard rows >= 0, rows <= Int64(Int32.max), (1...65_536).contains(columns) else {
            throw FastTextError(.impossibleValue, "a matrix of \(rows) x \(columns)")
        }
        return (Int(rows), Int(columns))
    }

    private func quantizedMatrix(expansionLimit: Int) throws -> QuantizedMatrix {
        let hasNorms = try bool()
        let (rows, columns) = try shape()
        let codeCount = Int(try int32())
        guard codeCount >= 0 else {
            throw FastTextError(.impossibleValue, "\(codeCount) bytes of codes")
        }
        guard rows * Matrix.stride(columns: columns) <= expansionLimit / 4 else {
            throw FastTextError(
                .tooLarge,
                "\(rows) x \(columns) quantised values; at most \(expansionLimit / 4) are expanded")
        }
        let codes = try bytes(codeCount)
        let quantizer = try productQuantizer()
        guard quantizer.dimension == columns, codeCount == rows * quantizer.parts else {
            throw FastTextError(
                .impossibleValue, "\(codeCount) codes for \(rows) rows of \(columns)")
        }
        return QuantizedMatrix(
            rows: rows, quantizer: quantizer, codes: codes,
            norms: hasNorms ? try norms(rows: rows) : nil)
    }

    private func norms(rows: Int) throws -> QuantizedMatrix.Norms {
        let codes = try bytes(rows)
        let quantizer = try productQuantizer()
        guard quantizer.dimension == 1 else {
            throw FastTextError(.impossibleValue, "lengths of dimension \(quantizer.dimension)")
        }
        return QuantizedMatrix.Norms(codes: codes, quantizer: quantizer)
    }

    private func productQuantizer() throws -> ProductQuantizer {
        let dimension = Int(try int32())
        let parts = Int(try int32())
        let width = Int(try int32())
        let lastWidth = Int(try int32())
        guard (1...65_536).contains(dimension), (1...dimension).contains(width),
            parts == (dimension + width - 1) / width,
            lastWidth == dimension - (parts - 1) * width
        else {
            throw FastTextError(
                .impossibleValue,
                "a quantizer of \(dimension) dimensions in \(parts) parts of \(width)")
        }
        let centroids = try floats(dimension * ProductQuantizer.centroidCount)
        return ProductQuantizer(dimension: dimension, partWidth: width, centroids: centroids)
    }
}
