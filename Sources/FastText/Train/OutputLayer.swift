// The output weights while they are trained.
import Glibc

/// What the last layer does with one line: its loss, its own update, and the gradient for the
/// hidden vector. All sums have a fixed order, so the result doesn't depend on the machine.
protocol OutputLayer: AnyObject {
    /// - Parameter gradient: `stride` floats, overwritten.
    func update(
        target: Int, targets: UnsafeBufferPointer<Int32>, hidden: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>, rate: Float, random: inout RandomNumbers
    ) -> Float

    func weights() -> Matrix
}

/// All labels at every step: softmax, or one logistic decision per label (`oneVersusAll`).
///
/// Weights lie in blocks of eight labels by dimension, so a step works on eight labels at once.
final class DenseOutputLayer: OutputLayer {
    private typealias Lanes = SIMD8<Float>
    private let labelCount: Int
    private let dimension: Int
    private let blockCount: Int
    private let isSoftmax: Bool
    private let blocks: FlatStorage<SIMD8<Float>>
    private let output: FlatStorage<SIMD8<Float>>
    private let partial: FlatStorage<SIMD8<Float>>

    init(weights: Matrix, isSoftmax: Bool) {
        labelCount = weights.rows
        dimension = weights.columns
        blockCount = (labelCount + 7) / 8
        self.isSoftmax = isSoftmax
        blocks = FlatStorage(count: blockCount * dimension, repeating: .zero)
        output = FlatStorage(count: blockCount, repeating: .zero)
        partial = FlatStorage(count: dimension, repeating: .zero)
        for label in 0..<labelCount {
            for column in 0..<dimension {
                blocks.base[label / 8 * dimension + column][label % 8] = weights.row(label)[column]
            }
        }
    }

    func weights() -> Matrix {
        let result = Matrix(rows: labelCount, columns: dimension)
        for label in 0..<labelCount {
            for column in 0..<dimension {
                result.row(label)[column] = blocks.base[label / 8 * dimension + column][label % 8]
            }
        }
        return result
    }

    private var scores: UnsafeMutablePointer<Float> {
        UnsafeMutableRawPointer(output.base).assumingMemoryBound(to: Float.self)
    }

    func update(
        target: Int, targets: UnsafeBufferPointer<Int32>, hidden: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>, rate: Float, random: inout RandomNumbers
    ) -> Float {
        multiply(hidden)
        let loss = isSoftmax ? softmaxErrors(target) : logisticErrors(targets)
        applyErrors(hidden, rate: rate)
        for column in 0..<dimension { gradient[column] = partial.base[column].pairwiseSum }
        return loss
    }

    private func multiply(_ hidden: UnsafePointer<Float>) {
        for block in 0..<blockCount {
            let weights = blocks.base + block &* dimension
            var even = Lanes.zero
            var odd = Lanes.zero
            var column = 0
            while column &+ 1 < dimension {
                even += weights[column] * hidden[column]
                odd += weights[column &+ 1] * hidden[column &+ 1]
                column &+= 2
            }
            if column < dimension { even += weights[column] * hidden[column] }
            output.base[block] = even + odd
        }
    }

    /// Turns scores into (wanted - predicted) and returns the loss.
    private func softmaxErrors(_ target: Int) -> Float {
        for padding in labelCount..<blockCount * 8 { scores[padding] = -.infinity }
        var largest = scores[0]
        for label in 1..<max(1, labelCount) { largest = max(largest, scores[label]) }
        var totals = Lanes.zero
        for block in 0..<blockCount {
            output.base[block] = exponential(output.base[block] - largest)
            totals += output.base[block]
        }
        let scale = -1 / totals.pairwiseSum
        for block in 0..<blockCount { output.base[block] *= scale }
        let probability = -scores[target]
        scores[target] += 1
        return -logf(probability + 1e-5)
    }

