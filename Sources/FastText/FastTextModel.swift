// A supervised fastText model, ready to predict.

/// A model in memory: read-only, shared by every worker. What a worker scribbles on is its own
/// ``State``.
///
/// ```swift
/// let model = try FastTextModel(contentsOf: "lid.176.ftz")
/// let state = model.makeState()
/// model.predict(line, top: 2, state: state)
/// for guess in state.predictions { print(model.vocabulary.label(guess.label), guess.probability) }
/// ```
public final class FastTextModel: Sendable {
    public let options: ModelOptions
    public let vocabulary: Vocabulary
    let input: WeightMatrix
    let output: WeightMatrix
    /// The input with quantised rows expanded.
    let rows: Matrix
    let features: FeatureExtractor
    let scorer: LabelScorer

    init(_ parts: ModelParts) {
        options = parts.options
        vocabulary = parts.vocabulary
        input = parts.input
        output = parts.output
        switch input {
        case .dense(let matrix): rows = matrix
        case .quantized(let matrix): rows = matrix.expanded(scaled: true)
        }
        features = FeatureExtractor(options: options, vocabulary: vocabulary)
        scorer = LabelScorer(
            loss: options.loss, output: output, labelCounts: Array(vocabulary.labelCounts))
    }

    /// Reads a .bin or .ftz file of supervised training.
    public convenience init(contentsOf path: String) throws {
        do {
            self.init(try ModelReader(ByteReader(path: path)).read())
        } catch let error as FastTextError {
            guard !error.detail.hasPrefix(path) else { throw error }
            throw FastTextError(error.code, "\(path): \(error.detail)")
        }
    }

    /// Reads a model that is in memory already.
    public convenience init(bytes: [UInt8]) throws {
        self.init(try ModelReader(ByteReader(bytes)).read())
    }

    /// Rows of the input matrix: words and kept buckets.
    public var rowCount: Int { rows.rows }

    public var isQuantized: Bool {
        if case .quantized = input { true } else { false }
    }

    public var hasQuantizedOutput: Bool {
        if case .quantized = output { true } else { false }
    }
}
