// The models that tell a page's kind and score its blocks; their tables are generated.

/// Known words, trees for the kind of a page, and trees for the blocks in its light.
struct BlockModel: Sendable {
    let lexicon: Lexicon
    private let blocks: TreeSum
    /// Those of pages that are hardly articles.
    private let others: TreeSum
    /// One for each kind of page.
    private let kinds: [TreeSum]

    /// A score of one, in units of the leaves.
    static let one = Chance.one

    /// The model that was trained on the whole data set.
    static let shipped = BlockModel(table: blockModelTable.bytes)

    /// Reads the parts of a table: the words, as ``Lexicon/init(_:)`` reads them, then as
    /// ``TreeSum/init(_:width:)`` reads each the trees for blocks, for those of other pages, and for
    /// the kinds in their order. Parts may be missing.
    init(table: UnsafeBufferPointer<UInt8>) {
        var bytes = HexadecimalReader(table)
        lexicon = Lexicon(&bytes)
        bytes.nextPart()
        blocks = TreeSum(&bytes, width: FeatureLayout.shared.width)
        bytes.nextPart()
        others = TreeSum(&bytes, width: FeatureLayout.shared.width)
        kinds = PageKind.allCases.map { _ in
            bytes.nextPart()
            return TreeSum(&bytes, width: PageLayout.shared.width)
        }
    }

    /// Replaces `scores` by one score per row; above 0 a block is more likely kept than not.
    func score(_ rows: FeatureRows, _ kinds: KindShares, into scores: inout [Int32]) {
        (Self.isOther(kinds, rows.count) ? others : blocks).sum(rows, into: &scores)
    }

    /// A page of so many blocks is hardly an article; small ones say too little of what they are.
    static func isOther(_ kinds: KindShares, _ blocks: Int) -> Bool {
        kinds[.article] < 50 && blocks >= 12
    }

    /// How probable each kind is, from the row of a page.
    func kinds(_ page: FeatureRows) -> KindShares {
        var odds = InlineArray<7, Double>(repeating: 1)
        var sum = 0.0
        var scores: [Int32] = []
        for kind in PageKind.allCases {
            let index = Int(kind.rawValue)
            kinds[index].sum(page, into: &scores)
            odds[index] = Chance.exponential(Double(scores[0]) / Double(Self.one))
            sum += odds[index]
        }
        var shares = KindShares()
        for kind in PageKind.allCases {
            shares[kind] = Int32((100 * odds[Int(kind.rawValue)] / sum).rounded())
        }
        return shares
    }
}
