// Asks for memory before it is needed.
import CByteKernels

/// Starts loading the cache line at `address`; a hint without other effect.
@inlinable @inline(__always)
public func prefetch(_ address: UnsafeRawPointer) { cbk_prefetch(address) }
