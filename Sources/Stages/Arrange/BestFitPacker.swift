// Packing by putting pieces together that fill a sequence best.
import PipelineCore

/// Cuts documents that are longer than a sequence into such pieces and a rest, and fills sequences with
/// rests and shorter documents, the longest first, each where the least room is left.
///
/// Documents are gathered until they have ``windowTokens`` tokens; what is put together are documents of
/// one such stretch. The stretch's sequences come in the order of their first documents.
final class BestFitPacker: SequencePacker {
    /// A part of the recipe: another number gives other sequences.
    static let windowTokens = 16 << 20

    private struct Piece {
        let document: Int
        let range: Range<Int>
        let length: Int
    }

    private let cutter: DocumentCutter
    private let pad: UInt32
    private let window: Int
    private var documents: [HeldDocument] = []
    private var pieces: [Piece] = []
    private var held = 0
    private(set) var counts = PackingCounts()

    init(_ cutter: DocumentCutter, pad: UInt32, window: Int = BestFitPacker.windowTokens) {
        self.cutter = cutter
        self.pad = pad
        self.window = window
    }

    func add(_ document: Document, into sequences: inout [Document]) {
        let count = document.tokens?.ids.count ?? 0
        counts.documents += 1
        counts.tokens += count
        if count == 0 { return }
        if count > cutter.length {
            counts.cutDocuments += 1
            counts.cutDocumentTokens += count
        }
        var start = 0
        while start < count {
            let added = cutter.added(at: start)
            let end = min(count, start + cutter.length - added)
            pieces.append(
                Piece(document: documents.count, range: start..<end, length: end - start + added))
            counts.repeatedTokens += added
            start = end
        }
        documents.append(HeldDocument(document))
        held += count
        if held >= window { pack(into: &sequences) }
    }

    func finish(into sequences: inout [Document]) { pack(into: &sequences) }

    private func pack(into sequences: inout [Document]) {
        var bins = SequenceBins(length: cutter.length)
        for piece in longestFirst() { bins.add(piece, length: pieces[piece].length) }
        let order = bins.inOrder()
        let (pieces, documents, cutter) = (pieces, documents, cutter)
        sequences.reserveCapacity(sequences.count + pieces.count + order.count)
        for bin in order {
            var filled = 0
            for piece in bin {
                let piece = pieces[piece]
                sequences.append(cutter.part(piece.range, of: documents[piece.document]))
                filled += piece.length
            }
            if filled < cutter.length { sequences.append(padding(cutter.length - filled)) }
            counts.sequences += 1
        }
        self.documents = []
        self.pieces = []
        held = 0
    }

    private func padding(_ count: Int) -> Document {
        counts.paddingTokens += count
        return cutter.padding(count, with: pad)
    }

    /// The pieces by falling length, those of one length in their order.
    private func longestFirst() -> [Int] {
        var starts = [Int](repeating: 0, count: cutter.length + 1)
        for piece in pieces { starts[cutter.length - piece.length] += 1 }
        var sum = 0
        for index in starts.indices { (starts[index], sum) = (sum, sum + starts[index]) }
        var order = [Int](repeating: 0, count: pieces.count)
        for (index, piece) in pieces.enumerated() {
            order[starts[cutter.length - piece.length]] = index
            starts[cutter.length - piece.length] += 1
        }
        return order
    }
}

/// Sequences that are being filled, found by the room that is left in them.
struct SequenceBins {
    private var bins: [[Int]] = []
    /// The last bin with so much room, and of each bin the one before it with as much; -1: none.
    private var last: [Int]
    private var before: [Int] = []
    /// A bit for each amount of room that some bin has.
    private var rooms: [UInt64]
    private let length: Int

    init(length: Int) {
        self.length = length
        last = Array(repeating: -1, count: length + 1)
        rooms = Array(repeating: 0, count: length / 64 + 1)
    }

    /// Puts a piece where the least room is left that it fits, or begins a sequence with it.
    mutating func add(_ piece: Int, length size: Int) {
        let room = leastRoom(atLeast: size)
        let bin = room.map { take($0) } ?? newBin()
        bins[bin].append(piece)
        put(bin, room: (room ?? length) - size)
    }

    private mutating func newBin() -> Int {
        bins.append([])
        before.append(-1)
        return bins.count - 1
    }

    private mutating func take(_ room: Int) -> Int {
        let bin = last[room]
        last[room] = before[bin]
        if last[room] < 0 { rooms[room / 64] &= ~(1 << UInt64(room % 64)) }
        return bin
    }

    private mutating func put(_ bin: Int, room: Int) {
        before[bin] = last[room]
        last[room] = bin
        rooms[room / 64] |= 1 << UInt64(room % 64)
    }

    private func leastRoom(atLeast size: Int) -> Int? {
        var word = size / 64
        var bits = rooms[word] & (~0 << UInt64(size % 64))
        while bits == 0 {
            word += 1
            if word == rooms.count { return nil }
            bits = rooms[word]
        }
        return word * 64 + bits.trailingZeroBitCount
    }

    /// The pieces of each sequence in their order; the sequences in that of their first pieces.
    func inOrder() -> [[Int]] {
        bins.map { $0.sorted() }.sorted { $0.first ?? 0 < $1.first ?? 0 }
    }
}
