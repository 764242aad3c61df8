// Reading a finished run's ledger, row by row.
import FileFormats
import FileStore
import PipelineCore

/// The ledger of a finished run.
public struct LedgerFiles: Sendable {
    public let folder: RunFolder

    public init(_ folder: RunFolder) {
        self.folder = folder
    }

    /// Calls `body` with every row's JSON, without its line end, in the order of the input, until
    /// it returns `false`. Memory does not depend on the ledger's size.
    ///
    /// Throws ``RunError`` where a file is not what the manifest tells: rows are missing then.
    public func forEachRow(_ body: (ArraySlice<UInt8>) throws -> Bool) throws {
        let known = try manifestFiles()
        let files = try files()
        for name in known.keys.sorted() where !files.contains(where: { $0.path.hasSuffix(name) }) {
            throw damage(folder.ledger.file(name), "it is missing")
        }
        for file in files {
            let left = known[lastName(file)]
            if let left, try file.size() != left.bytes {
                throw damage(file, "it has \(try file.size()) bytes; the run left \(left.bytes)")
            }
            guard let rows = try forEachRow(of: file, body) else { return }
            if let left, rows != left.documents {
                throw damage(file, "it has \(rows) rows; the run left \(left.documents)")
            }
        }
    }

    /// How many rows a file has; `nil` when `body` wants no more.
    private func forEachRow(
        of file: StoredFile, _ body: (ArraySlice<UInt8>) throws -> Bool
    ) throws -> Int? {
        let stream = try ByteStream(file)
        var buffer: [UInt8] = []
        var rows = 0
        while try stream.read(into: &buffer, atMost: 1 << 20) > 0 {
            var start = 0
            while let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
                guard try body(buffer[start..<end]) else { return nil }
                rows += 1
                start = end + 1
            }
            buffer.removeFirst(start)
        }
        return rows
    }

    /// What a finished run's manifest tells of the ledger's files, by name.
    private func manifestFiles() throws -> [String: OutputFile] {
        guard try folder.isFinished() else { return [:] }
        let files = try Manifest(of: folder).outputs["ledger"] ?? []
        return Dictionary(files.map { ($0.name, $0) }) { first, _ in first }
    }

    private func lastName(_ file: StoredFile) -> String {
        file.path.split(separator: "/").last.map(String.init) ?? ""
    }

    private func damage(_ file: StoredFile, _ reason: String) -> RunError {
        RunError(
            .damaged,
            "\(file.path) is damaged: \(reason)\n"
                + "  'winnow verify \(folder.path)' looks at every file.")
    }

    private func files() throws -> [StoredFile] {
        let names = try folder.ledger.entries().map(\.name).filter { $0.hasSuffix(".jsonl.zst") }
        if names.isEmpty, try !folder.isFinished() {
            throw RunError(.noRun, "\(folder.path) has no ledger: is it a finished winnow run?")
        }
        return names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.map(folder.ledger.file)
    }
}
