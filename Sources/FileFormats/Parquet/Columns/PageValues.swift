// The values of a page, in whichever encoding, decoded as far as they are asked for.

/// Decodes the values of one page, from front to back.
struct PageValues {
    private enum Form {
        case plain
        case bits
        /// Every value is the dictionary's first.
        case first
        case dictionary(RunDecoder)
        case runs(RunDecoder)
        case deltas(DeltaDecoder)
        case lengths(DeltaDecoder)
        case prefixes(DeltaDecoder, DeltaDecoder)
        case split(count: Int)
    }

    private let column: ParquetColumn
    private var form: Form
    /// The next byte; of bits the next bit, of split values the next value.
    private var position: Int
    private let start: Int
    private let end: Int
    /// The last value, of which the next repeats the beginning.
    private var previous: [UInt8] = []

    /// - Parameter range: where in the page the values stand.
    init(
        _ page: UnsafeRawBufferPointer, _ range: Range<Int>, _ encoding: ParquetEncoding,
        _ column: ParquetColumn, hasDictionary: Bool
    ) throws(ParquetDamage) {
        self.column = column
        start = range.lowerBound
        position = start
        end = range.upperBound
        form = .plain
        guard Self.fits(encoding, column.type) else {
            throw ParquetDamage("\(column.type.name) can't be encoded as \(encoding.name)")
        }
        switch encoding {
        case .plain: if column.type == .boolean { beginBits() }
        case .plainDictionary, .rleDictionary:
            guard hasDictionary else { throw ParquetDamage("the dictionary is missing") }
            try beginDictionary(page)
        case .rle: try beginRuns(page)
        case .deltaBinaryPacked: form = .deltas(try DeltaDecoder(page, range))
        case .deltaLengthByteArray: try beginLengths(page)
        case .deltaByteArray: try beginPrefixes(page)
        case .byteStreamSplit: try beginSplit()
        case .bitPacked: throw ParquetDamage("values can't be encoded as BIT_PACKED")
        }
    }

    private static func fits(_ encoding: ParquetEncoding, _ type: ParquetType) -> Bool {
        switch encoding {
        case .plain: true
        case .plainDictionary, .rleDictionary: type != .boolean
        case .rle: type == .boolean
        case .deltaBinaryPacked: type == .int32 || type == .int64
        case .deltaLengthByteArray: type == .byteArray
        case .deltaByteArray: type == .byteArray || type == .fixedLengthByteArray
        case .byteStreamSplit:
            [.int32, .int64, .float, .double, .fixedLengthByteArray].contains(type)
        case .bitPacked: false
        }
    }

    // MARK: Beginnings

    private mutating func beginBits() {
        form = .bits
        position = start * 8
    }

    private mutating func beginDictionary(_ page: UnsafeRawBufferPointer) throws(ParquetDamage) {
        guard start < end else { throw ParquetDamage("dictionary indexes are missing") }
        // Numbers of no bits are all 0, whatever is said of their runs.
        form =
            page[start] == 0
            ? .first : .dictionary(try RunDecoder(start + 1..<end, width: Int(page[start])))
    }

    /// Runs of true and false, behind their size.
    private mutating func beginRuns(_ page: UnsafeRawBufferPointer) throws(ParquetDamage) {
        guard let range = PlainValue.range(in: page, at: start, end: end) else {
            throw ParquetDamage("runs of true and false are cut off")
        }
        form = .runs(try RunDecoder(range, width: 1))
    }

    private mutating func beginLengths(_ page: UnsafeRawBufferPointer) throws(ParquetDamage) {
        let lengths = try DeltaDecoder(page, start..<end)
        position = try lengths.endOfStream(page)
        form = .lengths(lengths)
    }

    private mutating func beginPrefixes(_ page: UnsafeRawBufferPointer) throws(ParquetDamage) {
        let prefixes = try DeltaDecoder(page, start..<end)
        let lengths = try DeltaDecoder(page, prefixes.endOfStream(page)..<end)
        position = try lengths.endOfStream(page)
        form = .prefixes(prefixes, lengths)
    }

