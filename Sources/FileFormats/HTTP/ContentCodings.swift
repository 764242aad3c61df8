// Undoing HTTP content codings: gzip, deflate, brotli and zstd.
import CBrotli
import CZstd

/// Decoders of content codings; scratch that a worker reuses.
final class ContentCodings: @unchecked Sendable {
    enum Coding {
        case gzip, deflate, brotli, zstd

        /// nil for identity and for names that no server should send.
        init?(_ name: [UInt8]) {
            switch String(decoding: name, as: UTF8.self) {
            case "gzip", "x-gzip": self = .gzip
            case "deflate": self = .deflate
            case "br": self = .brotli
            case "zstd": self = .zstd
            default: return nil
            }
        }
    }

    enum Outcome {
        case whole
        /// The output holds what comes before the damage or the limit.
        case cut
        /// The body is not what the header says; the output is of no use.
        case notEncoded
    }

    private let inflate = InflateStream()
    private let zstd = ZSTD_createDCtx()
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)

    deinit {
        ZSTD_freeDCtx(zstd)
        block.deallocate()
    }

    /// Appends the decoded body to `output`, up to `limit` bytes.
    func decode(
        _ body: [UInt8], _ coding: Coding, into output: inout [UInt8], limit: Int
    ) -> Outcome {
        body.withUnsafeBufferPointer { bytes in
            switch coding {
            case .gzip: decodeGzip(bytes, into: &output, limit)
            case .deflate: decodeDeflate(bytes, into: &output, limit)
            case .brotli: decodeBrotli(bytes, into: &output, limit)
            case .zstd: decodeZstd(bytes, into: &output, limit)
            }
        }
    }

    private func decodeGzip(
        _ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], _ limit: Int
    ) -> Outcome {
        guard bytes.starts(with: [0x1F, 0x8B]) else { return .notEncoded }
        var rest = bytes
        while rest.starts(with: [0x1F, 0x8B]) {
            inflate.reset(.gzip)
            let (state, used) = inflateAll(rest, into: &output, limit)
            if state != .ended { return .cut }
            rest = UnsafeBufferPointer(rebasing: rest[used...])
        }
        return .whole
    }

    /// "deflate" should mean zlib's format, but some servers send raw deflate data.
    private func decodeDeflate(
        _ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], _ limit: Int
    ) -> Outcome {
        if hasZlibHeader(bytes) {
            inflate.reset(.zlib)
            if inflateAll(bytes, into: &output, limit).state == .ended { return .whole }
            if !output.isEmpty { return .cut }
        }
        inflate.reset(.raw)
        if inflateAll(bytes, into: &output, limit).state == .ended { return .whole }
        return output.isEmpty || looksLikeText(bytes) ? .notEncoded : .cut
    }

    private func hasZlibHeader(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count >= 2 && bytes[0] & 0x0F == 8 && (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0
    }

    private func inflateAll(
        _ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], _ limit: Int
    ) -> (state: InflateStream.State, used: Int) {
        var used = 0
        while true {
            let rest = UnsafeBufferPointer(rebasing: bytes[used...])
            let step = inflate.step(rest, into: block)
            used += step.consumed
            if !append(step.produced, to: &output, limit) { return (.broken, used) }
            if step.state != .more || (step.consumed == 0 && step.produced == 0) {
                return (step.state, used)
            }
        }
    }

    private func decodeBrotli(
        _ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], _ limit: Int
    ) -> Outcome {
        let state = BrotliDecoderCreateInstance(nil, nil, nil)
        defer { BrotliDecoderDestroyInstance(state) }
        var left = bytes.count
        var next = bytes.baseAddress
        while true {
            var room = block.count
            var target = block.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let result = BrotliDecoderDecompressStream(state, &left, &next, &room, &target, nil)
            if !append(block.count - room, to: &output, limit) { return .cut }
            if result == BROTLI_DECODER_RESULT_SUCCESS { return .whole }
            if result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT { break }
        }
        return output.isEmpty || looksLikeText(bytes) ? .notEncoded : .cut
    }

    private func decodeZstd(
        _ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], _ limit: Int
    ) -> Outcome {
        guard Compression.isZstdFrame(bytes) else { return .notEncoded }
        ZSTD_DCtx_reset(zstd, ZSTD_reset_session_only)
        var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while true {
            var target = ZSTD_outBuffer(dst: block.baseAddress, size: block.count, pos: 0)
            let left = ZSTD_decompressStream(zstd, &target, &source)
            if ZSTD_isError(left) != 0 || !append(target.pos, to: &output, limit) { return .cut }
            if left == 0 && source.pos == source.size { return .whole }
            if target.pos == 0 && source.pos == source.size { return .cut }
        }
    }

    /// False when the limit cut what was to be appended.
    private func append(_ count: Int, to output: inout [UInt8], _ limit: Int) -> Bool {
        let kept = min(count, max(0, limit - output.count))
        output.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[..<kept]))
        return kept == count
    }

    /// Whether the body's first bytes are free of control characters, as compressed data never is
    /// for long. Formats without a signature can start to decode text by chance.
    private func looksLikeText(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.prefix(64).allSatisfy { $0 >= 0x20 || isSpace($0) }
    }
}
