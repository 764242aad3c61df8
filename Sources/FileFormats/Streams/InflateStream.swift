// zlib's streaming inflate: gzip members, zlib streams and raw deflate data, a step at a time.
import CZlib

/// A reusable streaming inflater.
final class InflateStream {
    enum Wrapper: Int32 {
        case gzip = 31
        case zlib = 15
        case raw = -15
    }

    enum State { case more, ended, broken }

    struct Step {
        var consumed: Int
        var produced: Int
        var state: State
    }

    /// zlib keeps a pointer to its stream, which therefore must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    init(_ wrapper: Wrapper = .gzip) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = winnow_inflate_init(stream, wrapper.rawValue)
        precondition(result == Z_OK, "zlib could not be initialised: \(result)")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func reset() {
        inflateReset(stream)
    }

    /// Begins anew with another wrapper.
    func reset(_ wrapper: Wrapper) {
        inflateReset2(stream, wrapper.rawValue)
    }

    /// Decodes what it can of `source` into `target`.
    func step(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableRawBufferPointer
    ) -> Step {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.pointee.avail_in = UInt32(clamping: source.count)
        stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(clamping: target.count)
        let offered = (Int(stream.pointee.avail_in), Int(stream.pointee.avail_out))
        let result = inflate(stream, Z_NO_FLUSH)
        return Step(
            consumed: offered.0 - Int(stream.pointee.avail_in),
            produced: offered.1 - Int(stream.pointee.avail_out), state: state(result))
    }

    private func state(_ result: Int32) -> State {
        switch result {
        case Z_OK, Z_BUF_ERROR: .more
        case Z_STREAM_END: .ended
        default: .broken
        }
    }
}
