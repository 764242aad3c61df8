// Runs and bit-packed groups: how levels and dictionary indexes are written (RLE of parquet-format).

/// Decodes numbers of up to 32 bits from runs of equal ones and packed groups of eight.
package struct RunDecoder {
    private var position: Int
    private let end: Int
    private let width: Int
    private let mask: UInt64
    /// Numbers left in the run at hand.
    private var left = 0
    private var isPacked = false
    private var value: UInt32 = 0
    /// Where the next packed number begins, in bits.
    private var bit = 0

    /// - Parameters:
    ///   - range: bytes of the page; it has readable bytes behind it.
    ///   - width: bits of a number.
    package init(_ range: Range<Int>, width: Int) throws(ParquetDamage) {
        guard width <= 32 else { throw ParquetDamage("numbers of \(width) bits are packed") }
        position = range.lowerBound
        end = range.upperBound
        self.width = width
        mask = width == 0 ? 0 : UInt64.max >> UInt64(64 - width)
    }

    /// Fills `out` with the next `count` numbers.
    @inline(__always)
    package mutating func next<Number: FixedWidthInteger>(
        _ count: Int, of page: UnsafeRawBufferPointer, into out: UnsafeMutablePointer<Number>
    ) throws(ParquetDamage) {
        var done = 0
        while done < count {
            if left == 0 { try beginRun(page) }
            let part = min(left, count - done)
            if isPacked {
                unpack(part, page, out + done)
            } else {
                (out + done).update(repeating: Number(truncatingIfNeeded: value), count: part)
            }
            left -= part
            done += part
        }
    }

    @inline(__always)
    private mutating func unpack<Number: FixedWidthInteger>(
        _ count: Int, _ page: UnsafeRawBufferPointer, _ out: UnsafeMutablePointer<Number>
    ) {
        guard let base = page.baseAddress else { return }
        var bit = bit
        for index in 0..<count {
            let word = UInt64(
                littleEndian: base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
            out[index] = Number(truncatingIfNeeded: word >> UInt64(bit & 7) & mask)
            bit &+= width
        }
        self.bit = bit
    }

    private mutating func beginRun(_ page: UnsafeRawBufferPointer) throws(ParquetDamage) {
        let head = try Varint.read(page, &position, end)
        let count = Int(truncatingIfNeeded: head >> 1)
        guard head >> 1 <= 1 << 31 else { throw ParquetDamage("a run is impossibly long") }
        isPacked = head & 1 == 1
        if isPacked {
            // The last group of a page may be cut off behind its last number.
            let room = width == 0 ? Int.max : (end - position) * 8 / width
            left = min(count * 8, room)
            bit = position * 8
            position += min(count * width, end - position)
            if left == 0 && count > 0 { throw ParquetDamage("packed numbers are cut off") }
        } else {
            let bytes = (width + 7) / 8
            guard end - position >= bytes, let base = page.baseAddress else {
                throw ParquetDamage("a run is cut off")
            }
            let word = base.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian
            value = bytes == 0 ? 0 : word & (UInt32.max >> UInt32(32 - 8 * bytes))
            position += bytes
            left = count
        }
    }
}

/// Numbers of seven bits a byte.
enum Varint {
    static func read(
        _ page: UnsafeRawBufferPointer, _ position: inout Int, _ end: Int
    ) throws(ParquetDamage) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < end else { throw ParquetDamage("a page ends inside a number") }
            let part = page[position]
            position += 1
            value |= UInt64(part & 0x7F) << shift
            if part < 0x80 { return value }
        }
        throw ParquetDamage("a page holds a number of more than 64 bits")
    }
}