    private mutating func beginSplit() throws(ParquetDamage) {
        guard (end - start) % column.width == 0 else {
            throw ParquetDamage("the streams of a page are of different lengths")
        }
        form = .split(count: (end - start) / column.width)
        position = 0
    }

    // MARK: Values

    /// Appends the next `count` values, ``BlockScratch/count`` at most.
    mutating func append(
        _ count: Int, of page: UnsafeRawBufferPointer, _ dictionary: PageDictionary?,
        using scratch: BlockScratch, to batch: inout ParquetColumnBatch, limit: Int
    ) throws(ParquetDamage) {
        switch form {
        case .plain:
            if column.width == 0 {
                try appendPlainTexts(count, page, &batch, limit)
            } else {
                try appendPlain(count, page, &batch)
            }
        case .bits: try appendBits(count, page, &batch)
        case .dictionary(var runs):
            try runs.next(count, of: page, into: scratch.indexes)
            form = .dictionary(runs)
            try appendEntries(count, of: dictionary, using: scratch, &batch, limit)
        case .first:
            scratch.indexes.update(repeating: 0, count: count)
            try appendEntries(count, of: dictionary, using: scratch, &batch, limit)
        case .runs(var runs):
            try runs.next(count, of: page, into: scratch.levels)
            form = .runs(runs)
            batch.append(count, width: 1) {
                $0.copyMemory(from: scratch.levels, byteCount: count)
            }
        case .deltas(var deltas):
            try deltas.next(count, of: page, into: scratch.numbers)
            form = .deltas(deltas)
            appendNumbers(count, scratch, &batch)
        case .lengths(var lengths):
            try lengths.next(count, of: page, into: scratch.numbers)
            form = .lengths(lengths)
            try appendLengths(count, page, scratch, &batch, limit)
        case .prefixes(var prefixes, var lengths):
            try prefixes.next(count, of: page, into: scratch.numbers)
            try lengths.next(count, of: page, into: scratch.moreNumbers)
            form = .prefixes(prefixes, lengths)
            try appendPrefixes(count, page, scratch, &batch, limit)
        case .split(let total): try appendSplit(count, of: total, page, &batch)
        }
    }

    private func appendEntries(
        _ count: Int, of dictionary: PageDictionary?, using scratch: BlockScratch,
        _ batch: inout ParquetColumnBatch, _ limit: Int
    ) throws(ParquetDamage) {
        try dictionary?.append(
            UnsafeBufferPointer(start: scratch.indexes, count: count), to: &batch, limit: limit)
    }

    private func early() -> ParquetDamage {
        ParquetDamage("a page has fewer values than it says")
    }

    private mutating func appendPlain(
        _ count: Int, _ page: UnsafeRawBufferPointer, _ batch: inout ParquetColumnBatch
    ) throws(ParquetDamage) {
        let size = count * column.width
        guard size <= end - position else { throw early() }
        batch.bytes.append(
            contentsOf: UnsafeRawBufferPointer(rebasing: page[position..<position + size]))
        position += size
    }

    private mutating func appendPlainTexts(
        _ count: Int, _ page: UnsafeRawBufferPointer, _ batch: inout ParquetColumnBatch,
        _ limit: Int
    ) throws(ParquetDamage) {
        for _ in 0..<count {
            guard let range = PlainValue.range(in: page, at: position, end: end) else {
                throw early()
            }
            batch.append(UnsafeRawBufferPointer(rebasing: page[range]))
            position = range.upperBound
        }
        if batch.bytes.count > limit { throw .tooLarge(limit) }
    }

    private mutating func appendBits(
        _ count: Int, _ page: UnsafeRawBufferPointer, _ batch: inout ParquetColumnBatch
    ) throws(ParquetDamage) {
        guard count <= end * 8 - position else { throw early() }
        let first = position
        batch.append(count, width: 1) { target in
            for index in 0..<count {
                let bit = first + index
                target.storeBytes(
                    of: page[bit >> 3] >> UInt8(bit & 7) & 1, toByteOffset: index, as: UInt8.self)
            }
        }
        position += count
    }

