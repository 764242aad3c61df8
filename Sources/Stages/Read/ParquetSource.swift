// The row groups of a Parquet file's range, cut into chunks of rows.
import FileFormats
import FileStore
import PipelineCore

/// Some rows of a file, decoded to columns.
public struct ParquetChunk: Sendable, ChunkOfBytes {
    let columns: ParquetReading
    var rows = ParquetRowBatch()
    /// The place of the first row, and its number in the file.
    let firstPlace: Int
    let firstRow: Int
    /// Why the rows of the row group end here, and how many there should be.
    var problem: String?
    var lost = 0

    public var heldBytes: Int { rows.heldBytes }
}

/// Reads the row groups that begin in a range of a file.
final class ParquetSource: ChunkSource {
    private let file: ParquetFile
    private let columns: ParquetReading
    private let groups: ParquetGroups
    /// The engine takes the input's digest from it.
    private let stored: any StoredStream
    private var nextGroup: Int
    private var rows: ParquetRows?
    private var place = 0
    private var row = 0
    private(set) var bytesRead: Int

    init(_ input: OpenInput, _ reader: ReadParquet) throws {
        file = try ParquetFile(input.stored)
        columns = try ParquetReading(file, reader)
        groups = try ParquetGroups(file, input.range)
        stored = try input.stream()
        nextGroup = groups.inRange.lowerBound
        bytesRead = input.range.start
    }

    var extent: ReadExtent { groups.extent }

    func next() throws -> ParquetChunk? {
        while true {
            if rows == nil {
                guard nextGroup < groups.inRange.upperBound else { return nil }
                if let chunk = beginGroup() { return chunk }
            }
            var chunk = ParquetChunk(columns: columns, firstPlace: place, firstRow: row)
            do throws(FileError) {
                guard try rows?.next(into: &chunk.rows) == true else {
                    rows = nil
                    continue
                }
            } catch {
                guard error.isDamage || error.code == .unsupported else { throw error }
                chunk.rows = ParquetRowBatch()
                end(&chunk, error)
                rows = nil
            }
            place += chunk.rows.rows
            row += chunk.rows.rows
            return chunk
        }
    }

    /// Opens the next row group; where that can't be read, gives a chunk that says so.
    private func beginGroup() -> ParquetChunk? {
        let number = nextGroup
        nextGroup += 1
        (place, row) = (groups.places[number], groups.firstRows[number])
        bytesRead = groups.offsets[number]
        do {
            rows = try file.rows(ofGroup: number, columns: columns.columns)
            return nil
        } catch {
            var chunk = ParquetChunk(columns: columns, firstPlace: place, firstRow: row)
            end(&chunk, error)
            return chunk
        }
    }

    /// Notes that the rest of the row group can't be read.
    private func end(_ chunk: inout ParquetChunk, _ error: FileError) {
        let group = nextGroup - 1
        let left = file.rowGroups[group].rows - (row - groups.firstRows[group])
        chunk.lost = max(1, left)
        chunk.problem = "\(error)" + (left > 1 ? "; \(left) rows are lost" : "")
    }
}

/// Where the row groups of a file begin, and which of them a range has.
struct ParquetGroups {
    /// Stored offsets, none before the one before.
    private(set) var offsets: [Int] = []
    /// The places and numbers of their first rows.
    private(set) var places: [Int] = []
    private(set) var firstRows: [Int] = []
    private(set) var inRange = 0..<0
    private(set) var extent = ReadExtent()

    /// Throws ``DataError`` for more rows than a file can have.
    init(_ file: ParquetFile, _ range: StoredRange) throws {
        var counter = RecordPlaces()
        var row = 0
        for group in file.rowGroups {
            offsets.append(max(offsets.last ?? 0, min(group.offset, file.size)))
            _ = counter.move(to: offsets.last ?? 0)
            places.append(counter.next)
            firstRows.append(row)
            guard group.rows < RecordPlaces.limit - counter.next else {
                throw DataError("the file holds more rows than can be told apart")
            }
            _ = counter.take(group.rows)
            row += group.rows
        }
        let first = offsets.firstIndex { $0 >= range.start } ?? offsets.count
        let end = offsets.firstIndex { range.ends(before: $0) } ?? offsets.count
        inRange = first..<max(first, end)
        extent.entered = inRange.isEmpty ? nil : border(first)
        extent.left = end < offsets.count ? border(end) : nil
    }

    private func border(_ group: Int) -> RecordBorder {
        RecordBorder(member: offsets[group], within: 0)
    }
}
