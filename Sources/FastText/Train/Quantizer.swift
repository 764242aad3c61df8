// Makes a model small: keeps the heaviest features, then codes rows as bytes.

/// fastText's options for `quantize`, with its defaults.
public struct QuantizeOptions: Equatable, Sendable {
    /// Input rows to keep, those of the largest norm; 0 keeps all.
    public var cutoff = 0
    /// Codes each row's length apart from its direction.
    public var codesNorms = false
    /// Codes the output too.
    public var codesOutput = false
    /// Dimensions per code byte.
    public var partWidth = 2
    /// With a cutoff and training text: trains the kept features again.
    public var retraining: Retraining?

    public struct Retraining: Equatable, Sendable {
        public var epochs: Int32
        public var learningRate: Float

        public init(epochs: Int32 = 5, learningRate: Float = 0.1) {
            self.epochs = epochs
            self.learningRate = learningRate
        }
    }

    public init() {}
}

extension FastTextModel {
    /// A smaller model of nearly the same answers.
    ///
    /// - Parameter text: the training text, only read when `options.retraining` is set.
    public func quantized(
        _ options: QuantizeOptions, seed: UInt64 = 0, text: Span<UInt8> = Span(),
        report: (TrainingProgress) -> Void = { _ in }
    ) throws -> FastTextModel {
        guard case .dense(var rows) = input, case .dense(var labels) = output else {
            throw FastTextError(.untrainable, "the model is quantised already")
        }
        guard (1...rows.columns).contains(options.partWidth) else {
            throw FastTextError(.untrainable, "a part of \(options.partWidth) dimensions")
        }
        var kept = vocabulary
        if options.cutoff > 0, options.cutoff < rows.rows {
            let chosen = heaviestRows(options.cutoff, of: rows)
            (kept, rows) = vocabulary.pruning(
                to: chosen, of: rows, bucketCount: Int(self.options.buckets))
            if let retraining = options.retraining {
                let run = TrainingRun(
                    try trainingOptions(retraining, seed), kept, input: rows, output: labels)
                try text.withUnsafeBufferPointer { try run.train($0, report: report) }
                labels = run.outputWeights
            }
        }
        return FastTextModel(
            ModelParts(
                options: self.options, vocabulary: kept,
                input: .quantized(try QuantizedMatrix(coding: rows, options, seed: seed)),
                output: options.codesOutput
                    ? .quantized(
                        try QuantizedMatrix(coding: labels, options, isOutput: true, seed: seed))
                    : .dense(labels)))
    }

    private func trainingOptions(
        _ retraining: QuantizeOptions.Retraining, _ seed: UInt64
    ) throws -> TrainingOptions {
        // Negatives are drawn by their labels' counts, which a file may have wrong.
        guard options.loss != .negativeSampling || vocabulary.labelCounts.allSatisfy({ $0 > 0 })
        else { throw FastTextError(.untrainable, "the model has labels that were never seen") }
        var training = TrainingOptions()
        training.model = options
        training.model.epochs = retraining.epochs
        training.learningRate = retraining.learningRate
        training.seed = seed
        try training.check()
        return training
    }

    /// The line end's row and then the rows of the largest norm, equal norms in order.
    private func heaviestRows(_ count: Int, of rows: Matrix) -> [Int32] {
        let norms = rows.rowNorms()
        let end = Int32(vocabulary.index(ofWord: Vocabulary.endOfLine) ?? -1)
        let order = (0..<Int32(rows.rows)).sorted { first, second in
            if first == end || second == end { return first == end && second != end }
            let (one, other) = (norms[Int(first)], norms[Int(second)])
            return one != other ? one > other : first < second
        }
        return Array(order.prefix(count))
    }
}

extension Vocabulary {
    /// Only the chosen words and buckets, words in their old order and buckets in that of `chosen`,
    /// and the matrix that goes with them.
    fileprivate func pruning(to chosen: [Int32], of rows: Matrix, bucketCount: Int)
        -> (Vocabulary, Matrix)
    {
        let words = chosen.filter { $0 < wordCount }.sorted()
        let buckets = chosen.filter { $0 >= wordCount }
        var text: [UInt8] = []
        var ends: [Int] = []
        var counts: [Int64] = []
        for entry in words.map(Int.init) + Array(wordCount..<wordCount + labelCount) {
            text.append(contentsOf: bytes(of: entry))
            ends.append(text.count)
            counts.append(self.counts[entry])
        }
        let pairs = buckets.enumerated().map {
            (bucket: $1 - Int32(wordCount), row: Int32($0))
        }
        let pruned = Vocabulary(
            text: text, ends: ends, counts: counts, wordCount: words.count,
            tokenCount: tokenCount,
            pruned: PrunedBuckets(pairs: pairs, bucketCount: bucketCount))
        return (pruned, rows.selecting(words + buckets))
    }
}

extension QuantizedMatrix {
    /// Codes a matrix; an output is always coded two dimensions at a time.
    fileprivate init(
        coding matrix: Matrix, _ options: QuantizeOptions, isOutput: Bool = false, seed: UInt64
    ) throws {
        guard matrix.rows >= ProductQuantizer.centroidCount else {
            throw FastTextError(
                .untrainable, "\(matrix.rows) rows; quantising needs at least 256")
        }
        var random = RandomNumbers(seed: seed ^ 1234)
        var values = matrix.packed()
        var norms: Norms?
        if options.codesNorms {
            let lengths = matrix.rowNorms()
            for row in 0..<matrix.rows where lengths[row] != 0 {
                for column in 0..<matrix.columns {
                    values[row * matrix.columns + column] /= lengths[row]
                }
            }
            let scale = ProductQuantizer(dimension: 1, partWidth: 1, learningFrom: lengths, &random)
            norms = Norms(codes: scale.codes(of: lengths), quantizer: scale)
        }
        let quantizer = ProductQuantizer(
            dimension: matrix.columns,
            partWidth: isOutput ? min(2, matrix.columns) : options.partWidth,
            learningFrom: values, &random)
        self.init(
            rows: matrix.rows, quantizer: quantizer, codes: quantizer.codes(of: values),
            norms: norms)
    }
}

extension Matrix {
    /// The values without padding.
    fileprivate func packed() -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(rows * columns)
        for row in 0..<rows {
            result.append(contentsOf: UnsafeBufferPointer(start: self.row(row), count: columns))
        }
        return result
    }
}