    private func appendNumbers(
        _ count: Int, _ scratch: BlockScratch, _ batch: inout ParquetColumnBatch
    ) {
        let isNarrow = column.type == .int32
        batch.append(count, width: column.width) { target in
            for index in 0..<count {
                let number = scratch.numbers[index]
                if isNarrow {
                    target.storeBytes(
                        of: Int32(truncatingIfNeeded: number).littleEndian,
                        toByteOffset: 4 * index, as: Int32.self)
                } else {
                    target.storeBytes(
                        of: number.littleEndian, toByteOffset: 8 * index, as: Int64.self)
                }
            }
        }
    }

    private mutating func appendLengths(
        _ count: Int, _ page: UnsafeRawBufferPointer, _ scratch: BlockScratch,
        _ batch: inout ParquetColumnBatch, _ limit: Int
    ) throws(ParquetDamage) {
        for index in 0..<count {
            let range = try text(scratch.numbers[index])
            batch.append(UnsafeRawBufferPointer(rebasing: page[range]))
        }
        if batch.bytes.count > limit { throw .tooLarge(limit) }
    }

    /// The next bytes of the page, moved behind.
    private mutating func text(_ length: Int64) throws(ParquetDamage) -> Range<Int> {
        guard length >= 0, length <= end - position else {
            throw ParquetDamage("a text's length is impossible")
        }
        defer { position += Int(length) }
        return position..<position + Int(length)
    }

    private mutating func appendPrefixes(
        _ count: Int, _ page: UnsafeRawBufferPointer, _ scratch: BlockScratch,
        _ batch: inout ParquetColumnBatch, _ limit: Int
    ) throws(ParquetDamage) {
        for index in 0..<count {
            let prefix = scratch.numbers[index]
            guard prefix >= 0, prefix <= previous.count else {
                throw ParquetDamage("a text repeats more than the text before it has")
            }
            let suffix = try text(scratch.moreNumbers[index])
            previous.removeLast(previous.count - Int(prefix))
            previous.append(contentsOf: UnsafeRawBufferPointer(rebasing: page[suffix]))
            if column.width == 0 {
                previous.withUnsafeBytes { batch.append($0) }
            } else {
                guard previous.count == column.width else {
                    throw ParquetDamage("a value of fixed length has another one")
                }
                batch.bytes.append(contentsOf: previous)
            }
            if batch.bytes.count > limit { throw .tooLarge(limit) }
        }
    }

    private mutating func appendSplit(
        _ count: Int, of total: Int, _ page: UnsafeRawBufferPointer,
        _ batch: inout ParquetColumnBatch
    ) throws(ParquetDamage) {
        guard count <= total - position else { throw early() }
        let (first, width, start) = (position, column.width, start)
        batch.append(count, width: width) { target in
            for part in 0..<width {
                let stream = start + part * total + first
                for index in 0..<count {
                    target.storeBytes(
                        of: page[stream + index], toByteOffset: index * width + part,
                        as: UInt8.self)
                }
            }
        }
        position += count
    }
}

/// Room for one block of levels, indexes or numbers; one for each column that is read.
final class BlockScratch {
    static let count = 1024
    let levels = UnsafeMutablePointer<UInt8>.allocate(capacity: BlockScratch.count)
    let indexes = UnsafeMutablePointer<UInt32>.allocate(capacity: BlockScratch.count)
    let numbers = UnsafeMutablePointer<Int64>.allocate(capacity: BlockScratch.count)
    let moreNumbers = UnsafeMutablePointer<Int64>.allocate(capacity: BlockScratch.count)
    let definition = UnsafeMutablePointer<UInt8>.allocate(capacity: BlockScratch.count)
    let repetition = UnsafeMutablePointer<UInt8>.allocate(capacity: BlockScratch.count)

    deinit {
        levels.deallocate()
        indexes.deallocate()
        numbers.deallocate()
        moreNumbers.deallocate()
        definition.deallocate()
        repetition.deallocate()
    }
}
