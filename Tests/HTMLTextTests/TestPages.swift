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

/// A model of one tree with the same score in all its leaves, in the form of the shipped table.
private func model(leaf: String) -> [UInt8] {
    Array((String(repeating: "00000000", count: 31) + String(repeating: leaf, count: 32)).utf8)
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
        let dump = HTMLExtractor().blocks(page.span, scratch: HTMLExtractor.Scratch())
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
