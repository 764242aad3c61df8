// What a page shows of its kind: the features that the kind model decides by.

extension StatedKind: FeatureGroup {}
extension PathWord: FeatureGroup {}

/// Of the page's address and its statements about itself.
enum AddressFeature: UInt8, FeatureGroup {
    case isKnown, segments, length, hyphens, digits, hasExtension, hasQuery, graphKind
    case titleLength, hasAuthor, hasDate, statedLength
}

/// Counts of elements.
enum ElementFeature: UInt8, FeatureGroup {
    case inputs, buttons, forms, images, tables, code, firstHeadings, secondHeadings
    case thirdHeadings, articles, lists, definitions, times, paragraphs, sections, quotes
}

/// Sums over the blocks; shares are in percent.
enum BulkFeature: UInt8, FeatureGroup {
    case blocks, characters, proseShare, linkShare, meanLength, proseBlocks, longest, sentences
    case prices, pricedBlocks, digits, headingShare, linkBlocks, meanProse, stated
    case questions
}

/// Of the largest group of siblings alike, and of the one with the most prose.
enum LargestGroupFeature: UInt8, FeatureGroup {
    case members, meanLength, pageShare, linkShare, proseShare, blocks
}

/// Which column of a page's row holds which feature.
struct PageLayout: Sendable {
    static let shared = PageLayout()

    let address: FeatureColumns<AddressFeature>
    let words: FeatureColumns<PathWord>
    let stated: FeatureColumns<StatedKind>
    let elements: FeatureColumns<ElementFeature>
    let bulk: FeatureColumns<BulkFeature>
    let telling: FeatureColumns<TellingWord>
    let hints: FeatureColumns<Hint>
    let largest: FeatureColumns<LargestGroupFeature>
    let prose: FeatureColumns<LargestGroupFeature>
    let reading: FeatureColumns<PageFeature>
    let evidence: FeatureColumns<PageKind>
    /// The name of each column.
    let names: [String]

    var width: Int { names.count }

    private init() {
        var names: [String] = []
        address = FeatureColumns(&names, "address.")
        words = FeatureColumns(&names, "path.")
        stated = FeatureColumns(&names, "stated.")
        elements = FeatureColumns(&names, "element.")
        bulk = FeatureColumns(&names, "bulk.")
        telling = FeatureColumns(&names, "telling.")
        hints = FeatureColumns(&names, "hint.", Hint.features)
        largest = FeatureColumns(&names, "largest.")
        prose = FeatureColumns(&names, "prose.")
        reading = FeatureColumns(&names, "page.")
        evidence = FeatureColumns(&names, "words.")
        self.names = names
    }
}

/// Writes the one row of a page.
struct PageSignWriter {
    let features: FeatureWriter
    let page: ScannedPage
    let path: PagePath
    private let layout = PageLayout.shared

    init(_ features: FeatureWriter, _ page: ScannedPage, _ table: PathWordTable) {
        self.features = features
        self.page = page
        path = PagePath(page.metadata.canonicalURL, table)
    }

    func write(into rows: inout FeatureRows) {
        rows.fill(1) { _, row in
            address(row[layout.address])
            for word in PathWord.allCases {
                row[layout.words][word] = path.words.contains(word) ? 1 : 0
            }
            for kind in StatedKind.allCases { row[layout.stated][kind] = page.kinds[kind] }
            elements(row[layout.elements])
            bulk(row[layout.bulk])
            telling(row)
            hints(row)
            largest(row[layout.largest]) { $0.sums.characters }
            largest(row[layout.prose]) { $0.sums.proseCharacters }
            features.page(row[layout.reading])
            for kind in PageKind.allCases {
                row[layout.evidence][kind] = page.evidence.sums[Int(kind.rawValue)]
            }
        }
    }

    private func address(_ row: FeaturePart<AddressFeature>) {
        row[.isKnown] = path.isKnown ? 1 : 0
        row[.segments] = path.segments
        row[.length] = path.length
        row[.hyphens] = path.hyphens
        row[.digits] = path.digits
        row[.hasExtension] = path.hasExtension ? 1 : 0
        row[.hasQuery] = path.hasQuery ? 1 : 0
        row[.graphKind] = Int32(page.graphKind.rawValue)
        row[.titleLength] = Int32(clamping: page.metadata.title.count)
        row[.hasAuthor] = page.metadata.author.isEmpty ? 0 : 1
        row[.hasDate] = page.metadata.date.isEmpty ? 0 : 1
        row[.statedLength] = Int32(clamping: page.metadata.body.count)
    }

