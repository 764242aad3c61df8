// Cuts a stream of bytes or tokens into zstd frames of one exact size, however it arrives.

/// One file of equal frames while it is assembled: holds at most one frame.
final class FramedColumn {
    let file: String
    private let frameBytes: Int
    private var frame: [UInt8] = []
    private var contentBytes = 0

    init(file: String, frameBytes: Int) {
        self.file = file
        self.frameBytes = frameBytes
    }

    func append(_ bytes: ArraySlice<UInt8>, into pieces: inout [ShardPiece]) {
        var rest = bytes
        while !rest.isEmpty {
            let part = rest.prefix(frameBytes - frame.count)
            makeRoom()
            frame += part
            rest = rest.dropFirst(part.count)
            if frame.count == frameBytes { emit(into: &pieces) }
        }
    }

    func append(
        _ tokens: ArraySlice<UInt32>, as width: TokenWidth, into pieces: inout [ShardPiece]
    ) {
        var rest = tokens
        while !rest.isEmpty {
            let part = rest.prefix((frameBytes - frame.count) / width.rawValue)
            makeRoom()
            width.pack(part, into: &frame)
            rest = rest.dropFirst(part.count)
            if frame.count == frameBytes { emit(into: &pieces) }
        }
    }

    /// Ends the file.
    func finish(into pieces: inout [ShardPiece]) {
        if !frame.isEmpty { emit(into: &pieces) }
        pieces.append(.endOfFile(file: file, rawBytes: contentBytes, seekable: true))
    }

    private func makeRoom() {
        if frame.isEmpty { frame.reserveCapacity(frameBytes) }
    }

    private func emit(into pieces: inout [ShardPiece]) {
        let bytes = frame
        frame = []
        contentBytes += bytes.count
        pieces.append(.frame(file: file, bytes))
    }
}
