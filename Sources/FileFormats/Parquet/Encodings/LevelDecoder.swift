// Definition and repetition levels of a page.

/// Decodes one kind of a page's levels.
enum LevelDecoder {
    /// All are zero: there is no room for others.
    case zeros
    case runs(RunDecoder)
    /// The deprecated form: packed from the highest bit on; holds the next bit's place and the end.
    case packed(bit: Int, end: Int, width: Int)

    /// The levels of a page of version 1, which begin at `position`; moves it behind them.
    init(
        _ page: UnsafeRawBufferPointer, _ position: inout Int, _ encoding: ParquetEncoding,
        most: UInt8, count: Int
    ) throws(ParquetDamage) {
        if most == 0 {
            self = .zeros
            return
        }
        let width = Self.width(most)
        switch encoding {
        case .rle:
            guard page.count - position >= 4 else { throw ParquetDamage("levels are cut off") }
            let size = Int(
                page.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian)
            position += 4
            guard size <= page.count - position else { throw ParquetDamage("levels are cut off") }
            self = .runs(try RunDecoder(position..<position + size, width: width))
            position += size
        case .bitPacked:
            let size = (count * width + 7) / 8
            guard size <= page.count - position else { throw ParquetDamage("levels are cut off") }
            self = .packed(bit: position * 8, end: (position + size) * 8, width: width)
            position += size
        default:
            throw ParquetDamage("levels are encoded as \(encoding.name)")
        }
    }

    /// The levels of a page of version 2.
    init(_ range: Range<Int>, most: UInt8) throws(ParquetDamage) {
        self = most == 0 ? .zeros : .runs(try RunDecoder(range, width: Self.width(most)))
    }

    private static func width(_ most: UInt8) -> Int { 8 - most.leadingZeroBitCount }

    /// Fills `out` with the next levels, none of which may be more than `most`.
    mutating func next(
        _ count: Int, of page: UnsafeRawBufferPointer, into out: UnsafeMutablePointer<UInt8>,
        most: UInt8
    ) throws(ParquetDamage) {
        switch self {
        case .zeros: return out.update(repeating: 0, count: count)
        case .runs(var decoder):
            try decoder.next(count, of: page, into: out)
            self = .runs(decoder)
        case .packed(let bit, let end, let width):
            guard end - bit >= count * width else { throw ParquetDamage("levels are cut off") }
            for index in 0..<count {
                out[index] = Self.level(page, bit + index * width, width)
            }
            self = .packed(bit: bit + count * width, end: end, width: width)
        }
        var largest: UInt8 = 0
        for index in 0..<count { largest = max(largest, out[index]) }
        guard largest <= most else {
            throw ParquetDamage("a level is \(largest), and \(most) is the most")
        }
    }

    private static func level(
        _ page: UnsafeRawBufferPointer, _ bit: Int, _ width: Int
    ) -> UInt8 {
        (0..<width).reduce(0) { level, step in
            let place = bit + step
            return level << 1 | page[place >> 3] >> UInt8(7 - place & 7) & 1
        }
    }
}
