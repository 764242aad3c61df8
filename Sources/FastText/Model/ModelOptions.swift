// The settings that a fastText file carries in its header.

/// How labels are scored, with fastText's numbers.
public enum Loss: Int32, Sendable, CaseIterable {
    case hierarchicalSoftmax = 1
    case negativeSampling = 2
    case softmax = 3
    case oneVersusAll = 4

    /// fastText's own short name.
    public var name: String {
        switch self {
        case .hierarchicalSoftmax: "hs"
        case .negativeSampling: "ns"
        case .softmax: "softmax"
        case .oneVersusAll: "ova"
        }
    }

    public init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

/// The header of a model; the names are fastText's options, in words.
public struct ModelOptions: Equatable, Sendable {
    public var dimension: Int32 = 100
    var windowSize: Int32 = 5
    public var epochs: Int32 = 5
    public var minimumCount: Int32 = 1
    public var negatives: Int32 = 5
    public var wordNgrams: Int32 = 1
    public var loss: Loss = .softmax
    public var buckets: Int32 = 2_000_000
    /// Shortest and longest character n-gram; `maximumNgram` 0 means whole words only.
    public var minimumNgram: Int32 = 0
    public var maximumNgram: Int32 = 0
    var rateUpdateInterval: Int32 = 100
    var samplingThreshold: Double = 1e-4

    public init() {}

    /// Whether any feature is hashed into a bucket.
    public var usesBuckets: Bool { maximumNgram > 0 || wordNgrams > 1 }
}
