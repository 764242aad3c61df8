// gzip members in memory.
import CLibDeflate

/// Compresses buffers, each to one gzip member.
public final class GzipCompressor {
    private let compressor: OpaquePointer

    /// `level` 0 (stored) to 12 (smallest, slow); 6 is gzip's default.
    public init(level: Int = 6) {
        guard let compressor = libdeflate_alloc_compressor(Int32(level)) else {
            preconditionFailure("gzip has no level \(level); choose 0 to 12")
        }
        self.compressor = compressor
    }

    deinit { libdeflate_free_compressor(compressor) }

    /// Appends `content` as one member (no name, no time stamp); returns the member's size.
    @discardableResult
    public func compress(_ content: Span<UInt8>, appendingTo output: inout [UInt8]) -> Int {
        let start = output.count
        let bound = libdeflate_gzip_compress_bound(compressor, content.count)
        output.append(contentsOf: repeatElement(0, count: bound))
        let size = content.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { target in
                libdeflate_gzip_compress(
                    compressor, source.baseAddress, source.count, target.baseAddress! + start,
                    bound)
            }
        }
        precondition(size > 0, "libdeflate could not compress into a sufficient buffer")
        output.removeLast(bound - size)
        return size
    }
}
