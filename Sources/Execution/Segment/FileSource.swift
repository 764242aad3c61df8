// The files of a task, read by the pipeline's readers, their digests taken on the way.
import FileFormats
import FileStore
import PipelineCore

/// Reads the ranges of a task one after the other.
final class FileSource: DocumentSource {
    private let inputs: [PlannedInput]
    private let readers: [any ReaderWorkers]
    private let pieces: [InputPiece]
    private var position = 0
    private var open: (file: (any OpenFile)?, digest: RangeDigest)?
    private var bytesBefore = 0
    private var finished: [CompletionRecord.Piece] = []

    init(_ inputs: [PlannedInput], _ readers: [any ReaderWorkers], _ pieces: [InputPiece]) {
        self.inputs = inputs
        self.readers = readers
        self.pieces = pieces
    }

    var bytesRead: Int {
        guard let open, position < pieces.count else { return bytesBefore }
        return bytesBefore + max(0, (open.file?.bytesRead ?? 0) - pieces[position].range.start)
    }

    func next() throws -> (any PendingChunk)? {
        while position < pieces.count {
            if let chunk = try chunkOfFile() { return chunk }
        }
        return nil
    }

    func finish() throws -> [CompletionRecord.Piece] { finished }

    /// The next chunk of the file at hand; moves on to the next file where it ends.
    private func chunkOfFile() throws -> (any PendingChunk)? {
        let piece = pieces[position]
        do {
            let file = try open?.file ?? openFile(piece)
            if let chunk = try file.next() { return chunk }
        } catch let error as DataError {
            return try brokenEnd(piece, error.reason)
        } catch let error as FileError where error.isDamage || error.code == .unsupported {
            return try brokenEnd(piece, "\(error)")
        }
        try endFile(piece)
        return nil
    }

    private func openFile(_ piece: InputPiece) throws -> any OpenFile {
        let planned = inputs[piece.input]
        let stored = try StoredFile(planned.file.path)
        try checkUnchanged(planned, stored)
        let digest = RangeDigest(stored, piece.range)
        open = (nil, digest)
        let input = OpenInput(
            file: planned.file, stored: stored, range: piece.range,
            openStream: { offset throws(FileError) in try digest.open(from: offset) })
        let file = try readers[planned.reader].open(input)
        open = (file, digest)
        return file
    }

    /// What is read has to be what was planned.
    private func checkUnchanged(_ planned: PlannedInput, _ stored: StoredFile) throws {
        guard planned.file.path != "-", !planned.version.isEmpty else { return }
        let entry = try stored.entry()
        guard entry?.size == planned.file.size, entry?.version == planned.version else {
            throw RunError(
                .inputChanged,
                "\(planned.file.path) changed while the run was reading it\n"
                    + "  Begin anew when it is complete, in another folder or with --force.")
        }
    }

    private func brokenEnd(_ piece: InputPiece, _ reason: String) throws -> any PendingChunk {
        let offset = open?.file?.bytesRead ?? piece.range.start
        try endFile(piece)
        let isWhole = piece.range.end == nil
        let place =
            isWhole
            ? RecordPlaces.limit - 1
            : RecordPlaces.first(ofCellAt: piece.range.end ?? 0) - 1
        return BrokenEnd(
            record: BadRecord(
                key: DocumentKey(file: piece.input, place: place), offset: offset,
                reason: reason, endsFile: true))
    }

    private func endFile(_ piece: InputPiece) throws {
        let planned = inputs[piece.input]
        bytesBefore += piece.bytes(ofSize: planned.file.size)
        if let open {
            let sha256 = try open.digest.finish()
            try checkUnchanged(planned, try StoredFile(planned.file.path))
            finished.append(
                CompletionRecord.Piece(
                    input: piece.input, range: piece.range,
                    extent: open.file?.extent ?? ReadExtent(),
                    sha256: sha256))
        }
        open = nil
        position += 1
    }
}

/// Stands for the end of a file that could not be read further.
private struct BrokenEnd: PendingChunk {
    let record: BadRecord

    func parse(worker: Int) -> DocumentBatch {
        var batch = DocumentBatch()
        batch.append(record)
        return batch
    }
}

/// Takes the SHA-256 of a range's stored bytes while they are read.
///
/// One thread at a time, the one that cuts the file.
private final class RangeDigest: @unchecked Sendable {
    private let stored: StoredFile
    private let range: StoredRange
    private var hash: SHA256? = SHA256()
    private var stream: (any StoredStream)?
    private var offset: Int

    init(_ stored: StoredFile, _ range: StoredRange) {
        self.stored = stored
        self.range = range
        offset = range.start
    }

    /// The stored bytes from `start` on. What lies between the range's start and it is read too.
    func open(from start: Int) throws(FileError) -> any StoredStream {
        // A known entry may lie before the range that it was moved into.
        let stream = try stored.open(from: min(start, range.start))
        self.stream = stream
        var left = max(0, start - range.start)
        offset = min(start, range.start)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { buffer.deallocate() }
        while left > 0 {
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(left, buffer.count)])
            let count = try read(into: part)
            if count == 0 { break }
            left -= count
        }
        return DigestStream(self)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        guard let count = try stream?.read(into: buffer), count > 0 else { return 0 }
        let own = (offset..<(offset + count)).clamped(
            to: range.start..<(range.end ?? Int.max))
        if !own.isEmpty {
            let part = buffer[(own.lowerBound - offset)..<(own.upperBound - offset)]
            let bytes = UnsafeRawBufferPointer(rebasing: part).bindMemory(to: UInt8.self)
            hash?.update(Span(_unsafeElements: bytes))
        }
        offset += count
        return count
    }

    /// Reads what is left of the range, and gives the digest; empty where nothing was opened.
    func finish() throws(FileError) -> String {
        if stream == nil { return "" }
        defer { stream = nil }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { buffer.deallocate() }
        while !range.ends(before: offset), stored.path != "-" {
            if try read(into: buffer) == 0 { break }
        }
        return hash.take()?.finishHex() ?? ""
    }
}

/// The stream that a reader gets.
private final class DigestStream: StoredStream {
    private let digest: RangeDigest

    init(_ digest: RangeDigest) { self.digest = digest }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        try digest.read(into: buffer)
    }
}
