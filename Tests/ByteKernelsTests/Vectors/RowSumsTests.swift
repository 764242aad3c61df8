// Sums over rows against loops in the same order: the same bits.
import ByteKernels
import TestSupport
import Testing

@Suite struct RowSumsTests {
    private func floats(_ count: Int, using random: inout SeededGenerator) -> [Float] {
        (0..<count).map { _ in Float.random(in: -2...2, using: &random) }
    }

    @Test(arguments: [8, 16, 24, 32, 40, 64, 72, 104, 128])
    func `a mean is the sum of its rows in their order, scaled`(stride: Int) {
        var random = SeededGenerator(seed: UInt64(stride))
        let matrix = floats(stride * 50, using: &random)
        for count in [0, 1, 2, 3, 15, 16, 17, 33, 100] {
            let rows = (0..<count).map { _ in Int32.random(in: 0..<50, using: &random) }
            let scale = Float.random(in: 0.01...1, using: &random)
            var mean = [Float](repeating: .nan, count: stride)
            meanOfRows(matrix, stride: stride, rows, count: count, scale: scale, into: &mean)
            for column in 0..<stride {
                let sum = rows.reduce(Float(0)) { $0 + matrix[Int($1) * stride + column] }
                #expect(mean[column].bitPattern == (sum * scale).bitPattern)
            }
        }
    }

    @Test(arguments: [0, 1, 2, 7, 8, 9, 16, 31, 100])
    func `a product is added up column after column, eight rows at a time`(columns: Int) {
        var random = SeededGenerator(seed: UInt64(columns))
        for blocks in [1, 2, 3, 4, 5, 9] {
            let matrix = floats(blocks * columns * 8, using: &random)
            let vector = floats(columns, using: &random)
            var products = [Float](repeating: .nan, count: blocks * 8)
            rowProducts(matrix, columns: columns, blocks: blocks, with: vector, into: &products)
            for row in products.indices {
                let block = row / 8 * columns * 8
                let sum = (0..<columns).reduce(Float(0)) {
                    $0 + matrix[block + $1 * 8 + row % 8] * vector[$1]
                }
                #expect(products[row].bitPattern == sum.bitPattern)
            }
        }
    }
}
