// Supervised training: stochastic gradient descent over the lines of a text.

/// Trains a classifier with fastText's objective and options.
///
/// One worker steps through the lines in order, so that the same text, options and seed give the
/// same model to the last bit. (The original's threads race on shared weights: faster by their
/// number, different each time.)
///
/// ```swift
/// var options = TrainingOptions()
/// options.model.wordNgrams = 2
/// let model = try FastTextTrainer(options).train(text)
/// try model.write(to: "quality.bin")
/// ```
public struct FastTextTrainer {
    public let options: TrainingOptions

    public init(_ options: TrainingOptions) throws {
        try options.check()
        self.options = options
    }

    /// Trains on lines of `__label__` tokens and words.
    /// - Parameter report: called about a hundred times.
    public func train(_ text: Span<UInt8>, report: (TrainingProgress) -> Void = { _ in })
        throws -> FastTextModel
    {
        try text.withUnsafeBufferPointer { bytes in
            var builder = VocabularyBuilder(limit: options.vocabularyLimit)
            builder.count(bytes)
            let vocabulary = builder.vocabulary(
                minimumCount: Int64(options.model.minimumCount),
                minimumLabelCount: options.minimumLabelCount)
            guard vocabulary.labelCount > 0 else {
                throw FastTextError(.untrainable, "no token of the text starts with __label__")
            }
            let run = TrainingRun(options, vocabulary, input: nil, output: nil)
            try run.train(bytes, report: report)
            return run.model()
        }
    }
}

/// Weights in the making.
final class TrainingRun {
    private let options: TrainingOptions
    private let vocabulary: Vocabulary
    private let features: FeatureExtractor
    private let input: Matrix
    private let output: any OutputLayer
    private let hidden: FlatStorage<Float>
    private let gradient: FlatStorage<Float>
    private let line: FeatureExtractor.Line
    private var random: RandomNumbers
    private var lossSum: Double = 0
    private var lossCount = 0

    /// Starts from given weights, or from fastText's: small random input, zero output.
    init(_ options: TrainingOptions, _ vocabulary: Vocabulary, input: Matrix?, output: Matrix?) {
        self.options = options
        self.vocabulary = vocabulary
        let header = options.model
        let dimension = Int(header.dimension)
        random = RandomNumbers(seed: options.seed)
        features = FeatureExtractor(options: header, vocabulary: vocabulary)
        line = features.makeLine()
        self.input =
            input
            ?? Self.randomInput(
                rows: vocabulary.rowsNeeded(header), columns: dimension, &random)
        let weights = output ?? Matrix(rows: vocabulary.labelCount, columns: dimension)
        switch header.loss {
        case .softmax, .oneVersusAll:
            self.output = DenseOutputLayer(weights: weights, isSoftmax: header.loss == .softmax)
        case .hierarchicalSoftmax, .negativeSampling:
            self.output = SparseOutputLayer(
                weights: weights, loss: header.loss, labelCounts: Array(vocabulary.labelCounts),
                negatives: Int(header.negatives))
        }
        hidden = FlatStorage(count: self.input.stride, repeating: 0)
        gradient = FlatStorage(count: self.input.stride, repeating: 0)
    }

    private static func randomInput(rows: Int, columns: Int, _ random: inout RandomNumbers)
        -> Matrix
    {
        let matrix = Matrix(rows: rows, columns: columns)
        let bound = 1 / Float(columns)
        for row in 0..<rows {
            for column in 0..<columns {
                matrix.row(row)[column] = (random.unit() * 2 - 1) * bound
            }
        }
        return matrix
    }

    func train(_ text: UnsafeBufferPointer<UInt8>, report: (TrainingProgress) -> Void) throws {
        let (product, overflows) = Int64(options.model.epochs)
            .multipliedReportingOverflow(by: vocabulary.tokenCount)
        let total = overflows ? .max : product
        var seen: Int64 = 0
        var rate = options.learningRate
        var nextRate: Int64 = 0
        var nextReport: Int64 = 0
        for _ in 0..<options.model.epochs {
            var position = 0
            while position < text.count {
                let rest = UnsafeBufferPointer(rebasing: text[position...])
                position += features.extract(rest, endsLine: false, into: line)
                if seen >= nextRate {
                    rate = options.learningRate * (1 - Float(Double(seen) / Double(total)))
                    nextRate = seen + Int64(options.model.rateUpdateInterval)
                }
                step(rate: rate)
                seen += Int64(line.tokens)
                if seen >= nextReport {
                    nextReport = seen + total / 100 + 1
                    report(progress(seen, of: total))
                }
            }
        }
        report(progress(total, of: total))
        guard lossSum.isFinite else {
            throw FastTextError(.untrainable, "the weights grew without bound; lower the rate")
        }
    }

    private func progress(_ seen: Int64, of total: Int64) -> TrainingProgress {
        TrainingProgress(
            fraction: Double(seen) / Double(max(1, total)),
            loss: Float(lossSum / Double(max(1, lossCount))))
    }

    /// Learns from the line just read: one of its labels by chance, or all for `oneVersusAll`.
    private func step(rate: Float) {
        let rows = line.rows
        let labels = line.labels
        guard rows.count > 0, labels.count > 0 else { return }
        input.average(rows.base, count: rows.count, into: hidden.base)
        let chosen = labels.count == 1 ? 0 : random.below(labels.count)
        lossSum += Double(
            output.update(
                target: Int(labels.base[chosen]),
                targets: UnsafeBufferPointer(start: labels.base, count: labels.count),
                hidden: hidden.base, gradient: gradient.base, rate: rate, random: &random))
        lossCount += 1
        input.add(gradient.base, scaledBy: 1 / Float(rows.count), to: rows)
    }

    var outputWeights: Matrix { output.weights() }

    func model() -> FastTextModel {
        FastTextModel(
            ModelParts(
                options: options.model, vocabulary: vocabulary, input: .dense(input),
                output: .dense(outputWeights)))
    }
}

extension Matrix {
    /// Adds one scaled vector to each of the rows, as often as a row is named.
    fileprivate func add(
        _ vector: UnsafeMutablePointer<Float>, scaledBy scale: Float, to rows: GrowingBuffer<Int32>
    ) {
        let blocks = stride / 8
        let lanes = UnsafeMutableRawPointer(vector).assumingMemoryBound(to: SIMD8<Float>.self)
        for block in 0..<blocks { lanes[block] *= scale }
        for index in 0..<rows.count {
            let row = UnsafeMutableRawPointer(row(Int(rows.base[index])))
                .assumingMemoryBound(to: SIMD8<Float>.self)
            for block in 0..<blocks { row[block] += lanes[block] }
        }
    }
}