    private func elements(_ row: FeaturePart<ElementFeature>) {
        for feature in ElementFeature.allCases { row[feature] = 0 }
        for node in features.tree.nodes {
            if let feature = ElementFeature(node.tag) { row[feature] += 1 }
        }
    }

    private func bulk(_ row: FeaturePart<BulkFeature>) {
        let blocks = features.blocks
        let totals = features.totals
        let sums = BulkSums(features)
        row[.blocks] = Int32(clamping: blocks.count)
        row[.characters] = totals.characters / 16
        row[.proseShare] = share(totals.prose, of: totals.characters)
        row[.linkShare] = share(totals.links, of: totals.characters)
        row[.meanLength] = totals.characters / Int32(clamping: max(1, blocks.count))
        row[.proseBlocks] = sums.proseBlocks
        row[.longest] = sums.longest
        row[.sentences] = sums.sentences
        row[.prices] = sums.prices
        row[.pricedBlocks] = sums.pricedBlocks
        row[.digits] = share(sums.digits, of: totals.characters)
        row[.headingShare] = share(sums.headings, of: totals.characters)
        row[.linkBlocks] = share(sums.linkBlocks, of: Int32(clamping: blocks.count))
        row[.meanProse] = totals.prose / max(1, sums.proseBlocks)
        row[.stated] = sums.stated
        row[.questions] = sums.questions
    }

    /// The blocks with words of each kind of furniture, in thousandths.
    private func telling(_ row: FeatureRow) {
        for kind in 0..<layout.telling.count {
            var count: Int32 = 0
            for block in features.blocks where block.text.telling[rawValue: kind] > 0 { count += 1 }
            row[layout.telling.start + kind] =
                share(count, of: Int32(clamping: features.blocks.count), times: 1000)
        }
    }

    /// The share of the text that stands under each statement, in percent.
    private func hints(_ row: FeatureRow) {
        var characters = InlineArray<64, Int32>(repeating: 0)
        for block in features.blocks where block.node >= 0 {
            var bits = features.surroundings[Int(block.node)].all.hints.bits
            while bits != 0 {
                characters[bits.trailingZeroBitCount] &+= block.text.characters
                bits &= bits &- 1
            }
        }
        for bit in 0..<layout.hints.count {
            row[layout.hints.start + bit] = share(characters[bit], of: features.totals.characters)
        }
    }

    private func largest(
        _ row: FeaturePart<LargestGroupFeature>, by size: (SiblingGroups.Sums) -> Int32
    ) {
        var best = SiblingGroups.Sums()
        for group in features.groups.groups
        where group.members >= SiblingGroups.least && size(group) > size(best) {
            best = group
        }
        row[.members] = best.members
        row[.meanLength] = best.sums.characters / max(1, best.members)
        row[.pageShare] = share(best.sums.characters, of: features.totals.characters)
        row[.linkShare] = best.sums.linkShare
        row[.proseShare] = best.sums.proseShare
        row[.blocks] = share(best.sums.blocks, of: best.members, times: 10)
    }
}

/// Sums over a page's blocks that only its kind is told by.
private struct BulkSums {
    var proseBlocks: Int32 = 0
    var longest: Int32 = 0
    var sentences: Int32 = 0
    var prices: Int32 = 0
    var pricedBlocks: Int32 = 0
    var digits: Int32 = 0
    var headings: Int32 = 0
    var linkBlocks: Int32 = 0
    var stated: Int32 = 0
    var questions: Int32 = 0

    init(_ features: FeatureWriter) {
        for block in features.blocks {
            if block.isProse { proseBlocks += 1 }
            longest = max(longest, block.text.characters)
            sentences &+= block.text.sentenceEnds
            prices &+= block.text.prices
            if block.text.prices > 0 { pricedBlocks += 1 }
            digits &+= block.text.digits
            if features.tag(of: block).headingLevel > 0 { headings &+= block.text.characters }
            if block.linkShare > 50 { linkBlocks += 1 }
            stated &+= block.text.statedWords
            if block.text.last == 0x3F { questions += 1 }
        }
    }
}

extension ElementFeature {
    fileprivate init?(_ tag: Tag) {
        switch tag {
        case .input, .select: self = .inputs
        case .button: self = .buttons
        case .form: self = .forms
        case .img: self = .images
        case .table: self = .tables
        case .pre, .code: self = .code
        case .h1: self = .firstHeadings
        case .h2: self = .secondHeadings
        case .h3: self = .thirdHeadings
        case .article: self = .articles
        case .ul, .ol: self = .lists
        case .dl: self = .definitions
        case .time: self = .times
        case .p: self = .paragraphs
        case .section: self = .sections
        case .blockquote: self = .quotes
        default: return nil
        }
    }
}
