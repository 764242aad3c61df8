// The words, lines and repetitions of the text at hand, computed once for all stages of a chain.
import Glibc
import PipelineCore
import TextRules

extension DocumentScratch {
    /// The document's text, analysed; ten filters that ask for it scan the text once.
    ///
    /// Tables are made when first asked for and kept until a stage changes the text.
    func analysis(of document: Document) -> TextAnalysis {
        let known = object(VersionedAnalysis.self) { VersionedAnalysis() }
        if known.version != textVersion {
            known.analysis.update(document.text.span)
            known.version = textVersion
        }
        return known.analysis
    }
}

/// An analysis and the text version that it is of.
private final class VersionedAnalysis {
    let analysis = TextAnalysis()
    var version: UInt64?
}

extension DocumentScratch {
    /// The document's text without blanks at the ends of its lines, analysed: programs leave them
    /// there, and nobody sees them.
    func analysisWithoutLineEndBlanks(of document: Document) -> TextAnalysis {
        guard hasLineEndBlanks(document.text) else { return analysis(of: document) }
        let known = object(TrimmedAnalysis.self) { TrimmedAnalysis() }
        if known.version != textVersion {
            known.trim(document.text)
            known.version = textVersion
        }
        return known.analysis
    }
}

/// An analysis of a text without the blanks at the ends of its lines.
private final class TrimmedAnalysis {
    let analysis = TextAnalysis()
    var version: UInt64?
    private var text: [UInt8] = []

    func trim(_ whole: [UInt8]) {
        text.removeAll(keepingCapacity: true)
        whole.withUnsafeBufferPointer { bytes in
            var start = 0
            while let end = nextLineFeed(bytes, from: start) {
                append(bytes[start..<end])
                text.append(0x0A)
                start = end + 1
            }
            append(bytes[start...])
        }
        text.withUnsafeBufferPointer { analysis.load($0) }
    }

    private func append(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
        var end = line.endIndex
        while true {
            let width = blankWidth(before: end, in: line)
            if width == 0 { break }
            end -= width
        }
        text.append(contentsOf: UnsafeBufferPointer(rebasing: line[..<end]))
    }
}

/// The bytes of the blank that a stretch of a line ends with: a space, tab or control of ASCII, or
/// one of Unicode's spaces, wide and of no width among them. 0 where there is none.
private func blankWidth(
    before end: Int, in line: Slice<UnsafeBufferPointer<UInt8>>
) -> Int {
    let length = end - line.startIndex
    guard length > 0 else { return 0 }
    let last = line[end - 1]
    if last <= 0x20 { return 1 }
    guard last >= 0x80, length > 1 else { return 0 }
    if line[end - 2] == 0xC2 { return last == 0xA0 || last == 0x85 ? 2 : 0 }
    guard length > 2 else { return 0 }
    return switch (line[end - 3], line[end - 2], last) {
    case (0xE2, 0x80, 0x80...0x8B), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),
        (0xE3, 0x80, 0x80),
        (0xE2, 0x81, 0x9F), (0xEF, 0xBB, 0xBF):
        3
    default: 0
    }
}

private func hasLineEndBlanks(_ text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { bytes in
        var start = 0
        while let end = nextLineFeed(bytes, from: start) {
            if blankWidth(before: end, in: bytes[start..<end]) > 0 { return true }
            start = end + 1
        }
        return blankWidth(before: bytes.count, in: bytes[start...]) > 0
    }
}

private func nextLineFeed(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return nil }
    return memchr(base + start, 0x0A, bytes.count - start).map { UnsafeRawPointer($0) - base }
}
