// Lines and paragraphs: how texts are cut into pieces, and by what pieces are compared.
import ByteKernels
import FileFormats
import PipelineCore

/// What a text is cut into.
enum TextPiece: Sendable {
    /// What stands between line feeds.
    case line
    /// What stands between blank lines: lines of nothing but ASCII white space.
    case paragraph

    /// Calls `body` with each piece and with the piece and everything up to the next.
    func forEach(in text: Span<UInt8>, _ body: (_ piece: Range<Int>, _ whole: Range<Int>) -> Void) {
        switch self {
        case .line: forEachLine(in: text) { line, next in body(line, line.lowerBound..<next) }
        case .paragraph: forEachParagraph(in: text, body)
        }
    }

    private func forEachLine(in text: Span<UInt8>, _ body: (Range<Int>, Int) -> Void) {
        var start = 0
        for end in text.indices where text[end] == 0x0A {
            body(start..<end, end + 1)
            start = end + 1
        }
        if start < text.count { body(start..<text.count, text.count) }
    }

    private func forEachParagraph(
        in text: Span<UInt8>, _ body: (Range<Int>, Range<Int>) -> Void
    ) {
        var paragraph: Range<Int>?
        var isEnded = false
        forEachLine(in: text) { line, _ in
            let isBlank = !line.contains { !isSpace(text[$0]) }
            if let known = paragraph, isEnded, !isBlank {
                body(known, known.lowerBound..<line.lowerBound)
                paragraph = line
            } else if !isBlank {
                paragraph = (paragraph?.lowerBound ?? line.lowerBound)..<line.upperBound
            }
            isEnded = isBlank
        }
        if let paragraph { body(paragraph, paragraph.lowerBound..<text.count) }
    }
}

/// By what two pieces are the same.
public enum PieceNormalization: String, Codable, CaseIterable, Sendable {
    /// Every byte counts.
    case none
    /// White space at the ends is left out, runs of it inside are one blank.
    case space
    /// The same, and letters count as lower case.
    case caseAndSpace = "case_and_space"

    static let help =
        "what pieces are compared by: none (their bytes), space (runs of it are one blank, "
        + "none at the ends), case_and_space (the same in lower case)"
}

/// Finds the pieces of documents that are long enough.
final class PieceFinder: SpanFinder {
    private let piece: TextPiece
    private let folding: TextFolding?
    private let minChars: Int
    private var key: [UInt8] = []

    init(_ piece: TextPiece, _ normalization: PieceNormalization, minChars: Int) {
        self.piece = piece
        self.minChars = minChars
        folding =
            normalization == .none
            ? nil : TextFolding(foldsCase: normalization == .caseAndSpace)
    }

    func append(of document: Document, in shared: DocumentScratch, to spans: inout [SpanDigest]) {
        var folded: [UInt8] = []
        swap(&folded, &key)
        let text = document.text.span
        piece.forEach(in: text) { piece, whole in
            if piece.count < minChars { return }
            let bytes = text.extracting(piece)
            let (key, span) = (document.key.rawValue, ByteSpan(whole))
            if let folding {
                folded.removeAll(keepingCapacity: true)
                if folding.append(bytes, to: &folded) < max(1, minChars) { return }
                spans.append(SpanDigest(of: folded.span, key: key, span: span))
            } else if bytes.codePoints >= max(1, minChars) {
                spans.append(SpanDigest(of: bytes, key: key, span: span))
            }
        }
        swap(&folded, &key)
    }
}

extension Span<UInt8> {
    /// Bytes that continue no UTF-8 sequence.
    fileprivate var codePoints: Int {
        var points = 0
        for index in indices where self[index] & 0xC0 != 0x80 { points += 1 }
        return points
    }
}

extension SpanDigest {
    /// The digest of what a stretch is compared by.
    init(of bytes: Span<UInt8>, key: UInt64, span: ByteSpan) {
        self.init(
            high: xxHash64(bytes), low: xxHash64(bytes, seed: 0x9E37_79B9_7F4A_7C15), key: key,
            span: span)
    }
}

/// The options that stages which compare pieces check alike.
func checkPieceOptions(maxCopies: Int, minChars: Int, minLeftBytes: Int, maxCut: Double) throws {
    try OptionError.check(
        (1...1_000_000).contains(maxCopies), "max_copies", "must be from 1 to 1000000")
    try OptionError.check(minChars >= 0, "min_chars", "must be 0 or more")
    try checkCutOptions(minLeftBytes: minLeftBytes, maxCut: maxCut)
}

func checkCutOptions(minLeftBytes: Int, maxCut: Double) throws {
    try OptionError.check(minLeftBytes >= 0, "min_left_bytes", "must be 0 or more")
    try OptionError.check((0...1).contains(maxCut), "max_cut", "must be from 0 to 1")
}

/// Whether these options drop a document that something is left of, which may be the first copy of
/// what others lose.
func mayDropHolders(minLeftBytes: Int, maxCut: Double) -> Bool { minLeftBytes > 1 || maxCut < 1 }
