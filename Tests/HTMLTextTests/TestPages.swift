// Pages for the tests, and what the module makes of them.
import HTMLText

/// Two sentences that are taken for a part of an article.
let prose = """
    This is a sentence that is long enough to be taken for a part of an article, with a comma, \
    and it goes on for a while so that nobody mistakes it for a caption or a menu.
    """

/// A page whose article holds `content`, between paragraphs that begin with "First" and "Last".
func article(_ content: String) -> String {
    """
    <html><body><article><h1>Title</h1><p>First. \(prose)</p>\(content)<p>Last. \(prose)</p>\
    </article></body></html>
    """
}

/// Extracts a page given as text.
func extract(_ html: String, extractor: HTMLExtractor = HTMLExtractor()) -> String {
    extract(Array(html.utf8), extractor: extractor)
}

/// Extracts a page given as bytes.
func extract(
    _ html: [UInt8], charset: String? = nil, extractor: HTMLExtractor = HTMLExtractor()
) -> String {
    String(decoding: extraction(html, charset: charset, extractor: extractor).text, as: UTF8.self)
}

/// Extracts a page; what comes out beside its text.
func extraction(
    _ html: [UInt8], charset: String? = nil, extractor: HTMLExtractor = HTMLExtractor()
) -> (text: [UInt8], facts: Extraction) {
    var text: [UInt8] = []
    let label = Array((charset ?? "").utf8)
    let facts = extractor.extract(
        html.span, declaredCharset: charset == nil ? nil : label.span,
        scratch: HTMLExtractor.Scratch(), into: &text)
    return (text, facts)
}

/// A fact that a page states about itself, as text.
func metadata(_ html: String, _ fact: (PageMetadata) -> [UInt8]) -> String {
    String(decoding: fact(extraction(Array(html.utf8)).facts.metadata), as: UTF8.self)
}

/// A model of one tree for all pages, in the form of the shipped table.
private func model(leaf: String) -> [UInt8] {
    model(trees: [String](repeating: tree(short: leaf, long: leaf), count: 2))
}

/// A model of known words, and of the trees of articles and of other pages.
func model(words: [String] = [], trees: [String]) -> [UInt8] {
    Array(([words.joined()] + trees).joined(separator: ";").utf8)
}

/// A tree with one score for the blocks of up to 40 characters and another for the rest.
func tree(short: String, long: String) -> String {
    "00002800" + String(repeating: "0000ff7f", count: 30) + String(repeating: short, count: 16)
        + String(repeating: long, count: 16)
}

/// Writes every block of a page, whatever it is: for tests of how blocks are written.
func written(_ html: String, as format: ExtractionFormat = .text) -> String {
    extract(
        html,
        extractor: HTMLExtractor(
            favor: .balanced, format: format, modelTable: model(leaf: "ff7f")))
}

/// Extracts with a model to which every block is worth little more than nothing: 922/2048.
func extractFromLittle(_ html: String) -> String {
    extract(
        html,
        extractor: HTMLExtractor(
            favor: .balanced, format: .text, modelTable: model(leaf: "9a03")))
}

/// Extracts with a model to which every block is worth nothing.
func extractFromNothing(_ html: String) -> String {
    extract(
        html,
        extractor: HTMLExtractor(
            favor: .balanced, format: .text, modelTable: model(leaf: "0080")))
}

/// The blocks of a page and their features, by name.
struct PageBlocks {
    let texts: [String]
    private let features: [Int16]

    init(_ html: String) {
        let page = Array(html.utf8)
        self.init(page, HTMLExtractor())
    }

    /// The features as an extractor with a model of one's own finds them.
    init(_ page: [UInt8], _ extractor: HTMLExtractor) {
        let dump = extractor.blocks(
            page.span, recordsWords: false, scratch: HTMLExtractor.Scratch())
        texts = dump.texts.map { String(decoding: $0, as: UTF8.self) }
        features = dump.features
    }

    private static let columns = Dictionary(
        uniqueKeysWithValues: HTMLExtractor.BlockDump.featureNames.enumerated().map { ($1, $0) })

    /// A feature of the first block whose text begins with `text`; `nil` where there is none.
    subscript(text: String, feature: String) -> Int? {
        guard let block = texts.firstIndex(where: { $0.hasPrefix(text) }) else { return nil }
        return self[block, feature]
    }

    subscript(block: Int, feature: String) -> Int? {
        guard let column = Self.columns[feature] else { return nil }
        return Int(features[block * Self.columns.count + column])
    }
}
