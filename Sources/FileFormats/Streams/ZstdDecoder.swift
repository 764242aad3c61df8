// zstd frames as a stream.
import CZstd
import FileStore

/// Decodes a file of zstd frames; skippable frames (seek tables) are passed over.
final class ZstdDecoder: StreamDecoder {
    private let input: StoredInput
    private let context = ZSTD_createDCtx()
    private let output = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 1 << 18, alignment: 64)
    private(set) var memberOffset = 0
    private var pending = 0..<0
    private var insideFrame = false
    private var damage: FileError?

    init(_ input: StoredInput, windowLog: Int) throws(FileError) {
        self.input = input
        let code = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(windowLog))
        precondition(ZSTD_isError(code) == 0, "zstd refuses the window size")
    }

    deinit {
        ZSTD_freeDCtx(context)
        output.deallocate()
    }

    func read(into buffer: inout [UInt8], atMost count: Int) throws(FileError) -> Int {
        while pending.isEmpty {
            if let damage { throw damage }
            try input.fill(atLeast: 1)
            if input.available == 0 && !insideFrame { return 0 }
            if !insideFrame { try loadDictionary() }
            decodeSome()
        }
        let part = pending.prefix(count)
        buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: output[part]))
        pending = part.upperBound..<pending.upperBound
        return part.count
    }

    private func decodeSome() {
        if !insideFrame { memberOffset = input.offset }
        let bytes = input.bytes
        var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let left = ZSTD_decompressStream(context, &target, &source)
        input.consume(source.pos)
        pending = 0..<target.pos
        if ZSTD_isError(left) != 0 { return fail(ZSTD_getErrorCode(left)) }
        insideFrame = left != 0
        if source.pos == 0 && target.pos == 0 { fail(nil) }
    }

    /// `error` is nil when the file ends inside a frame.
    private func fail(_ error: ZSTD_ErrorCode?) {
        let frame = "the zstd frame that begins at byte \(memberOffset)"
        switch error {
        case nil:
            damage = make(.truncated, "\(frame) is cut off before its end")
        case ZSTD_error_frameParameter_windowTooLarge:
            damage = make(.tooLarge, "\(frame) needs too large a window; recompress it")
        case ZSTD_error_prefix_unknown:
            damage = make(.garbage, "no zstd frame where one should begin")
        case let error?:
            let text = String(cString: ZSTD_getErrorString(error))
            damage = make(.corrupt, "\(frame) is broken here (\(text))")
        }
    }

    private func make(_ code: FileError.Code, _ reason: String) -> FileError {
        FileError(code, path: input.path, offset: input.offset, reason: reason)
    }

    func recover() throws(FileError) -> Bool {
        damage = nil
        pending = 0..<0
        insideFrame = false
        ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        input.move(to: memberOffset + 1)
        while true {
            try input.fill(atLeast: 1 << 18)
            let bytes = input.bytes
            if bytes.count < 4 { return false }
            for start in 0...(bytes.count - 4)
            where Compression.isZstdFrame(UnsafeBufferPointer(rebasing: bytes[start...])) {
                input.consume(start)
                return true
            }
            input.consume(bytes.count - 3)
        }
    }

    // MARK: Dictionary

    /// A WARC file may begin with the dictionary of its frames, in a skippable frame of its own
    /// (IIPC, "Zstandard compression for WARC files"), itself compressed or not. Files of which
    /// several were made one have a dictionary before the frames of each.
    private func loadDictionary() throws(FileError) {
        try input.fill(atLeast: 8)
        guard input.bytes.starts(with: [0x5D, 0x2A, 0x4D, 0x18]) else { return }
        try input.fill(atLeast: StoredInput.capacity - StoredInput.memory)
        let bytes = input.bytes
        guard bytes.count >= 8 else { return }
        let size = (4..<8).reduce(0) { $0 | Int(bytes[$1]) << (($1 - 4) * 8) }
        guard bytes.count - 8 >= size else {
            throw make(.tooLarge, "its zstd dictionary of \(size) bytes is too large or cut off")
        }
        var dictionary = Array(bytes[8..<(8 + size)])
        if dictionary.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            dictionary = try ZstdDecompressor().decompress(
                dictionary.span, limit: 16 << 20, path: input.path)
        }
        ZSTD_DCtx_loadDictionary(context, dictionary, dictionary.count)
        input.consume(8 + size)
    }
}
