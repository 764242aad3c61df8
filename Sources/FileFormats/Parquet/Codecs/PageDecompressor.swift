// Undoing the compression of pages, whole pages at a time.
import CBrotli
import CLibDeflate
import CZstd

/// Decompresses pages; scratch that a column's reader keeps.
package final class PageDecompressor {
    private let zstd = ZSTD_createDCtx()
    private let deflate = libdeflate_alloc_decompressor()

    package init() {}

    deinit {
        ZSTD_freeDCtx(zstd)
        libdeflate_free_decompressor(deflate)
    }

    /// Fills `target` from `start` on with the content of `source`, which must be `size` bytes.
    /// Behind `source` there are ``PageMemory/padding`` readable bytes.
    package func decompress(
        _ source: UnsafeRawBufferPointer, _ codec: ParquetCodec, into target: PageMemory,
        from start: Int, size: Int
    ) throws(ParquetDamage) {
        if codec == .brotli {
            return try decompressBrotli(source, into: target, from: start, size: size)
        }
        try checkExpansion(codec, source.count, size)
        target.grow(start + size)
        let room = UnsafeMutableRawBufferPointer(rebasing: target.bytes[start...])
        let isWhole =
            switch codec {
            case .uncompressed: copy(source, room)
            case .snappy: Snappy.decompress(source, into: room)
            case .gzip: decompressGzip(source, room)
            case .lz4: LZ4Block.decompressHadoop(source, into: room)
            case .lz4Raw: LZ4Block.decompress(source, into: room)
            case .zstd: decompressZstd(source, room)
            case .lzo, .brotli:
                throw ParquetDamage(
                    "pages compressed with \(codec.name) can't be read", .unsupported)
            }
        guard isWhole else {
            throw ParquetDamage("a page can't be decompressed (\(codec.name)) to its \(size) bytes")
        }
        target.clearPadding()
    }

    /// How many times larger the content of a page can be, before memory is taken for it.
    private func checkExpansion(
        _ codec: ParquetCodec, _ stored: Int, _ size: Int
    ) throws(ParquetDamage) {
        let most =
            switch codec {
            case .uncompressed: 1
            case .snappy: 32
            case .lz4, .lz4Raw: 256
            case .gzip: 1040
            // A block of 4 bytes can repeat a byte 128 Ki times.
            case .zstd: 1 << 15
            case .lzo, .brotli: 1 << 20
            }
        guard size / most <= stored else {
            throw ParquetDamage("a page declares \(size) bytes, more than its \(stored) can hold")
        }
    }

    private func copy(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard source.count == target.count else { return false }
        target.copyMemory(from: source)
        return true
    }

    /// One gzip member or several, or a zlib stream.
    private func decompressGzip(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        var (at, out) = (0, 0)
        repeat {
            var (used, made) = (0, 0)
            let rest = UnsafeRawBufferPointer(rebasing: source[at...])
            let room = UnsafeMutableRawBufferPointer(rebasing: target[out...])
            let isGzip = rest.starts(with: [0x1F, 0x8B])
            let result =
                isGzip
                ? libdeflate_gzip_decompress_ex(
                    deflate, rest.baseAddress, rest.count, room.baseAddress, room.count, &used,
                    &made)
                : libdeflate_zlib_decompress_ex(
                    deflate, rest.baseAddress, rest.count, room.baseAddress, room.count, &used,
                    &made)
            guard result == LIBDEFLATE_SUCCESS, used > 0 else { return false }
            at += used
            out += made
        } while at < source.count
        return out == target.count
    }

    private func decompressZstd(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let size = ZSTD_decompressDCtx(
            zstd, target.baseAddress, target.count, source.baseAddress, source.count)
        return ZSTD_isError(size) == 0 && size == target.count
    }

    /// Brotli's content may be any number of times larger: memory is taken as it comes.
    private func decompressBrotli(
        _ source: UnsafeRawBufferPointer, into target: PageMemory, from start: Int, size: Int
    ) throws(ParquetDamage) {
        let state = BrotliDecoderCreateInstance(nil, nil, nil)
        defer { BrotliDecoderDestroyInstance(state) }
        var left = source.count
        var next = source.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var done = 0
        while true {
            let room = min(size - done, max(1 << 18, done))
            target.grow(start + done + room)
            var free = room
            var out = (target.bytes.baseAddress.map { $0 + start + done })?
                .assumingMemoryBound(to: UInt8.self)
            let result = BrotliDecoderDecompressStream(state, &left, &next, &free, &out, nil)
            done += room - free
            if result == BROTLI_DECODER_RESULT_SUCCESS && done == size { break }
            guard result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT, done < size else {
                throw ParquetDamage("a page can't be decompressed (BROTLI) to its \(size) bytes")
            }
        }
        target.grow(start + size)
    }
}
