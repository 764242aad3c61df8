// The files of one task's lines: groups cut at fixed sizes, files rolled between groups.
import FileFormats
import FileStore
import PipelineCore

/// The JSON lines files of one task.
final class LineOutput: WriterOutput {
    private static let groupBytes = 1 << 20

    private let context: OutputContext
    private let ending: String
    private let fileBytes: Int
    private let columns: [String]
    private var open = LineBatch()
    private var openFile = 0
    private var openFileBytes = 0
    private var file: LineFile?
    private var finished: [OutputFile] = []

    init(_ context: OutputContext, ending: String, fileBytes: Int, columns: [String]) {
        self.context = context
        self.ending = ending
        self.fileBytes = fileBytes
        self.columns = columns
    }

    func append(_ batch: LineBatch) -> [LineGroup] {
        var groups: [LineGroup] = []
        var start = 0
        while start < batch.count {
            start = open.append(batch, from: start, until: Self.groupBytes)
            if open.bytes.count >= Self.groupBytes { groups.append(closeGroup()) }
        }
        return groups
    }

    func finish() -> [LineGroup] {
        open.count > 0 ? [closeGroup()] : []
    }

    private func closeGroup() -> LineGroup {
        if openFileBytes >= fileBytes {
            openFile += 1
            openFileBytes = 0
        }
        openFileBytes += open.bytes.count
        defer { open = LineBatch() }
        return LineGroup(file: openFile, lines: open, columns: columns)
    }

    func store(_ packed: PackedLines) throws {
        if file?.number != packed.file { try startFile(packed.file) }
        try file?.append(packed)
    }

    func close() throws -> [OutputFile] {
        try endFile()
        return finished
    }

    private func startFile(_ number: Int) throws {
        try endFile()
        let digits = String(number)
        let name =
            context.taskName + "-" + String(repeating: "0", count: max(0, 5 - digits.count))
            + digits + ending
        file = try LineFile(number: number, name: name, folder: context.folder)
    }

    private func endFile() throws {
        if let file { finished.append(try file.commit()) }
        file = nil
    }
}

/// One file while it is written.
private final class LineFile {
    let number: Int
    private let name: String
    private let file: any FileCreation
    private var hash: SHA256? = SHA256()
    private var documents = 0

    init(number: Int, name: String, folder: StoredFolder) throws {
        self.number = number
        self.name = name
        file = try folder.file(name).create()
    }

    func append(_ packed: PackedLines) throws {
        try file.write(packed.bytes)
        hash!.update(packed.bytes.span)
        documents += packed.documents
    }

    func commit() throws -> OutputFile {
        try file.commit()
        return OutputFile(
            name: name, bytes: file.count, sha256: hash.take()!.finishHex(), documents: documents)
    }
}
