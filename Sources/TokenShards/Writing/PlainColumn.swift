// An uncompressed file while it is assembled: hands on pieces of about one MiB.

/// One plain file of a shard; holds about one piece.
final class PlainColumn {
    private static let pieceBytes = 1 << 20

    let file: String
    private var open: [UInt8] = []
    private var count = 0

    init(file: String) { self.file = file }

    func append(
        _ tokens: ArraySlice<UInt32>, as width: TokenWidth, into pieces: inout [ShardPiece]
    ) {
        width.pack(tokens, into: &open)
        if open.count >= Self.pieceBytes { emit(into: &pieces) }
    }

    func append(_ bytes: ArraySlice<UInt8>, into pieces: inout [ShardPiece]) {
        open += bytes
        if open.count >= Self.pieceBytes { emit(into: &pieces) }
    }

    func finish(into pieces: inout [ShardPiece]) {
        if !open.isEmpty { emit(into: &pieces) }
        pieces.append(.endOfFile(file: file, rawBytes: count, seekable: false))
    }

    private func emit(into pieces: inout [ShardPiece]) {
        let bytes = open
        open = []
        count += bytes.count
        pieces.append(.plain(file: file, bytes))
    }
}
