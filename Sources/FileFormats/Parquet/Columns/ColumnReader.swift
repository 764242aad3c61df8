// One column of one row group as rows: pages in, levels and values out.
import FileStore

/// Reads a column's rows in order, a page at a time.
final class ColumnReader {
    private let column: ParquetColumn
    private let chunk: ParquetColumnChunk
    private let pages: PageSource
    private let limits: ParquetLimits
    /// Names the column in errors.
    private let name: String
    private let path: String
    private let seal: UInt64?

    private var dictionary: PageDictionary?
    private var values: PageValues?
    private var valueRange = 0..<0
    private var encoding = ParquetEncoding.plain
    private var definition = LevelDecoder.zeros
    private var repetition = LevelDecoder.zeros
    /// Levels of the page at hand that were not decoded yet, and of the chunk with those.
    private var leftInPage = 0
    private var leftInChunk: Int
    private let scratch = BlockScratch()
    /// The levels of `scratch` that were not handed out yet.
    private var block = 0..<0
    private var hasBegun = false

    /// - Parameters:
    ///   - group: the row group's number, for errors.
    ///   - end: where the file's footer begins.
    ///   - seal: what the pages must add up to, where that is known.
    init(
        _ file: any RangedFile, _ column: ParquetColumn, _ chunk: ParquetColumnChunk, group: Int,
        end: Int, limits: ParquetLimits, seal: UInt64? = nil
    ) throws(FileError) {
        self.seal = seal
        self.column = column
        self.chunk = chunk
        self.limits = limits
        name = "the column '\(column.name)' of row group \(group)"
        path = file.path
        leftInChunk = chunk.values
        do {
            pages = try PageSource(
                file, chunk, end: end, limits: limits, isSealed: seal != nil)
        } catch {
            throw FileError(
                error.code, path: file.path, reason: "\(name): \(error.reason)")
        }
    }

    /// Appends the next `count` rows to `batch`.
    func read(rows count: Int, into batch: inout ParquetColumnBatch) throws(FileError) {
        try located { try take(rows: count, into: &batch) }
    }

    /// Makes sure that there are no further rows.
    func finish() throws(FileError) {
        try located {
            if try fillBlock() { throw ParquetDamage("it has more rows than its row group") }
            if pages.seal != seal {
                throw ParquetDamage("its pages are not what was written")
            }
        }
    }

    private func located(_ body: () throws -> Void) throws(FileError) {
        do {
            try body()
        } catch let error as ParquetDamage {
            throw FileError(
                error.code, path: path, offset: pages.offset, reason: "\(name): \(error.reason)")
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError(.corrupt, path: path, reason: "\(name): \(error)")
        }
    }

    // MARK: Rows

    private func take(rows: Int, into batch: inout ParquetColumnBatch) throws {
        var left = rows
        while left > 0 || column.repeats > 0 {
            guard try fillBlock() else {
                if left == 0 { return }
                throw ParquetDamage("it has fewer rows than its row group")
            }
            let part = try nextPart(&left)
            if part.isEmpty { return }
            try append(part, to: &batch)
            block = part.upperBound..<block.upperBound
        }
    }

    /// The levels of the block that belong to the rows which are wanted.
    private func nextPart(_ left: inout Int) throws(ParquetDamage) -> Range<Int> {
        guard column.repeats > 0 else {
            let part = block.prefix(left)
            left -= part.count
            return part
        }
        if !hasBegun {
            guard scratch.repetition[block.lowerBound] == 0 else {
                throw ParquetDamage("its first row begins inside a list")
            }
            hasBegun = true
        }
        for index in block where scratch.repetition[index] == 0 {
            if left == 0 { return block.lowerBound..<index }
            left -= 1
        }
        return block
    }

    private func append(_ part: Range<Int>, to batch: inout ParquetColumnBatch) throws {
        var count = part.count
        if column.deepest > 0 {
            let levels = UnsafeBufferPointer(
                start: scratch.definition + part.lowerBound, count: part.count)
            batch.definition.append(contentsOf: levels)
            count = 0
            for level in levels where level == column.deepest { count += 1 }
        }
        if column.repeats > 0 {
            batch.repetition.append(
                contentsOf: UnsafeBufferPointer(
                    start: scratch.repetition + part.lowerBound, count: part.count))
        }
        if count > 0 { try appendValues(count, to: &batch) }
        if batch.heldBytes > limits.rows { throw ParquetDamage.tooLarge(limits.rows) }
    }

    private func appendValues(_ count: Int, to batch: inout ParquetColumnBatch) throws {
        let page = UnsafeRawBufferPointer(pages.page.bytes)
        if values == nil {
            values = try PageValues(
                page, valueRange, encoding, column, hasDictionary: dictionary != nil)
        }
        try values?.append(
            count, of: page, dictionary, using: scratch, to: &batch, limit: limits.rows)
    }

    // MARK: Levels and pages

    /// Makes sure that levels wait in the block; false at the end of the column.
    private func fillBlock() throws -> Bool {
        if !block.isEmpty { return true }
        while leftInPage == 0 {
            if leftInChunk == 0 { return false }
            try nextPage()
        }
        let count = min(leftInPage, BlockScratch.count)
        let page = UnsafeRawBufferPointer(pages.page.bytes)
        if column.repeats > 0 {
            try repetition.next(
                count, of: page, into: scratch.repetition, most: column.repeats)
        }
        if column.deepest > 0 {
            try definition.next(
                count, of: page, into: scratch.definition, most: column.deepest)
        }
        leftInPage -= count
        block = 0..<count
        return true
    }

    private func nextPage() throws {
        let header = try pages.next()
        let page = UnsafeRawBufferPointer(pages.page.bytes)
        switch header.kind {
        case .other: return
        case .dictionary:
            guard dictionary == nil, values == nil else {
                throw ParquetDamage("it has a second dictionary")
            }
            guard header.encoding == .plain || header.encoding == .plainDictionary else {
                throw ParquetDamage("its dictionary is encoded as \(header.encoding.name)")
            }
            dictionary = try PageDictionary(page, count: header.values, column)
        case .data, .dataV2: try begin(header, page)
        }
    }

    private func begin(_ header: ParquetPageHeader, _ page: UnsafeRawBufferPointer) throws {
        guard header.values <= leftInChunk else {
            throw ParquetDamage("its pages have more values than it has")
        }
        var start = 0
        if header.kind == .dataV2 {
            let border = header.repetitionBytes
            start = border + header.definitionBytes
            repetition = try LevelDecoder(0..<border, most: column.repeats)
            definition = try LevelDecoder(border..<start, most: column.deepest)
        } else {
            repetition = try LevelDecoder(
                page, &start, header.repetitionEncoding, most: column.repeats,
                count: header.values)
            definition = try LevelDecoder(
                page, &start, header.definitionEncoding, most: column.deepest,
                count: header.values)
        }
        valueRange = start..<page.count
        encoding = header.encoding
        values = nil
        leftInPage = header.values
        leftInChunk -= header.values
    }
}
