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
    /// The input's rows as ``features`` names them, quantised ones as floats: they are looked up
    /// sooner than decoded.
    let rows: Matrix
    let features: FeatureExtractor
    let scorer: LabelScorer

    init(_ parts: ModelParts) {
        options = parts.options
        vocabulary = parts.vocabulary
        input = parts.input
        output = parts.output
        let order = parts.rowOrder
        rows = input.expanded(order: order)
        features = FeatureExtractor(
            options: options, vocabulary: vocabulary, isRanked: order != nil)
        scorer = LabelScorer(
            loss: options.loss, output: output, labelCounts: Array(vocabulary.labelCounts))
    }

    /// Rows of the input matrix: words and kept buckets.
    public var rowCount: Int { input.rows }

    public var isQuantized: Bool { input.isQuantized }
}
