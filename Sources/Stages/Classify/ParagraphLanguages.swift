// The language of each paragraph, for documents that mix several.
import FastText

/// Tells the language line by line. A line too short to tell belongs to the line before it.
struct ParagraphLanguages: Sendable {
    private let teller: LanguageTeller
    private let minBytes: Int

    init(_ teller: LanguageTeller, minBytes: Int) {
        self.teller = teller
        self.minBytes = minBytes
    }

    /// A line without its line feed and its label; nil before the first that could be told.
    struct Paragraph {
        let range: Range<Int>
        let label: Int?
    }

    func paragraphs(of text: [UInt8], using scratch: DocumentClassifier.Scratch) -> [Paragraph] {
        var result: [Paragraph] = []
        var label: Int?
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: 0x0A) ?? text.count
            if end - start >= minBytes {
                label =
                    teller.tell(text.span.extracting(start..<end), using: scratch).label ?? label
            }
            result.append(Paragraph(range: start..<end, label: label))
            start = end + 1
        }
        return result
    }

    /// Bytes per label; lines before the first that could be told count nowhere.
    func shares(of text: [UInt8], using scratch: DocumentClassifier.Scratch) -> [Int: Int] {
        var shares: [Int: Int] = [:]
        for paragraph in paragraphs(of: text, using: scratch) {
            if let label = paragraph.label { shares[label, default: 0] += paragraph.range.count }
        }
        return shares
    }
}
