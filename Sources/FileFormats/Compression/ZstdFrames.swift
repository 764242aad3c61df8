// Whole zstd frames in memory: a compressor and a decompressor that reuse their context.
import CZstd
import FileStore

/// Compresses buffers, each to one frame that carries its content size and a checksum.
///
/// The bytes depend on the input and the level only.
public final class ZstdCompressor {
    private let context = ZSTD_createCCtx()

    /// `level` as for the zstd program: 1 (fast) to 19 (small); 3 is a good default.
    public init(level: Int = 3, checksum: Bool = true) {
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0)
    }

    deinit { ZSTD_freeCCtx(context) }

    /// `content` as one frame, with room behind it for the largest that it could have been.
    public func frame(of content: Span<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(content.count)) { target, count in
            count = content.withUnsafeBytes { source in
                ZSTD_compress2(
                    context, target.baseAddress, target.count, source.baseAddress, source.count)
            }
            precondition(
                ZSTD_isError(count) == 0, "zstd could not compress into a sufficient buffer")
        }
    }

    /// Appends `content` as one frame; returns the frame's size.
    @discardableResult
    public func compress(_ content: Span<UInt8>, appendingTo output: inout [UInt8]) -> Int {
        let frame = frame(of: content)
        output += frame
        return frame.count
    }
}

/// The checksum that ends a zstd frame: the low half of its content's XXH64; nil where it has none.
///
/// Decoders verify it, so that nothing has to be hashed a second time.
func frameChecksum(_ frame: [UInt8]) -> UInt32? {
    let descriptor = 4
    guard frame.count > 9, frame[descriptor] & 0b100 != 0 else { return nil }
    return frame.suffix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
}

/// Decompresses frames that declare their size, as those of `ZstdCompressor` do.
public final class ZstdDecompressor {
    private let context = ZSTD_createDCtx()

    public init() {}

    deinit { ZSTD_freeDCtx(context) }

    /// The content of the frame in `bytes`; refuses content of more than `limit` bytes.
    ///
    /// `path` and `offset` name the place in the error.
    public func decompress(
        _ bytes: Span<UInt8>, limit: Int, path: String, offset: Int = 0
    ) throws(FileError) -> [UInt8] {
        var content: [UInt8] = []
        try decompress(bytes, appendingTo: &content, limit: limit, path: path, offset: offset)
        return content
    }

    /// Appends the content of the frame in `bytes`; on an error `output` is as it was.
    public func decompress(
        _ bytes: Span<UInt8>, appendingTo output: inout [UInt8], limit: Int, path: String,
        offset: Int = 0
    ) throws(FileError) {
        let start = output.count
        let bound = try contentSize(bytes, limit: limit, path: path, offset: offset)
        output.append(contentsOf: repeatElement(0, count: bound))
        let size = bytes.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { target in
                ZSTD_decompressDCtx(
                    context, target.baseAddress.map { $0 + start }, bound, source.baseAddress,
                    source.count)
            }
        }
        output.removeLast(ZSTD_isError(size) == 0 ? bound - size : bound)
        if ZSTD_isError(size) != 0 {
            let text = String(cString: ZSTD_getErrorName(size))
            throw FileError(
                .corrupt, path: path, offset: offset, reason: "the zstd frame is broken (\(text))")
        }
    }

    private func contentSize(
        _ bytes: Span<UInt8>, limit: Int, path: String, offset: Int
    ) throws(FileError) -> Int {
        let size = bytes.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        // The two largest values stand for "not a frame" and "does not say".
        if size >= UInt64.max - 1 {
            throw FileError(
                .corrupt, path: path, offset: offset,
                reason: "this is not a zstd frame that declares its size")
        }
        // A block of 4 bytes can repeat a byte 128 Ki times; no frame holds more than that.
        guard size <= UInt64(bytes.count) << 15 else {
            throw FileError(
                .corrupt, path: path, offset: offset,
                reason: "the zstd frame declares more content than its bytes can hold")
        }
        guard size <= UInt64(limit) else {
            throw FileError(
                .tooLarge, path: path, offset: offset,
                reason: "the zstd frame holds \(size) bytes, more than \(limit) are not expected")
        }
        return Int(size)
    }
}
