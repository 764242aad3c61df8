// The Parquet files of one task: row groups cut at fixed sizes, files rolled between them.
import FileFormats
import FileStore
import PipelineCore

/// Rows for one row group of one file.
public struct ParquetGroup: Sendable {
    let file: Int
    let rows: ParquetRowBatch
    let layout: ParquetLayout
}

/// The same, as the file's bytes.
public struct PackedParquetGroup: Sendable {
    let file: Int
    let group: ParquetPackedGroup
}

/// The files of one task.
final class ParquetOutput: WriterOutput {
    private let context: OutputContext
    private let layout: ParquetLayout
    /// Which of the batches' columns are written.
    private let columns: [Int]
    private let fileBytes: Int
    /// The task's only file, where it has one whether or not there are rows.
    private let onlyFile: String?
    private var gathering: ParquetGathering
    private var openFile = 0
    private var openFileBytes = 0
    private var file: (number: Int, name: String, writer: ParquetFileWriter)?
    private var finished: [OutputFile] = []

    init(
        _ context: OutputContext, _ table: ParquetTable, groupBytes: Int, fileBytes: Int,
        hubFile: String? = nil
    ) {
        self.context = context
        self.fileBytes = hubFile == nil ? fileBytes : .max
        onlyFile = hubFile
        let narrowed = table.narrowed(to: context.content)
        (layout, columns) = (narrowed.table.layout, narrowed.columns)
        gathering = ParquetGathering(layout, groupBytes: groupBytes)
    }

    func append(_ batch: ParquetRecordBatch) -> [ParquetGroup] {
        var rows = ParquetRowBatch()
        rows.columns = columns.map { batch.rows.columns[$0] }
        rows.rows = batch.rows.rows
        return gathering.append(rows, sizes: batch.sizes).map(group)
    }

    func finish() -> [ParquetGroup] { gathering.finish().map { [group($0)] } ?? [] }

    private func group(_ rows: ParquetRowBatch) -> ParquetGroup {
        if openFileBytes >= fileBytes {
            openFile += 1
            openFileBytes = 0
        }
        openFileBytes += rows.heldBytes
        return ParquetGroup(file: openFile, rows: rows, layout: layout)
    }

    func store(_ packed: PackedParquetGroup) throws {
        if file?.number != packed.file { try beginFile(packed.file) }
        try file?.writer.append(packed.group)
    }

    private func beginFile(_ number: Int) throws {
        try endFile()
        let name = onlyFile ?? context.taskName + "-" + nameDigits(number) + ".parquet"
        file = (number, name, try ParquetFileWriter(context.folder.file(name), layout))
    }

    func close() throws -> [OutputFile] {
        if onlyFile != nil, file == nil { try beginFile(0) }
        try endFile()
        return finished
    }

    private func endFile() throws {
        guard let (_, name, writer) = file else { return }
        let written = try writer.commit()
        finished.append(
            OutputFile(
                name: name, bytes: written.bytes, sha256: written.sha256, documents: written.rows))
        file = nil
    }
}
