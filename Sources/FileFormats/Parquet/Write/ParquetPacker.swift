// Rows to the bytes of a row group: pages, compressed; any worker, any order.
import ByteKernels
import CLibDeflate

/// A row group, ready to be written at any place of a file.
public struct ParquetPackedGroup: Sendable {
    public let bytes: [UInt8]
    public let rows: Int
    let chunks: [ParquetPackedChunk]
}

/// One column of it, with places that count from the row group's first byte.
struct ParquetPackedChunk {
    var codec = ParquetCodec.zstd
    var values = 0
    var nulls = 0
    var storedBytes = 0
    var plainBytes = 0
    var dictionary: Int?
    var data = 0
    var hasDictionary = false
    /// Of its pages (see ``ParquetSeals``).
    var seal: UInt64 = 0
    var statistics: ColumnStatistics
}

/// Packs row groups; scratch for one worker. The bytes depend on rows, codec and level only.
public final class ParquetPacker {
    private static let pageBytes = 1 << 20
    private let codec: ParquetCodec
    private let zstd: ZstdCompressor

    /// - Parameter codec: zstd, snappy or none; level is zstd's.
    public init(_ codec: ParquetCodec, level: Int = 3) {
        precondition([.uncompressed, .snappy, .zstd].contains(codec))
        self.codec = codec
        zstd = ZstdCompressor(level: level, checksum: false)
    }

    public func pack(_ batch: ParquetRowBatch, _ layout: ParquetLayout) -> ParquetPackedGroup {
        var bytes: [UInt8] = []
        var chunks: [ParquetPackedChunk] = []
        for (column, values) in zip(layout.columns, batch.columns) {
            chunks.append(pack(values, column, to: &bytes))
        }
        return ParquetPackedGroup(bytes: bytes, rows: batch.rows, chunks: chunks)
    }

    private func pack(
        _ batch: ParquetColumnBatch, _ column: ParquetColumn, to bytes: inout [UInt8]
    ) -> ParquetPackedChunk {
        var chunk = ParquetPackedChunk(statistics: ColumnStatistics(batch, column))
        let start = bytes.count
        let dictionary =
            column.type == .boolean ? nil : DictionaryBuilder(batch, width: column.width)
        chunk.codec = codec
        chunk.hasDictionary = dictionary != nil
        if let dictionary {
            chunk.dictionary = bytes.count
            let page = entries(dictionary, of: batch, column)
            append(page, to: &bytes, &chunk) { header in
                header.structure(7) { details in
                    details.int32(1, dictionary.entries.count)
                    details.int32(2, ParquetEncoding.plain.rawValue)
                }
            }
        }
        chunk.data = bytes.count
        for part in PageCuts(batch, column, Self.pageBytes).parts {
            append(page(part, of: batch, column, dictionary), to: &bytes, &chunk) { header in
                header.structure(5) { details in
                    let encoding = dictionary == nil ? ParquetEncoding.plain : .rleDictionary
                    details.int32(1, part.levels.count)
                    details.int32(2, encoding.rawValue)
                    details.int32(3, ParquetEncoding.rle.rawValue)
                    details.int32(4, ParquetEncoding.rle.rawValue)
                }
            }
            chunk.values += part.levels.count
            chunk.nulls += part.levels.count - part.values.count
        }
        chunk.storedBytes = bytes.count - start
        return chunk
    }

    /// Appends a page behind its header; `details` writes what is said of its kind.
    private func append(
        _ page: [UInt8], to bytes: inout [UInt8], _ chunk: inout ParquetPackedChunk,
        _ details: (inout CompactWriter) -> Void
    ) {
        let stored = compress(page)
        let crc = stored.withUnsafeBytes { libdeflate_crc32(0, $0.baseAddress, $0.count) }
        var header = CompactWriter()
        let isDictionary = chunk.dictionary == bytes.count
        header.int32(1, isDictionary ? 2 : 0)
        header.int32(2, page.count)
        header.int32(3, stored.count)
        header.int32(4, Int(Int32(bitPattern: crc)))
        details(&header)
        header.end()
        bytes += header.bytes
        bytes += stored
        chunk.seal = ParquetSeals.go(on: header.bytes, from: chunk.seal)
        chunk.seal = ParquetSeals.go(on: stored, from: chunk.seal)
        chunk.plainBytes += header.bytes.count + page.count
    }

