// Rows on their way to row groups, cut by their bytes alone.

/// Gathers rows until there are enough for a row group.
public struct ParquetGathering {
    private let layout: ParquetLayout
    private let groupBytes: Int
    private var open: ParquetRowBatch
    private var openBytes = 0

    /// - Parameter groupBytes: a row group ends with the row that takes it to so many bytes.
    public init(_ layout: ParquetLayout, groupBytes: Int) {
        self.layout = layout
        self.groupBytes = groupBytes
        open = layout.makeBatch()
    }

    /// Appends a batch's rows; gives the row groups that are full.
    ///
    /// - Parameter sizes: the bytes of each row.
    public mutating func append(_ batch: ParquetRowBatch, sizes: [Int]) -> [ParquetRowBatch] {
        var full: [ParquetRowBatch] = []
        var places = batch.columns.map { _ in ParquetColumnBatch.RowPlace() }
        var row = 0
        while row < sizes.count {
            var end = row
            while end < sizes.count, openBytes < groupBytes {
                openBytes += sizes[end]
                end += 1
            }
            for index in layout.columns.indices {
                open.columns[index].append(
                    end - row, of: batch.columns[index], from: &places[index],
                    layout.columns[index])
            }
            open.rows += end - row
            row = end
            if openBytes >= groupBytes { full.append(take()) }
        }
        return full
    }

    /// The rows that are left; `nil` where there are none.
    public mutating func finish() -> ParquetRowBatch? { open.rows > 0 ? take() : nil }

    private mutating func take() -> ParquetRowBatch {
        defer {
            open = layout.makeBatch()
            openBytes = 0
        }
        return open
    }
}
