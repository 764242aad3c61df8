// Asks for a cache line before it is needed.
import CByteKernels

/// Starts to fetch the line at an address; harmless for any address.
@inlinable @inline(__always)
public func prefetch(_ address: UnsafeRawPointer) { cbk_prefetch(address) }
