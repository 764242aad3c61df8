// Documents' tokens on their way to JSON lines.
import PipelineCore

/// Tokens of documents, or of the parts of them that packed sequences consist of.
public struct TokenLineBatch: Sendable {
    /// One document, or a part of one; padding has no id.
    struct Piece: Sendable {
        let tokens: Range<Int>
        let id: [UInt8]
        /// About what it takes in a line.
        let bytes: Int
    }

    private(set) var ids: [UInt32] = []
    /// How much each token counts in the loss; 0 where it carries none.
    private(set) var weights: [Float] = []
    private(set) var pieces: [Piece] = []

    var lineBytes: Int { pieces.reduce(0) { $0 + $1.bytes } }

    mutating func append(_ tokens: Tokens, id: [UInt8]) {
        let start = ids.count
        ids += tokens.ids
        if !tokens.lossWeights.isEmpty {
            weights += tokens.lossWeights
        } else if tokens.lossMask.isEmpty {
            weights += repeatElement(1, count: tokens.ids.count)
        } else {
            for flag in tokens.lossMask { weights.append(flag == 0 ? 0 : 1) }
        }
        let digits = tokens.ids.reduce(0) { $0 + TokenLineWriter.digits(of: $1) + 4 }
        pieces.append(Piece(tokens: start..<ids.count, id: id, bytes: 2 * digits + id.count))
    }

    mutating func append(_ piece: Piece, of other: TokenLineBatch) {
        let start = ids.count
        ids += other.ids[piece.tokens]
        weights += other.weights[piece.tokens]
        pieces.append(Piece(tokens: start..<ids.count, id: piece.id, bytes: piece.bytes))
    }
}

/// About a MiB of whole lines for one file.
public struct TokenLineGroup: Sendable {
    let file: Int
    let tokens: TokenLineBatch
    /// The pieces of each line.
    let lines: [Range<Int>]
    let isPacked: Bool
}

/// The files of one task's lines of tokens.
final class TokenLineOutput: WriterOutput {
    private static let groupBytes = 1 << 20

    private let files: LineOutput
    private let fileBytes: Int
    /// Tokens of a packed sequence; 0 where each document is a line.
    private let sequenceLength: Int
    private var open = TokenLineBatch()
    private var lines: [Range<Int>] = []
    private var openBytes = 0
    private var openFile = 0
    private var openFileBytes = 0

    init(_ context: OutputContext, _ files: LineOutput, fileBytes: Int) {
        self.files = files
        self.fileBytes = fileBytes
        sequenceLength = context.sequenceLength
    }

    func append(_ batch: TokenLineBatch) -> [TokenLineGroup] {
        var groups: [TokenLineGroup] = []
        for piece in batch.pieces {
            open.append(piece, of: batch)
            openBytes += piece.bytes
            guard isLineEnd else { continue }
            lines.append((lines.last?.upperBound ?? 0)..<open.pieces.count)
            if openBytes >= Self.groupBytes { groups.append(closeGroup()) }
        }
        return groups
    }

    /// Sequences end where they are full: a group holds whole ones.
    private var isLineEnd: Bool {
        sequenceLength == 0 || open.ids.count.isMultiple(of: sequenceLength)
    }

    func finish() -> [TokenLineGroup] { lines.isEmpty ? [] : [closeGroup()] }

    private func closeGroup() -> TokenLineGroup {
        if openFileBytes >= fileBytes {
            openFile += 1
            openFileBytes = 0
        }
        openFileBytes += openBytes
        defer { (open, lines, openBytes) = (TokenLineBatch(), [], 0) }
        return TokenLineGroup(
            file: openFile, tokens: open, lines: lines, isPacked: sequenceLength > 0)
    }

    func store(_ packed: PackedLines) throws { try files.store(packed) }

    func close() throws -> [OutputFile] { try files.close() }
}
