// What a file between phases has to be: its size and a hash of its bytes.
import ByteKernels
import FileStore

/// A file that a task left for later phases, as its completion record tells of it.
package struct WorkFile: Codable, Equatable, Sendable {
    package let bytes: Int
    /// XXH64 of each 64 KiB in turn, seeded by that of the one before, in hex.
    package let hash: String

    /// Reads a file through.
    init(of file: StoredFile) throws(FileError) {
        let stream = try file.open()
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
        defer { block.deallocate() }
        var (bytes, hash) = (0, UInt64(0))
        while true {
            let count = try Self.fill(block, from: stream)
            hash = xxHash64(UnsafeRawBufferPointer(rebasing: block[..<count]), seed: hash)
            bytes += count
            if count < block.count { break }
        }
        self.bytes = bytes
        self.hash = hexDigits(hash)
    }

    /// Fills the whole block, or as much as is left.
    private static func fill(
        _ block: UnsafeMutableRawBufferPointer, from stream: any StoredStream
    ) throws(FileError) -> Int {
        var filled = 0
        while filled < block.count {
            let count = try stream.read(
                into: UnsafeMutableRawBufferPointer(rebasing: block[filled...]))
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Whether a file still is what it was.
    func describes(_ file: StoredFile) throws(FileError) -> Bool {
        guard try file.entry()?.size == bytes else { return false }
        return try WorkFile(of: file) == self
    }
}

extension StoredFolder {
    /// All files in it and below, by their paths in it; what is being written is left out.
    func filesBelow() throws(FileError) -> [String] {
        var found: [String] = []
        for entry in try entries() {
            switch entry.kind {
            case .folder where !entry.isLink:
                for name in try folder(entry.name).filesBelow() {
                    found.append("\(entry.name)/\(name)")
                }
            default: if !isUnfinishedName(entry.name) { found.append(entry.name) }
            }
        }
        return found
    }
}
