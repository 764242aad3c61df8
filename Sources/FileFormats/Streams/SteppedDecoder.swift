// xz and bzip2 files as streams; neither is entered in its middle.
import CBzip2
import CLzma
import FileStore

/// A library's streaming decompressor.
protocol SteppedDecompressor: AnyObject {
    /// Decodes what it can of `source` into `target`; `isLast` says that no more source follows.
    func step(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableRawBufferPointer,
        isLast: Bool
    ) -> InflateStream.Step

    /// Whether bytes behind an ended stream begin another one, for which it is made ready.
    func beginsAnother(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool
}

/// Decodes a file with a library's decompressor.
final class SteppedDecoder: StreamDecoder {
    let memberOffset = 0
    private let input: StoredInput
    private let decompressor: any SteppedDecompressor
    private let name: String
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    private var pending = 0..<0
    private var hasEnded = false
    private var damage: FileError?

    init(_ input: StoredInput, _ decompressor: any SteppedDecompressor, _ name: String) {
        self.input = input
        self.decompressor = decompressor
        self.name = name
    }

    deinit { output.deallocate() }

    func read(into buffer: inout [UInt8], atMost count: Int) throws(FileError) -> Int {
        while pending.isEmpty {
            if let damage { throw damage }
            if hasEnded { return 0 }
            try decodeSome()
        }
        let part = pending.prefix(count)
        buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: output[part]))
        pending = part.upperBound..<pending.upperBound
        return part.count
    }

    private func decodeSome() throws(FileError) {
        try input.fill(atLeast: 1 << 16)
        let step = decompressor.step(input.bytes, into: output, isLast: input.reachedEnd)
        input.consume(step.consumed)
        pending = 0..<step.produced
        switch step.state {
        case .broken: damage = error(.corrupt, "the \(name) data is broken here")
        case .ended: try end()
        case .more:
            if step.consumed == 0, step.produced == 0, input.reachedEnd {
                damage = error(.truncated, "the \(name) data is cut off before its end")
            }
        }
    }

    private func end() throws(FileError) {
        try input.fill(atLeast: 16)
        hasEnded = input.available == 0
        if hasEnded || decompressor.beginsAnother(input.bytes) { return }
        damage = error(.garbage, "there are bytes that are no \(name) data")
    }

    private func error(_ code: FileError.Code, _ reason: String) -> FileError {
        FileError(code, path: input.path, offset: input.offset, reason: reason)
    }

    func recover() -> Bool { false }
}

/// xz streams, one or several.
final class XzDecompressor: SteppedDecompressor {
    /// xz -9 takes 65 MiB.
    private static let memory: UInt64 = 256 << 20
    private let stream: UnsafeMutablePointer<lzma_stream>

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: lzma_stream())
        let result = winnow_lzma_begin(stream, Self.memory)
        precondition(result == LZMA_OK, "liblzma could not be initialised: \(result)")
    }

    deinit {
        lzma_end(stream)
        stream.deallocate()
    }

    func step(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableRawBufferPointer,
        isLast: Bool
    ) -> InflateStream.Step {
        stream.pointee.next_in = source.baseAddress
        stream.pointee.avail_in = source.count
        stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = target.count
        let result = lzma_code(stream, isLast ? LZMA_FINISH : LZMA_RUN)
        let state: InflateStream.State =
            switch result {
            case LZMA_OK, LZMA_BUF_ERROR: .more
            case LZMA_STREAM_END: .ended
            default: .broken
            }
        return InflateStream.Step(
            consumed: source.count - stream.pointee.avail_in,
            produced: target.count - stream.pointee.avail_out, state: state)
    }

    func beginsAnother(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { false }
}

/// bzip2 streams, one or several: parallel compressors make many.
final class Bzip2Decompressor: SteppedDecompressor {
    private let stream: UnsafeMutablePointer<bz_stream>

    init() {
        stream = .allocate(capacity: 1)
        begin()
    }

    deinit {
        BZ2_bzDecompressEnd(stream)
        stream.deallocate()
    }

    private func begin() {
        stream.initialize(to: bz_stream())
        let result = BZ2_bzDecompressInit(stream, 0, 0)
        precondition(result == BZ_OK, "libbz2 could not be initialised: \(result)")
    }

    func step(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableRawBufferPointer,
        isLast: Bool
    ) -> InflateStream.Step {
        stream.pointee.next_in = UnsafeMutableRawPointer(mutating: source.baseAddress)?
            .assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_in = UInt32(clamping: source.count)
        stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_out = UInt32(clamping: target.count)
        let result = BZ2_bzDecompress(stream)
        let state: InflateStream.State =
            switch result {
            case BZ_OK: .more
            case BZ_STREAM_END: .ended
            default: .broken
            }
        return InflateStream.Step(
            consumed: source.count - Int(stream.pointee.avail_in),
            produced: target.count - Int(stream.pointee.avail_out), state: state)
    }

    func beginsAnother(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard Compression.isBzip2(bytes) else { return false }
        BZ2_bzDecompressEnd(stream)
        begin()
        return true
    }
}
