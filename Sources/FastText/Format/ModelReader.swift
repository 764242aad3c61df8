// Reads fastText's .bin and .ftz files.

/// Reads one model. Every count is checked against the bytes that are left before memory is
/// allocated for it, so a hostile file costs no more than a few times its own size.
///
/// The order of things in the file: magic, version, options, vocabulary, kept buckets, then the
/// input matrix and the output matrix, each dense or quantised.
struct ModelReader {
    static let magic: Int32 = 793_712_314
    static let newestVersion: Int32 = 12
    /// Quantised rows are expanded for speed, but no further than this.
    static let expansionLimit = 2 << 30

    private let reader: ByteReader

    init(_ reader: ByteReader) { self.reader = reader }

    func read() throws -> ModelParts {
        let version = try readVersion()
        let options = try readOptions(version: version)
        let vocabulary = try reader.vocabulary(options)
        let quantized = try reader.bool()
        if !quantized, vocabulary.pruned != nil {
            throw impossible("a pruned vocabulary with a matrix that isn't quantised")
        }
        let input = try reader.matrix(
            quantized: quantized, expansionLimit: Self.expansionLimit)
        let quantizedOutput = try reader.bool()
        let output = try reader.matrix(
            quantized: quantized && quantizedOutput, expansionLimit: Self.expansionLimit)
        try checkShapes(options, vocabulary, input: input, output: output)
        return ModelParts(
            options: options, vocabulary: vocabulary, input: input, output: output)
    }

    private func impossible(_ detail: String) -> FastTextError {
        FastTextError(.impossibleValue, detail)
    }

    private func readVersion() throws -> Int32 {
        guard reader.remaining >= 8, try reader.int32() == Self.magic else {
            throw FastTextError(.notAModel, "it doesn't start like a fastText .bin or .ftz file")
        }
        let version = try reader.int32()
        guard version > 0, version <= Self.newestVersion else {
            throw FastTextError(
                .notAModel, "version \(version); \(Self.newestVersion) is the newest known")
        }
        return version
    }

    private func readOptions(version: Int32) throws -> ModelOptions {
        var options = ModelOptions()
        options.dimension = try reader.int32()
        options.windowSize = try reader.int32()
        options.epochs = try reader.int32()
        options.minimumCount = try reader.int32()
        options.negatives = try reader.int32()
        options.wordNgrams = try reader.int32()
        let loss = try reader.int32()
        let kind = try reader.int32()
        options.buckets = try reader.int32()
        options.minimumNgram = try reader.int32()
        options.maximumNgram = try reader.int32()
        options.rateUpdateInterval = try reader.int32()
        options.samplingThreshold = try reader.value(0)
        guard let known = Loss(rawValue: loss) else { throw impossible("loss \(loss)") }
        options.loss = known
        try check(options, kind: kind)
        // Supervised models of version 11 have no character n-grams, whatever they say.
        if version == 11 { options.maximumNgram = 0 }
        return options
    }

    private func check(_ options: ModelOptions, kind: Int32) throws {
        guard (1...3).contains(kind) else { throw impossible("model kind \(kind)") }
        guard kind == 3 else {
            throw FastTextError(.notSupervised, "word vectors; train with labels to classify")
        }
        guard (1...65_536).contains(options.dimension) else {
            throw impossible("dimension \(options.dimension)")
        }
        guard options.wordNgrams <= 100, options.maximumNgram <= 100 else {
            throw impossible(
                "n-grams of \(options.wordNgrams) words or \(options.maximumNgram) characters")
        }
        guard options.buckets >= 0, options.buckets > 0 || !options.usesBuckets else {
            throw impossible("\(options.buckets) buckets for hashed n-grams")
        }
    }

    private func checkShapes(
        _ options: ModelOptions, _ vocabulary: Vocabulary, input: WeightMatrix,
        output: WeightMatrix
    ) throws {
        let dimension = Int(options.dimension)
        guard input.columns == dimension, output.columns == dimension else {
            throw impossible("matrices of \(input.columns) and \(output.columns) columns")
        }
        guard output.rows == vocabulary.labelCount else {
            throw impossible("\(output.rows) output rows for \(vocabulary.labelCount) labels")
        }
        guard input.rows >= vocabulary.rowsNeeded(options) else {
            throw impossible("\(input.rows) input rows, fewer than words and n-grams need")
        }
        guard options.loss != .hierarchicalSoftmax || LabelTree.canHold(vocabulary.labelCounts)
        else { throw impossible("label counts of which no tree can be made") }
    }
}
