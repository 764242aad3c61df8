// What training is told beyond what the model's file remembers.

/// fastText's options for `supervised`, with its defaults.
public struct TrainingOptions: Equatable, Sendable {
    public var model = ModelOptions()
    /// Falls linearly to zero over all epochs.
    public var learningRate: Float = 0.1
    /// Labels seen less often than this are left out.
    public var minimumLabelCount: Int64 = 0
    /// Same text, options and seed: same model, byte for byte.
    public var seed: UInt64 = 0
    /// Vocabulary entries beyond which the rarest are dropped while counting.
    var vocabularyLimit = 22_500_000

    public init() {}

    func check() throws {
        let header = model
        guard header.dimension > 0, header.dimension <= 65_536, header.epochs > 0,
            learningRate > 0, learningRate.isFinite
        else { throw FastTextError(.untrainable, "dimension, epochs and rate must be positive") }
        guard header.minimumNgram <= header.maximumNgram || header.maximumNgram <= 0,
            header.maximumNgram <= 100, header.wordNgrams <= 100
        else { throw FastTextError(.untrainable, "n-gram lengths must be ordered and up to 100") }
        guard header.negatives >= 0 else {
            throw FastTextError(.untrainable, "\(header.negatives) negative samples")
        }
        guard header.buckets > 0 || !header.usesBuckets else {
            throw FastTextError(.untrainable, "n-grams need at least one bucket")
        }
    }
}

/// Where training is, for a progress line.
public struct TrainingProgress: Sendable {
    /// From 0 to 1.
    public let fraction: Double
    /// The mean loss of the lines since the start.
    public let loss: Float
}
