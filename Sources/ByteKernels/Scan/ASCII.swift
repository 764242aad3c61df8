// Questions to single bytes.

/// Whether a byte is one of `0` to `9`.
@inlinable @inline(__always)
public func isASCIIDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