    private func logisticErrors(_ targets: UnsafeBufferPointer<Int32>) -> Float {
        var loss: Float = 0
        for label in 0..<labelCount {
            let wanted: Float = targets.contains(Int32(label)) ? 1 : 0
            let score = LogisticTable.sigmoid(scores[label])
            loss -= logf(abs(wanted - 1 + score) + 1e-5)
            scores[label] = wanted - score
        }
        for padding in labelCount..<blockCount * 8 { scores[padding] = 0 }
        return loss
    }

    /// Each weight moves by rate x error x hidden; the gradient uses the weights from before.
    private func applyErrors(_ hidden: UnsafePointer<Float>, rate: Float) {
        for column in 0..<dimension { partial.base[column] = .zero }
        for block in 0..<blockCount {
            let weights = blocks.base + block &* dimension
            let step = output.base[block] * rate
            for column in 0..<dimension {
                let weight = weights[column]
                partial.base[column] += step * weight
                weights[column] = weight + step * hidden[column]
            }
        }
    }
}

/// A few rows at every step: the path to a label (`hierarchicalSoftmax`), or the label and some
/// others drawn by the square root of their counts (`negativeSampling`).
final class SparseOutputLayer: OutputLayer {
    private typealias Lanes = SIMD8<Float>
    private let matrix: Matrix
    private let paths: [[(node: Int32, turnsRight: Bool)]]
    private let negatives: Int
    /// Running sums of the square roots of label counts; empty for a tree.
    private let mass: [Float]

    init(weights: Matrix, loss: Loss, labelCounts: [Int64], negatives: Int) {
        matrix = weights
        self.negatives = negatives
        if loss == .hierarchicalSoftmax {
            let tree = LabelTree(counts: labelCounts)
            paths = labelCounts.indices.map { tree.path(to: Int32($0)) }
            mass = []
        } else {
            paths = []
            var sum: Float = 0
            mass = labelCounts.map { count in
                sum += Float(count).squareRoot()
                return sum
            }
        }
    }

    func weights() -> Matrix { matrix }

    func update(
        target: Int, targets: UnsafeBufferPointer<Int32>, hidden: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>, rate: Float, random: inout RandomNumbers
    ) -> Float {
        gradient.update(repeating: 0, count: matrix.stride)
        var loss: Float = 0
        if mass.isEmpty {
            for step in paths[target] {
                loss += decide(Int(step.node), step.turnsRight, hidden, gradient, rate)
            }
            return loss
        }
        loss += decide(target, true, hidden, gradient, rate)
        for _ in 0..<(mass.count > 1 ? negatives : 0) {
            var negative = draw(&random)
            while negative == target { negative = draw(&random) }
            loss += decide(negative, false, hidden, gradient, rate)
        }
        return loss
    }

    /// One logistic decision and its update.
    private func decide(
        _ index: Int, _ isPositive: Bool, _ hidden: UnsafePointer<Float>,
        _ gradient: UnsafeMutablePointer<Float>, _ rate: Float
    ) -> Float {
        let blocks = matrix.stride / 8
        let row = UnsafeMutableRawPointer(matrix.row(index)).assumingMemoryBound(to: Lanes.self)
        let vector = UnsafeRawPointer(hidden).assumingMemoryBound(to: Lanes.self)
        let sum = UnsafeMutableRawPointer(gradient).assumingMemoryBound(to: Lanes.self)
        var product = Lanes.zero
        for block in 0..<blocks { product += row[block] * vector[block] }
        let score = LogisticTable.sigmoid(product.pairwiseSum)
        let step = rate * ((isPositive ? 1 : 0) - score)
        for block in 0..<blocks {
            let weight = row[block]
            sum[block] += weight * step
            row[block] = weight + vector[block] * step
        }
        return -logf((isPositive ? score : 1 - score) + 1e-5)
    }

    private func draw(_ random: inout RandomNumbers) -> Int {
        let wanted = random.unit() * (mass.last ?? 0)
        var low = 0
        var high = mass.count - 1
        while low < high {
            let middle = (low + high) / 2
            if mass[middle] > wanted { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension SIMD8<Float> {
    /// The sum of the lanes in one fixed order: halves, then quarters, then the last two.
    @inline(__always)
    var pairwiseSum: Float {
        let four = lowHalf + highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }
}
