// The part of deduplicating stages that cuts listed stretches out of documents.
import FileFormats
import FileStore
import PipelineCore

/// Cuts stretches out of documents, as a sorted list on disk says.
struct SpanCutter: Sendable {
    private let cuts: RecordLookup<CutRecord>

    init(_ file: StoredFile) throws { cuts = try RecordLookup(file) }

    /// One worker's records at hand, and the text that is left.
    struct Scratch {
        fileprivate var lookup = RecordLookup<CutRecord>.Scratch()
        fileprivate var records: [CutRecord] = []
        fileprivate var text: [UInt8] = []
    }

    /// What was done to a document.
    private struct Outcome {
        var cuts = 0
        var cutBytes = 0
        /// The other document that holds the longest of what was cut.
        var twin: DocumentKey?
    }

    /// Cuts; stretches may touch and overlap. White space that a cut leaves at the text's ends goes
    /// too. A character is never cut in two: what is left of it by a stretch stays.
    private func cut(_ document: inout Document, using scratch: inout Scratch) throws -> Outcome {
        scratch.records.removeAll(keepingCapacity: true)
        try cuts.append(
            of: document.key.rawValue, to: &scratch.records, using: &scratch.lookup)
        if scratch.records.isEmpty { return Outcome() }
        let text = document.text
        scratch.text.removeAll(keepingCapacity: true)
        var outcome = Outcome()
        var (kept, longest, isCutAtStart) = (0, 0, false)
        for record in scratch.records {
            let range = wholeCharacters(record.span.range.clamped(to: 0..<text.count), of: text)
            if range.isEmpty { continue }
            if record.twin != record.key, range.count > longest {
                longest = range.count
                outcome.twin = DocumentKey(rawValue: record.twin)
            }
            if range.lowerBound > kept || outcome.cuts == 0 {
                scratch.text.append(contentsOf: text[kept..<range.lowerBound])
                outcome.cuts += 1
            }
            if range.lowerBound == 0 { isCutAtStart = true }
            kept = max(kept, range.upperBound)
        }
        guard outcome.cuts > 0 else { return outcome }
        scratch.text.append(contentsOf: text[kept...])
        if kept == text.count { trimEnd(&scratch.text) }
        if isCutAtStart { trimStart(&scratch.text) }
        outcome.cutBytes = text.count - scratch.text.count
        document.text.replaceSubrange(0..., with: scratch.text)
        return outcome
    }

    /// Cuts and records what was done: how much, and the twin. Returns whether anything was cut.
    func cut<Column>(
        _ document: inout Document, using scratch: inout Scratch, into record: Recorder<Column>,
        cuts: Column, cutBytes: Column, cutShare: Column
    ) throws -> Bool {
        let count = document.text.count
        let outcome = try cut(&document, using: &scratch)
        record.count(cuts, outcome.cuts)
        record.count(cutBytes, outcome.cutBytes)
        record.fraction(cutShare, outcome.cutBytes, of: count)
        record.duplicateOf = outcome.twin
        return outcome.cuts > 0
    }

    /// The range without the characters that it holds only in part.
    private func wholeCharacters(_ range: Range<Int>, of text: [UInt8]) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        // A character has three continuation bytes at most; more are no UTF-8.
        let (latest, earliest) = (min(end, start + 3), max(start, end - 3))
        while start < latest, text[start] & 0xC0 == 0x80 { start += 1 }
        while end > earliest, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
        return start..<max(start, end)
    }

    private func trimEnd(_ text: inout [UInt8]) {
        while let last = text.last, isSpace(last) { text.removeLast() }
    }

    private func trimStart(_ text: inout [UInt8]) {
        text.removeFirst(text.firstIndex { !isSpace($0) } ?? text.count)
    }
}

/// ASCII white space.
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }

/// Cuts what other documents have, and drops documents of which too little is left.
public struct CutSpans: Editing {
    public enum Column: Int, MeasurementColumn {
        case cuts, cutBytes, cutShare, leftBytes

        public var measurement: Measurement {
            switch self {
            case .cuts: Measurement("cuts", .count, "stretches that were cut")
            case .cutBytes: Measurement("cut_bytes", .bytes, "bytes that were cut")
            case .cutShare: Measurement("cut_share", .fraction, "share of the text that was cut")
            case .leftBytes:
                Measurement("left_bytes", .bytes, "bytes left, where something was cut")
            }
        }
    }

    /// - Parameters:
    ///   - minLeft: bytes that must be left of a text of which something was cut.
    ///   - maxCut: share of the text that may be cut.
    static func table(minLeft: Int, maxCut: Double) -> [Rule<Column>] {
        [
            .drop("too_little_left", when: .leftBytes, .isBelow(Double(minLeft))),
            .drop("too_much_cut", when: .cutShare, .isAbove(maxCut)),
        ]
    }

    public let rules: [Rule<Column>]
    private let cutter: SpanCutter

    /// - Parameter cuts: a sorted file of ``CutRecord``s.
    init(_ cuts: StoredFile, rules: [Rule<Column>]) throws {
        self.rules = rules
        cutter = try SpanCutter(cuts)
    }

    /// One worker's scratch.
    public struct Scratch {
        var cutter = SpanCutter.Scratch()
    }

    public func makeScratch() throws -> Scratch { Scratch() }

    public func rewrite(
        _ document: inout Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let isCut = try cutter.cut(
            &document, using: &scratch.cutter, into: record,
            cuts: .cuts, cutBytes: .cutBytes, cutShare: .cutShare)
        if isCut { record.count(.leftBytes, document.text.count) }
    }
}