    private func compress(_ page: [UInt8]) -> [UInt8] {
        var stored: [UInt8] = []
        switch codec {
        case .zstd: zstd.compress(page.span, appendingTo: &stored)
        case .snappy: Snappy.compress(page, appendingTo: &stored)
        default: return page
        }
        return stored
    }

    private func entries(
        _ dictionary: DictionaryBuilder, of batch: ParquetColumnBatch, _ column: ParquetColumn
    ) -> [UInt8] {
        var page: [UInt8] = []
        for entry in dictionary.entries {
            if column.width == 0 { page.append(littleEndian: UInt32(entry.count)) }
            page += batch.bytes[entry]
        }
        return page
    }

    // MARK: Data pages

    private func page(
        _ part: PageCuts.Part, of batch: ParquetColumnBatch, _ column: ParquetColumn,
        _ dictionary: DictionaryBuilder?
    ) -> [UInt8] {
        var page: [UInt8] = []
        if column.repeats > 0 {
            appendLevels(batch.repetition[part.levels], column.repeats, to: &page)
        }
        if column.deepest > 0 {
            appendLevels(batch.definition[part.levels], column.deepest, to: &page)
        }
        if let dictionary {
            if part.values.isEmpty { return page }
            page.append(UInt8(dictionary.bits))
            RunEncoder.append(
                dictionary.indexes[part.values], width: dictionary.bits, to: &page)
        } else {
            appendPlain(part.values, of: batch, column, to: &page)
        }
        return page
    }

    private func appendLevels(
        _ levels: ArraySlice<UInt8>, _ most: UInt8, to page: inout [UInt8]
    ) {
        var runs: [UInt8] = []
        RunEncoder.append(levels, width: 8 - most.leadingZeroBitCount, to: &runs)
        page.append(littleEndian: UInt32(runs.count))
        page += runs
    }

    private func appendPlain(
        _ values: Range<Int>, of batch: ParquetColumnBatch, _ column: ParquetColumn,
        to page: inout [UInt8]
    ) {
        if column.type == .boolean { return appendBits(batch.bytes[values], to: &page) }
        if column.width > 0 {
            page +=
                batch.bytes[
                    values.lowerBound * column.width..<values.upperBound * column.width]
            return
        }
        for index in values {
            guard let range = batch.range(of: index, width: 0) else { continue }
            page.append(littleEndian: UInt32(range.count))
            page += batch.bytes[range]
        }
    }

    private func appendBits(_ values: ArraySlice<UInt8>, to page: inout [UInt8]) {
        var (byte, bits): (UInt8, UInt8) = (0, 0)
        for value in values {
            byte |= value << bits
            bits += 1
            if bits == 8 {
                page.append(byte)
                (byte, bits) = (0, 0)
            }
        }
        if bits > 0 { page.append(byte) }
    }
}

/// Where a column's levels and values are cut into pages: between rows.
private struct PageCuts {
    struct Part {
        let levels: Range<Int>
        let values: Range<Int>
    }

    private(set) var parts: [Part] = []

    init(_ batch: ParquetColumnBatch, _ column: ParquetColumn, _ pageBytes: Int) {
        let width = column.width
        let count =
            column.deepest > 0 ? batch.definition.count : batch.valueCount(width: width)
        var (level, value) = (0, 0)
        var (bytes, index) = (0, 0)
        for place in 0..<count {
            let isRow = column.repeats == 0 || batch.repetition[place] == 0
            if isRow && (bytes >= pageBytes || place - level >= 1 << 20) {
                parts.append(Part(levels: level..<place, values: value..<index))
                (level, value, bytes) = (place, index, 0)
            }
            if column.deepest == 0 || batch.definition[place] == column.deepest {
                bytes += batch.range(of: index, width: width)?.count ?? 0
                index += 1
            }
        }
        parts.append(Part(levels: level..<count, values: value..<index))
    }
}
