// DELTA_BINARY_PACKED: whole numbers as packed differences, in blocks of miniblocks.

/// Decodes a stream of differences; sums wrap, as the format wants.
package struct DeltaDecoder {
    /// How many numbers the stream declares.
    let count: Int
    private let end: Int
    private let miniblocks: Int
    private let perMiniblock: Int
    private var position: Int
    private var given = 0
    private var last: Int64
    private var smallest: Int64 = 0
    /// Where the widths of the block at hand stand, and which miniblock of it comes next.
    private var widths = 0
    private var miniblock: Int
    /// Of the miniblock at hand: numbers left, and the next one's place and width in bits.
    private var left = 0
    private var bit = 0
    private var width = 0

    package init(_ page: UnsafeRawBufferPointer, _ range: Range<Int>) throws(ParquetDamage) {
        position = range.lowerBound
        end = range.upperBound
        let block = try Varint.read(page, &position, end)
        let miniblocks = try Varint.read(page, &position, end)
        let count = try Varint.read(page, &position, end)
        last = try Self.signed(page, &position, end)
        guard (1...1 << 20).contains(block), (1...block).contains(miniblocks),
            block % miniblocks == 0, block / miniblocks % 8 == 0
        else { throw ParquetDamage("differences come in blocks of an impossible size") }
        guard count <= 1 << 31 else { throw ParquetDamage("a page has impossibly many numbers") }
        self.miniblocks = Int(miniblocks)
        self.count = Int(count)
        perMiniblock = Int(block / miniblocks)
        miniblock = Int(miniblocks)
    }

    private static func signed(
        _ page: UnsafeRawBufferPointer, _ position: inout Int, _ end: Int
    ) throws(ParquetDamage) -> Int64 {
        let value = try Varint.read(page, &position, end)
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// Fills `out` with the next numbers.
    package mutating func next(
        _ wanted: Int, of page: UnsafeRawBufferPointer, into out: UnsafeMutablePointer<Int64>
    ) throws(ParquetDamage) {
        guard wanted <= count - given else {
            throw ParquetDamage("a page has fewer numbers than values")
        }
        var done = 0
        if given == 0 && wanted > 0 {
            out[0] = last
            done = 1
        }
        while done < wanted {
            if left == 0 { try beginMiniblock(page) }
            let part = min(left, wanted - done)
            try unpack(part, page, out + done)
            left -= part
            done += part
        }
        given += wanted
    }

    private mutating func unpack(
        _ count: Int, _ page: UnsafeRawBufferPointer, _ out: UnsafeMutablePointer<Int64>
    ) throws(ParquetDamage) {
        guard (bit + count * width + 7) / 8 <= end, let base = page.baseAddress else {
            throw ParquetDamage("packed differences are cut off")
        }
        let mask = width == 0 ? 0 : UInt64.max >> UInt64(64 - width)
        for index in 0..<count {
            let shift = UInt64(bit & 7)
            let place = base + (bit >> 3)
            var word = UInt64(littleEndian: place.loadUnaligned(as: UInt64.self)) >> shift
            if Int(shift) + width > 64 {
                word |= UInt64(place.load(fromByteOffset: 8, as: UInt8.self)) << (64 - shift)
            }
            last = last &+ smallest &+ Int64(bitPattern: word & mask)
            out[index] = last
            bit += width
        }
    }

    private mutating func beginMiniblock(_ page: UnsafeRawBufferPointer) throws(ParquetDamage) {
        if miniblock == miniblocks { try beginBlock(page) }
        width = Int(page[widths + miniblock])
        guard width <= 64 else { throw ParquetDamage("differences of \(width) bits are packed") }
        bit = position * 8
        left = perMiniblock
        // The last miniblock of a page need not be whole.
        position = min(end, position + perMiniblock * width / 8)
        miniblock += 1
    }

    private mutating func beginBlock(_ page: UnsafeRawBufferPointer) throws(ParquetDamage) {
        smallest = try Self.signed(page, &position, end)
        guard end - position >= miniblocks else {
            throw ParquetDamage("a block of differences is cut off")
        }
        widths = position
        position += miniblocks
        miniblock = 0
    }

    /// Where the bytes behind the stream begin.
    package func endOfStream(_ page: UnsafeRawBufferPointer) throws(ParquetDamage) -> Int {
        var walker = self
        var left = count - 1
        while left > 0 {
            try walker.beginMiniblock(page)
            left -= perMiniblock
        }
        return walker.position
    }
}
