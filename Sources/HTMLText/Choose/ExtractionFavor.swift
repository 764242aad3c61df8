// How much a page's doubtful blocks must have going for them.

/// How much a doubtful block must have for it to be kept.
public enum ExtractionFavor: String, Sendable, CaseIterable {
    case balanced, precision, recall

    /// How much more it costs to miss text than to keep what is none.
    var recallWeight: Double {
        switch self {
        case .balanced: 1
        case .precision: 0.25
        case .recall: 3
        }
    }

    /// The prices for a page whose best choice, were the chances right, is to keep blocks from a
    /// score on. They are more right for articles: on other pages a miss is likelier to be of the
    /// whole text, and more is kept.
    static func prices(_ best: Int32, _ kinds: KindShares) -> LabelSmoother.Prices {
        let other = BlockModel.one * 3 / 4 * (100 - kinds[.article]) / 100
        return LabelSmoother.Prices(threshold: best - other)
    }
}
