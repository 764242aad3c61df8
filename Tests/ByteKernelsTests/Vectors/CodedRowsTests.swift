// Means of coded rows against their naive twin: decoded first, then added up in order.
import ByteKernels
import TestSupport
import Testing

/// A random coded matrix.
private struct Coded {
    let columns: Int
    let width: Int
    var codes: [UInt8] = []
    var centroids: [Float] = []
    var lengthCodes: [UInt8] = []
    var lengths: [Float] = []
    var parts: Int { (columns + width - 1) / width }

    init(rows: Int, columns: Int, width: Int, using numbers: inout SeededGenerator) {
        self.columns = columns
        self.width = width
        let value = { (numbers: inout SeededGenerator) in Float.random(in: -2...2, using: &numbers)
        }
        codes = (0..<rows * parts).map { _ in .random(in: 0...255, using: &numbers) }
        centroids = (0..<256 * columns).map { _ in value(&numbers) }
        lengthCodes = (0..<rows).map { _ in .random(in: 0...255, using: &numbers) }
        lengths = (0..<256).map { _ in value(&numbers) }
    }

    func decoded(_ row: Int, hasLengths: Bool) -> [Float] {
        (0..<columns).map { column in
            let part = column / width
            let own = min(width, columns - part * width)
            let centroid = 256 * part * width + own * Int(codes[row * parts + part])
            let value = centroids[centroid + column % width]
            return hasLengths ? value * lengths[Int(lengthCodes[row])] : value
        }
    }

    func naive(_ rows: [Int32], hasLengths: Bool) -> [Float] {
        var sums = [Float](repeating: 0, count: columns)
        for row in rows {
            for (column, value) in decoded(Int(row), hasLengths: hasLengths).enumerated() {
                sums[column] += value
            }
        }
        return sums.map { $0 * (1 / Float(rows.count)) }
    }

    func mean(_ rows: [Int32], hasLengths: Bool) -> [Float] {
        var mean = [Float](repeating: .nan, count: columns)
        codes.withUnsafeBufferPointer { codes in
            centroids.withUnsafeBufferPointer { centroids in
                lengthCodes.withUnsafeBufferPointer { lengthCodes in
                    lengths.withUnsafeBufferPointer { lengths in
                        let own = (lengthCodes.baseAddress!, lengths.baseAddress!)
                        let matrix = CodedRows(
                            codes: codes.baseAddress!, centroids: centroids.baseAddress!,
                            lengths: hasLengths ? own : nil, columns: columns, partWidth: width)
                        matrix.mean(
                            of: rows, count: rows.count, scale: 1 / Float(rows.count), into: &mean)
                    }
                }
            }
        }
        return mean
    }
}

@Test(arguments: [1, 2, 3, 5], [1, 2, 7, 8, 16, 24, 32, 40, 64, 100])
func `means of coded rows are those of the decoded rows, bit for bit`(width: Int, columns: Int) {
    guard width <= columns else { return }
    var numbers = SeededGenerator(seed: UInt64(100 * width + columns))
    let matrix = Coded(rows: 50, columns: columns, width: width, using: &numbers)
    for count in [1, 2, 17, 200] {
        let rows = (0..<count).map { _ in Int32.random(in: 0..<50, using: &numbers) }
        for hasLengths in [false, true] {
            let mean = matrix.mean(rows, hasLengths: hasLengths)
            let naive = matrix.naive(rows, hasLengths: hasLengths)
            #expect(mean.map(\.bitPattern) == naive.map(\.bitPattern))
        }
    }
}
