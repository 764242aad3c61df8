// Packing by laying document behind document.
import PipelineCore

/// Lays documents one behind the other and ends a sequence wherever it is full, or, with padding, where
/// a document ends too.
final class ConcatPacker: SequencePacker {
    private let cutter: DocumentCutter
    /// What fills a sequence behind a document's end; nil where other documents do.
    private let pad: UInt32?
    /// The parts in the sequence that isn't full, and their tokens.
    private var open: [Document] = []
    private var held = 0
    private var repeated = 0
    /// Tokens of each document that lies whole in the open sequence.
    private var whole: [Int] = []
    private(set) var counts = PackingCounts()

    init(_ cutter: DocumentCutter, pad: UInt32? = nil) {
        self.cutter = cutter
        self.pad = pad
    }

    func add(_ document: Document, into sequences: inout [Document]) {
        let count = document.tokens?.ids.count ?? 0
        counts.documents += 1
        counts.tokens += count
        let document = HeldDocument(document)
        var start = 0
        var parts = 0
        while start < count {
            // Only the first part can come behind others: each further one begins a sequence.
            let added = cutter.added(at: start)
            let end = min(count, start + cutter.length - held - added)
            open.append(cutter.part(start..<end, of: document))
            held += end - start + added
            repeated += added
            parts += 1
            start = end
            if held == cutter.length { close(into: &sequences) }
        }
        if parts > 1 { countCut(count) }
        if let pad, held > 0 {
            counts.paddingTokens += cutter.length - held
            open.append(cutter.padding(cutter.length - held, with: pad))
            close(into: &sequences)
        }
        if parts == 1, held > 0 { whole.append(count) }
    }

    private func close(into sequences: inout [Document]) {
        sequences += open
        counts.sequences += 1
        counts.repeatedTokens += repeated
        clear()
    }

    private func clear() {
        open = []
        whole = []
        held = 0
        repeated = 0
    }

    private func countCut(_ tokens: Int) {
        counts.cutDocuments += 1
        counts.cutDocumentTokens += tokens
    }

    func finish(into sequences: inout [Document]) {
        counts.droppedTokens += held - repeated
        for count in whole { countCut(count) }
        clear()
    }
}
