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
        while end > line.startIndex, isLineBlank(line[end - 1]) { end -= 1 }
        text.append(contentsOf: UnsafeBufferPointer(rebasing: line[..<end]))
    }
}

/// A blank, a tab, or the rest of another system's line end.
private func isLineBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

private func hasLineEndBlanks(_ text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { bytes in
        guard let last = bytes.last else { return false }
        if isLineBlank(last) { return true }
        var start = 0
        while let end = nextLineFeed(bytes, from: start) {
            if end > 0, isLineBlank(bytes[end - 1]) { return true }
            start = end + 1
        }
        return false
    }
}

private func nextLineFeed(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return nil }
    return memchr(base + start, 0x0A, bytes.count - start).map { UnsafeRawPointer($0) - base }
}
