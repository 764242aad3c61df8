// The mean of some rows of a matrix, each column added up in the order of the rows.
import ByteKernels

extension Matrix {
    private typealias Lanes = SIMD8<Float>
    /// Rows ahead that are asked for; they are anywhere in a matrix larger than the caches.
    private static var lookahead: Int { 16 }

    /// Puts the mean of `count` rows into `mean`, which has `stride` floats.
    ///
    /// Up to 32 columns at a time stay in registers over all rows. The order of additions is the
    /// original's, so the sums are too.
    func average(_ rows: UnsafePointer<Int32>, count: Int, into mean: UnsafeMutablePointer<Float>) {
        let scale = Float(1 / Double(count))
        var column = 0
        while column < stride {
            switch stride - column {
            case 8: add8(rows, count, column, mean, scale)
            case 16: add16(rows, count, column, mean, scale)
            case 24: add24(rows, count, column, mean, scale)
            default: add32(rows, count, column, mean, scale)
            }
            column += 32
        }
    }

    @inline(__always)
    private func lanes(_ rows: UnsafePointer<Int32>, _ index: Int, _ column: Int)
        -> UnsafePointer<Lanes>
    {
        UnsafeRawPointer(row(Int(rows[index])) + column).assumingMemoryBound(to: Lanes.self)
    }

    @inline(__always)
    private func requestAhead(
        _ rows: UnsafePointer<Int32>, _ index: Int, _ count: Int, _ column: Int
    ) {
        guard index &+ Self.lookahead < count else { return }
        let ahead = lanes(rows, index &+ Self.lookahead, column)
        prefetch(ahead)
        prefetch(ahead + 2)
    }

    private func add8(
        _ rows: UnsafePointer<Int32>, _ count: Int, _ column: Int,
        _ mean: UnsafeMutablePointer<Float>, _ scale: Float
    ) {
        var sum = Lanes.zero
        for index in 0..<count {
            requestAhead(rows, index, count, column)
            sum += lanes(rows, index, column)[0]
        }
        let out = UnsafeMutableRawPointer(mean + column).assumingMemoryBound(to: Lanes.self)
        out[0] = sum * scale
    }

    private func add16(
        _ rows: UnsafePointer<Int32>, _ count: Int, _ column: Int,
        _ mean: UnsafeMutablePointer<Float>, _ scale: Float
    ) {
        var first = Lanes.zero
        var second = Lanes.zero
        for index in 0..<count {
            requestAhead(rows, index, count, column)
            let row = lanes(rows, index, column)
            first += row[0]
            second += row[1]
        }
        let out = UnsafeMutableRawPointer(mean + column).assumingMemoryBound(to: Lanes.self)
        out[0] = first * scale
        out[1] = second * scale
    }

    private func add24(
        _ rows: UnsafePointer<Int32>, _ count: Int, _ column: Int,
        _ mean: UnsafeMutablePointer<Float>, _ scale: Float
    ) {
        add16(rows, count, column, mean, scale)
        add8(rows, count, column + 16, mean, scale)
    }

    private func add32(
        _ rows: UnsafePointer<Int32>, _ count: Int, _ column: Int,
        _ mean: UnsafeMutablePointer<Float>, _ scale: Float
    ) {
        var sums = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        for index in 0..<count {
            requestAhead(rows, index, count, column)
            let row = lanes(rows, index, column)
            sums.0 += row[0]
            sums.1 += row[1]
            sums.2 += row[2]
            sums.3 += row[3]
        }
        let out = UnsafeMutableRawPointer(mean + column).assumingMemoryBound(to: Lanes.self)
        out[0] = sums.0 * scale
        out[1] = sums.1 * scale
        out[2] = sums.2 * scale
        out[3] = sums.3 * scale
    }
}
