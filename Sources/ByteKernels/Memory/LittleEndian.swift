// Whole numbers as bytes, the lowest first, at any address.

extension UnsafeRawPointer {
    /// The number at `offset` bytes from here; it need not be aligned.
    @inlinable @inline(__always)
    public func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int = 0, as type: Number.Type = Number.self
    ) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}

extension UnsafePointer<UInt8> {
    /// The number at `offset` bytes from here.
    @inlinable @inline(__always)
    public func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int = 0, as type: Number.Type = Number.self
    ) -> Number {
        UnsafeRawPointer(self).littleEndian(at: offset, as: type)
    }
}

extension UnsafeRawBufferPointer {
    /// The number at `offset`; all its bytes must be in the buffer.
    @inlinable @inline(__always)
    public func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int = 0, as type: Number.Type = Number.self
    ) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}

extension [UInt8] {
    /// The number at `offset`; all its bytes must be in the array.
    @inlinable
    public func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as type: Number.Type = Number.self
    ) -> Number {
        precondition(offset >= 0 && offset <= count - MemoryLayout<Number>.size)
        return withUnsafeBytes { $0.littleEndian(at: offset) }
    }

    /// Appends a number, its lowest byte first.
    @inlinable
    public mutating func append(littleEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
