// The input of a task that writes what was arranged.
import PipelineCore

/// Documents in their last order, packed where that was asked for.
final class ArrangedSource: DocumentSource {
    private let stretches: any ArrangedStretches
    private let split: (parts: [String], column: Int)?
    /// One for each part of the corpus, or one alone; none where nothing is packed.
    private let packers: [any SequencePacker]
    private var isAtEnd = false
    /// Sequences that were filled and not given out yet.
    private var sequences = DocumentQueue()
    private(set) var bytesRead = 0

    init(
        _ stretches: any ArrangedStretches, _ packing: (any Packing)?, _ tokens: TokenFacts?,
        split: (parts: [String], column: Int)?
    ) {
        self.stretches = stretches
        self.split = split
        packers =
            packing.map { packing in
                (0..<(split?.parts.count ?? 1)).map { _ in packing.makePacker(tokens) }
            } ?? []
    }

    /// What packing did so far; `nil` where nothing is packed.
    var packing: PackingCounts? {
        if packers.isEmpty { return nil }
        var counts = PackingCounts()
        for packer in packers { counts.add(packer.counts) }
        return counts
    }

    func next() throws -> (any PendingChunk)? {
        while sequences.isEmpty && !isAtEnd {
            guard let stretch = try stretches.next() else {
                isAtEnd = true
                sequences = DocumentQueue(finishedSequences())
                break
            }
            bytesRead += stretch.count
            if packers.isEmpty { return ArrangedChunk(bytes: stretch) }
            sequences = DocumentQueue(try sequences(of: stretch))
        }
        return sequences.isEmpty ? nil : PackedChunk(takingFrom: &sequences)
    }

    func finish() -> [CompletionRecord.Piece] { [] }

    private func sequences(of stretch: [UInt8]) throws -> [Document] {
        var sequences: [Document] = []
        var reader = ByteReader(stretch)
        while !reader.isAtEnd {
            let document = try DocumentCoding.read(from: &reader)
            let part = part(of: document)
            let first = sequences.count
            packers[part].add(document, into: &sequences)
            name(part, in: &sequences, from: first)
        }
        return sequences
    }

    private func finishedSequences() -> [Document] {
        var sequences: [Document] = []
        for (part, packer) in packers.enumerated() {
            let first = sequences.count
            packer.finish(into: &sequences)
            name(part, in: &sequences, from: first)
        }
        return sequences
    }

    private func part(of document: Document) -> Int {
        guard let split, let label = document.labels.first(where: { $0.column == split.column })
        else { return 0 }
        return split.parts.firstIndex { label.text.elementsEqual($0.utf8) } ?? 0
    }

    private func name(_ part: Int, in sequences: inout [Document], from first: Int) {
        guard let split else { return }
        let label = MeasuredLabel(column: split.column, text: Array(split.parts[part].utf8))
        for index in first..<sequences.count { sequences[index].labels = [label] }
    }
}

/// Encoded documents, for any worker to decode.
private struct ArrangedChunk: PendingChunk {
    let bytes: [UInt8]

    var heldBytes: Int { bytes.count }

    func parse(worker: Int) throws -> DocumentBatch {
        var reader = ByteReader(bytes)
        var batch = DocumentBatch()
        while !reader.isAtEnd { batch.append(try DocumentCoding.read(from: &reader)) }
        return batch
    }
}

/// Documents that are given away one by one, without a copy that keeps them.
private struct DocumentQueue {
    private var documents: [Document]
    private var next = 0

    init(_ documents: [Document] = []) { self.documents = documents }

    var isEmpty: Bool { next == documents.count }

    mutating func popFirst() -> Document? {
        if isEmpty { return nil }
        var first = Document(key: DocumentKey(rawValue: 0), offset: 0, id: [], text: [])
        swap(&first, &documents[next])
        next += 1
        return first
    }
}

/// Some parts of sequences, in order; parsed once, which gives them away.
private final class PackedChunk: PendingChunk, @unchecked Sendable {
    private static let chunkBytes = 4 << 20
    private var documents: [Document] = []
    private(set) var heldBytes = 0

    init(takingFrom rest: inout DocumentQueue) {
        while heldBytes < Self.chunkBytes, let next = rest.popFirst() {
            heldBytes += 5 * (next.tokens?.ids.count ?? 0)
            documents.append(next)
        }
    }

    func parse(worker: Int) -> DocumentBatch {
        var given: [Document] = []
        swap(&given, &documents)
        return DocumentBatch(given)
    }
}
