// Little-endian numbers in byte arrays, for the headers and indexes of every shard format.

extension Array where Element == UInt8 {
    /// Appends the number's bytes, lowest first.
    mutating func append(littleEndian number: some FixedWidthInteger) {
        for shift in stride(from: 0, to: number.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// The `width` bytes at `offset` as a number.
    func littleEndian(at offset: Int, width: Int = 8) -> UInt64 {
        var number: UInt64 = 0
        for index in 0..<width { number |= UInt64(self[offset + index]) << (8 * index) }
        return number
    }
}
