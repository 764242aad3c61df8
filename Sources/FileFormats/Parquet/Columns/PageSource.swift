// The pages of one column of one row group, read, checked and decompressed one by one.
import ByteKernels
import CLibDeflate
import FileStore

/// What reading a Parquet file may cost.
public struct ParquetLimits: Sendable {
    /// The most bytes of a page, decompressed.
    public var page = 512 << 20
    /// The most bytes of one column's values in a few rows.
    public var rows = 512 << 20

    public init() {}
}

/// Reads a column chunk's pages in order.
final class PageSource {
    private static let readAhead = 256 << 10
    private static let largestHeader = 16 << 20
    private let file: any RangedFile
    private let chunk: ParquetColumnChunk
    private let limits: ParquetLimits
    /// Bytes of the file from `offset` on, of which `used` are done with.
    private let window = PageMemory()
    private var used = 0
    private var windowOffset: Int
    private let end: Int
    private let decompressor = PageDecompressor()
    /// The content of the page that was read last.
    let page = PageMemory()
    private(set) var header: ParquetPageHeader?
    /// Of what was read so far (see ``ParquetSeals``); `nil` where nobody asks.
    private(set) var seal: UInt64?

    /// - Parameter end: where the file's footer begins.
    init(
        _ file: any RangedFile, _ chunk: ParquetColumnChunk, end: Int, limits: ParquetLimits,
        isSealed: Bool
    ) throws(ParquetDamage) {
        seal = isSealed ? 0 : nil
        self.file = file
        self.chunk = chunk
        self.limits = limits
        if let obstacle = chunk.obstacle { throw ParquetDamage(obstacle, .unsupported) }
        // A column without values need not lie anywhere.
        let start = chunk.values == 0 ? 4 : chunk.offset
        guard start >= 4, start < end else {
            throw ParquetDamage("it begins at byte \(start), outside of the file's data")
        }
        windowOffset = start
        // Some old writers left the dictionary's header out of the size (PARQUET-816).
        let (stop, overflow) = start.addingReportingOverflow(chunk.compressedBytes)
        self.end = overflow ? end : min(end, stop > end - 100 ? end : stop + 100)
        guard !overflow, stop <= end else {
            throw ParquetDamage("it ends at byte \(stop), behind the file's data", .truncated)
        }
    }

    /// Where in the file the next page begins.
    var offset: Int { windowOffset + used }

    private var available: Int { window.count - used }

    /// Reads the next page.
    func next() throws -> ParquetPageHeader {
        let header = try nextHeader()
        self.header = header
        guard header.storedBytes <= end - offset else {
            throw ParquetDamage("a page is cut off", .truncated)
        }
        guard header.bytes <= limits.page else {
            throw ParquetDamage(
                "a page holds \(header.bytes) bytes, more than \(limits.page >> 20) MiB", .tooLarge)
        }
        try fill(header.storedBytes)
        let stored = UnsafeRawBufferPointer(
            rebasing: window.bytes[used..<used + header.storedBytes])
        used += header.storedBytes
        addToSeal(stored)
        try check(header, stored)
        if header.kind != .other { try decompress(header, stored) }
        return header
    }

    private func nextHeader() throws -> ParquetPageHeader {
        var wanted = 64
        while true {
            try fill(min(wanted, end - offset))
            let bytes = UnsafeBufferPointer(
                rebasing: window.bytes.bindMemory(to: UInt8.self)[used...])
            var reader = CompactReader(bytes)
            do {
                let header = try ParquetPageHeader(&reader)
                let end = used + reader.position
                addToSeal(UnsafeRawBufferPointer(rebasing: window.bytes[used..<end]))
                used = end
                return header
            } catch {
                guard reader.endsEarly, available < min(end - offset, Self.largestHeader) else {
                    throw error
                }
                wanted = available * 4
            }
        }
    }

    private func addToSeal(_ bytes: UnsafeRawBufferPointer) {
        if let seal { self.seal = xxHash64(bytes, seed: seal) }
    }

    /// Makes sure that `count` bytes wait in the window.
    private func fill(_ count: Int) throws(FileError) {
        if available >= count { return }
        let kept = available
        let more = min(end - offset, max(count, Self.readAhead)) - kept
        windowOffset += used
        if used > 0, kept > 0, let base = window.bytes.baseAddress {
            base.copyMemory(from: base + used, byteCount: kept)
        }
        used = 0
        window.shrink(kept)
        window.grow(kept + more)
        try file.fill(
            UnsafeMutableRawBufferPointer(rebasing: window.bytes[kept...]),
            from: windowOffset + kept)
    }

    private func check(
        _ header: ParquetPageHeader, _ stored: UnsafeRawBufferPointer
    ) throws(ParquetDamage) {
        guard let crc = header.crc else { return }
        guard libdeflate_crc32(0, stored.baseAddress, stored.count) == crc else {
            throw ParquetDamage("a page's checksum (CRC) is wrong")
        }
    }

    private func decompress(
        _ header: ParquetPageHeader, _ stored: UnsafeRawBufferPointer
    ) throws(ParquetDamage) {
        var levels = 0
        if header.kind == .dataV2 {
            levels = header.definitionBytes + header.repetitionBytes
            guard levels <= stored.count, levels <= header.bytes else {
                throw ParquetDamage("a page's levels are larger than the page")
            }
        }
        page.resize(levels)
        page.bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: stored[..<levels]))
        // Nothing may be stored as nothing, which is no stream of any codec.
        if header.bytes == levels { return }
        try decompressor.decompress(
            UnsafeRawBufferPointer(rebasing: stored[levels...]),
            header.isCompressed ? chunk.codec : .uncompressed, into: page, from: levels,
            size: header.bytes - levels)
    }
}
