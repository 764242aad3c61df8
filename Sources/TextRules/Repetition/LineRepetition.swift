// How often lines and paragraphs of a text repeat, as Gopher and FineWeb count them.
import ByteKernels

/// Second and later occurrences of the pieces of a text.
public struct RepeatedPieces: Sendable, Equatable {
    /// All pieces.
    public internal(set) var count = 0
    public internal(set) var duplicates = 0
    /// Code points in the duplicates.
    public internal(set) var duplicateCodePoints = 0
}

/// What FineWeb's rules look at in lines; blank lines (nothing but white space) are left out.
public struct NonBlankLines: Sendable, Equatable {
    public internal(set) var count = 0
    /// Code points in second and later occurrences.
    public internal(set) var duplicateCodePoints = 0
    /// Lines whose last code point is one of datatrove's 159 terminal marks.
    var endingInTerminalMark = 0
    /// Lines whose last character is one of `. ' " ! ?`.
    var endingInASCIIMark = 0
}

/// Finds repeated lines and paragraphs.
final class LineRepetition {
    private var table = FirstSeenTable()
    private var seen: FirstSeenTable.Slots?
    private var starts = ScratchBuffer<UInt32>()
    private var ends = ScratchBuffer<UInt32>()

    /// The lines between runs of line feeds, and those of them that are not blank.
    func lines(_ text: FedText) -> (all: RepeatedPieces, nonBlank: NonBlankLines) {
        let feeds = text.feeds
        prepare(feeds.count + 1)
        var all = RepeatedPieces()
        var nonBlank = NonBlankLines()
        var start = 0
        for i in 0...feeds.count {
            let end = i < feeds.count ? Int(feeds[i]) : text.count
            if end > start { note(text, start..<end, &all, &nonBlank) }
            start = end + 1
        }
        addEmptyEnds(text, &all)
        return (all, nonBlank)
    }

    private func note(
        _ text: FedText, _ line: Range<Int>, _ all: inout RepeatedPieces,
        _ nonBlank: inout NonBlankLines
    ) {
        let before = all.duplicateCodePoints
        notePiece(text.start, line, &all)
        guard trimmedStart(text.start, line) < line.upperBound else { return }
        nonBlank.count += 1
        nonBlank.duplicateCodePoints += all.duplicateCodePoints - before
        let last = DecodedScalar(
            before: text.start + line.upperBound, from: text.start + line.lowerBound)
        nonBlank.endingInTerminalMark += last.textClass.isTerminalMark ? 1 : 0
        switch last.value {
        case 0x2E, 0x27, 0x22, 0x21, 0x3F: nonBlank.endingInASCIIMark += 1
        default: break
        }
    }

    /// A split at runs of line feeds gives an empty piece before one that begins the text and
    /// after one that ends it.
    private func addEmptyEnds(_ text: FedText, _ all: inout RepeatedPieces) {
        guard text.count > 0 else {
            all.count = 1
            return
        }
        let empties = (text.start[0] == 0x0A ? 1 : 0) + (text.start[text.count - 1] == 0x0A ? 1 : 0)
        all.count += empties
        all.duplicates += max(0, empties - 1)
    }

    /// The pieces of the stripped text between runs of two line feeds or more.
    func paragraphs(_ text: FedText) -> RepeatedPieces {
        let body = trimmed(text.start, 0..<text.count)
        let feeds = text.feeds
        prepare(feeds.count + 1)
        var pieces = RepeatedPieces()
        var start = body.lowerBound
        var i = 0
        while i < feeds.count {
            let run = runLength(feeds, i)
            let end = Int(feeds[i])
            if run > 1 && end > body.lowerBound && end < body.upperBound {
                notePiece(text.start, start..<end, &pieces)
                start = end + run
            }
            i += run
        }
        notePiece(text.start, start..<body.upperBound, &pieces)
        return pieces
    }

    /// How many line feeds follow one another from feed `index` on.
    private func runLength(_ feeds: UnsafeBufferPointer<UInt32>, _ index: Int) -> Int {
        var next = index + 1
        while next < feeds.count && feeds[next] == feeds[next - 1] + 1 { next += 1 }
        return next - index
    }

    private func prepare(_ pieces: Int) {
        starts.makeRoom(pieces)
        ends.makeRoom(pieces)
        seen = table.prepare(pieces)
    }

    private func notePiece(
        _ text: UnsafePointer<UInt8>, _ piece: Range<Int>, _ pieces: inout RepeatedPieces
    ) {
        let index = pieces.count
        pieces.count += 1
        starts.base[index] = UInt32(piece.lowerBound)
        ends.base[index] = UInt32(piece.upperBound)
        let start = text + piece.lowerBound
        guard let seen else { return }
        let first = seen.first(paddedHash(start, piece.count), index) {
            let other = Int(starts.base[$0])
            return Int(ends.base[$0]) - other == piece.count
                && areEqual(text + other, start, piece.count)
        }
        guard first != index else { return }
        pieces.duplicates += 1
        pieces.duplicateCodePoints += codePointCount(start, piece.count)
    }
}

/// Hashes bytes of which 16 can be read past the end; no branch depends on how many are left.
@inline(__always)
private func paddedHash(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: count) ^ 0x9E37_79B9_7F4A_7C15
    var at = 0
    while count &- at > 16 {
        hash = foldedMultiply(
            start.littleEndian(at: at) ^ hash,
            start.littleEndian(at: at &+ 8) ^ 0xE703_7ED1_A0B4_28DB)
        at &+= 16
    }
    return count == 0 ? hash : foldedMultiply(hash, wordHash(start + at, count &- at))
}
