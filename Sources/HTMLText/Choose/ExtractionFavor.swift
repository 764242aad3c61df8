// How much a page's doubtful blocks must have going for them.

/// How much a doubtful block must have for it to be kept.
public enum ExtractionFavor: String, Sendable, CaseIterable {
    case balanced, precision, recall

    var prices: LabelSmoother.Prices {
        switch self {
        case .balanced: LabelSmoother.Prices()
        case .precision: LabelSmoother.Prices(threshold: BlockModel.one * 2)
        case .recall: LabelSmoother.Prices(threshold: -BlockModel.one)
        }
    }
}
