// SHA-1, for hashes that other programs publish. Not for secrets.
import CByteKernels

/// The first 8 bytes of SHA-1 (RFC 3174) as a little-endian number.
public func sha1Prefix(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { empty in
        let base = bytes.baseAddress ?? UnsafeRawPointer(empty.baseAddress!)
        return cbk_sha1_64(base.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
}
