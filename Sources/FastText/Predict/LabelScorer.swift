// From the hidden vector to scores of labels: softmax, logistic and tree.
import ByteKernels
import Glibc

/// The output layer, laid out so that eight labels are scored at once while each label's sum is
/// still added up in the original's order, bit for bit.
struct LabelScorer: Sendable {
    typealias Lanes = SIMD8<Float>
    let loss: Loss
    let labelCount: Int
    private let dimension: Int
    /// Block of eight labels by dimension by label in the block.
    private let blocks: FlatStorage<Float>
    /// What a quantised output multiplies each label's sum by.
    private let norms: FlatStorage<Float>?
    private let rows: Matrix
    private let tree: LabelTree?

    init(loss: Loss, output: WeightMatrix, labelCounts: [Int64]) {
        self.loss = loss
        rows = output.unscaled
        norms = output.norms.map { norms in
            let values = FlatStorage<Float>(count: output.rows, repeating: 0)
            for row in 0..<output.rows { values.base[row] = norms.value(ofRow: row) }
            return values
        }
        labelCount = rows.rows
        dimension = rows.columns
        tree = loss == .hierarchicalSoftmax ? LabelTree(counts: labelCounts) : nil
        blocks = Self.blocks(of: rows)
    }

    private static func blocks(of rows: Matrix) -> FlatStorage<Float> {
        let count = (rows.rows + 7) / 8 * 8
        let blocks = FlatStorage<Float>(count: count * rows.columns, repeating: 0)
        for label in 0..<rows.rows {
            let first = blocks.base + label / 8 * 8 * rows.columns + label % 8
            for column in 0..<rows.columns { first[8 * column] = rows.row(label)[column] }
        }
        return blocks
    }

    /// Floats that a state's output needs: the labels, padded to whole blocks.
    var paddedCount: Int { (labelCount + 7) / 8 * 8 }

    /// Puts the `best` labels of at least `threshold` into the heap, unsorted.
    func score(
        hidden: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, threshold: Float,
        best: inout BestLabels
    ) {
        if let tree {
            let ready = labelCount <= Self.smallTree ? output : nil
            if let ready { multiply(hidden, into: ready) }
            return search(tree, hidden, products: ready, threshold: threshold, best: &best)
        }
        multiply(hidden, into: output)
        if loss == .softmax {
            softmax(output, exactly: best.limit > Self.fewLabels)
        } else {
            for label in 0..<labelCount { output[label] = LogisticTable.sigmoid(output[label]) }
        }
        select(output, threshold: threshold, best: &best)
    }

    /// Each label's dot product with `hidden`.
    func multiply(_ hidden: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>) {
        rowProducts(
            blocks.base, columns: dimension, blocks: paddedCount / 8, with: hidden, into: output)
        if let norms {
            for label in 0..<labelCount { output[label] *= norms.base[label] }
        }
    }

    /// With more labels wanted than this, labels of nearly equal tiny probability are among them,
    /// and only the C library's own exponential puts them in the original's order.
    private static let fewLabels = 8

    func softmax(_ output: UnsafeMutablePointer<Float>, exactly: Bool) {
        var largest = output[0]
        for label in 1..<max(1, labelCount) { largest = max(largest, output[label]) }
        if exactly {
            for label in 0..<labelCount { output[label] = expf(output[label] - largest) }
        } else {
            let lanes = UnsafeMutableRawPointer(output).assumingMemoryBound(to: Lanes.self)
            for block in 0..<paddedCount / 8 { lanes[block] = exponential(lanes[block] - largest) }
        }
        var total: Float = 0
        for label in 0..<labelCount { total += output[label] }
        for label in 0..<labelCount { output[label] /= total }
    }

    /// A label's score is the logarithm of its probability plus 1e-5. The cheap test in front
    /// spares the logarithm where the score is certainly too small.
    private func select(
        _ output: UnsafePointer<Float>, threshold: Float, best: inout BestLabels
    ) {
        var hopeless: Float = -1
        for label in 0..<labelCount where output[label] >= threshold {
            if output[label] < hopeless { continue }
            let score = Self.logarithm(output[label])
            if best.isFull, score < best.worst { continue }
            best.insert(score: score, label: Int32(label))
            if best.isFull { hopeless = exp(best.worst) * 0.9999 - 1e-5 }
        }
    }

    /// log(x + 1e-5), in double precision as in the original, then rounded.
    static func logarithm(_ value: Float) -> Float { Float(log(Double(value) + 1e-5)) }

    /// In a tree no larger than this, all products eight at a time beat those of the visited nodes
    /// one at a time.
    private static let smallTree = 1024

    /// Walks the tree depth first, left before right, leaving branches that can't win any more.
    private func search(
        _ tree: LabelTree, _ hidden: UnsafePointer<Float>, products: UnsafePointer<Float>?,
        threshold: Float, best: inout BestLabels
    ) {
        let least = Self.logarithm(threshold)
        var open: [(node: Int32, score: Float)] = [(tree.root, 0)]
        while let (node, score) = open.popLast() {
            if score < least || (best.isFull && score < best.worst) { continue }
            guard let children = tree.children(of: node) else {
                best.insert(score: score, label: node)
                continue
            }
            let row = Int(node) - labelCount
            let right = Self.logistic(products?[row] ?? dot(row: row, hidden))
            open.append((children.right, score + Self.logarithm(right)))
            open.append((children.left, score + Self.logarithm(Float(1 - Double(right)))))
        }
    }

    private func dot(row: Int, _ hidden: UnsafePointer<Float>) -> Float {
        var sum: Float = 0
        let weights = rows.row(row)
        for column in 0..<dimension { sum += weights[column] * hidden[column] }
        return norms.map { sum * $0.base[row] } ?? sum
    }

    private static func logistic(_ value: Float) -> Float { Float(1 / Double(1 + exp(-value))) }
}

/// e^x in eight lanes for x up to 0, to 2 units in the last place; below -87 it is 0.
@inline(__always)
func exponential(_ value: SIMD8<Float>) -> SIMD8<Float> {
    // Not a number counts as too small; padding lanes can hold anything.
    let tooSmall = .!(value .>= -87)
    let x = value.replacing(with: -87, where: tooSmall).replacing(with: 0, where: value .> 0)
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the lowest bits.
    let shifted = x * 1.442_695_04 + 12_582_912
    let power = shifted - 12_582_912
    let rest = (x - power * 0.693_359_375) + power * 2.121_944_4e-4
    var sum = SIMD8<Float>(repeating: 1.987_569_15e-4)
    sum = sum * rest + 1.398_199_95e-3
    sum = sum * rest + 8.333_451_9e-3
    sum = sum * rest + 4.166_579_6e-2
    sum = sum * rest + 0.166_666_65
    sum = sum * rest + 0.5
    sum = sum * rest * rest + rest + 1
    let exponent = (unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &+ 127) &<< 23
    return (sum * unsafeBitCast(exponent, to: SIMD8<Float>.self))
        .replacing(with: 0, where: tooSmall)
}
