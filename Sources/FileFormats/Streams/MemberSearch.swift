// Where a compressed file can be entered in its middle: at the first byte of a member.
import FileStore

/// Finds the first gzip member or zstd frame of a range.
///
/// What looks like a member's first bytes is tried: it is one when all of it decodes, checksum
/// included, and its content is accepted. Bytes that merely look so fail within a few bytes.
public struct MemberSearch {
    private let file: StoredFile
    private let compression: Compression
    private let accepts: (Span<UInt8>) -> Bool

    /// - Parameter accepts: judges the first bytes of a member's content, 64 KiB at most.
    public init(
        _ file: StoredFile, _ compression: Compression,
        accepts: @escaping (Span<UInt8>) -> Bool = { _ in true }
    ) {
        self.file = file
        self.compression = compression
        self.accepts = accepts
    }

    /// The stored offset of the first member that begins in the range; `nil` where none does.
    public func firstMember(in range: StoredRange) throws(FileError) -> Int? {
        let input = StoredInput(
            try file.open(from: range.start), path: file.path, origin: range.start)
        while true {
            try input.fill(atLeast: StoredInput.capacity / 2)
            if range.ends(before: input.offset) || input.available < 4 { return nil }
            let bytes = input.bytes
            for index in 0..<(bytes.count - 3) {
                let offset = input.offset + index
                if range.ends(before: offset) { return nil }
                let head = UnsafeBufferPointer(rebasing: bytes[index...])
                if looksLikeMember(head), try isMember(at: offset) { return offset }
            }
            input.consume(bytes.count - 3)
        }
    }

    private func looksLikeMember(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
        switch compression {
        case .plain, .xz, .bzip2: false
        // Deflate, and none of the flags that are reserved (RFC 1952).
        case .gzip: head[0] == 0x1F && head[1] == 0x8B && head[2] == 8 && head[3] & 0xE0 == 0
        case .zstd: Compression.isZstdFrame(head)
        }
    }

    /// Decodes the member as a whole.
    private func isMember(at offset: Int) throws(FileError) -> Bool {
        do throws(FileError) {
            let stream = try ByteStream(
                file.open(from: offset), path: file.path, origin: offset, compression: compression)
            var content: [UInt8] = []
            var isAccepted = false
            while try stream.read(into: &content) > 0 {
                if stream.memberOffset != offset { return isAccepted }
                if !isAccepted && !accepts(content.span) { return false }
                isAccepted = true
                content.removeAll(keepingCapacity: true)
            }
            return isAccepted
        } catch  where error.isDamage {
            return false
        }
    }
}
