// Reading a finished run's ledger: the rows that are wanted, and of those the columns.
import FileFormats
import FileStore
import PipelineCore

/// Which rows of a ledger are wanted: those in which texts are these.
public struct LedgerFilter: Sendable {
    /// Whether one of the tests is enough.
    let isAny: Bool
    let tests: [(column: String, text: [UInt8])]

    /// All rows.
    public static let all = LedgerFilter(every: [])

    /// Rows in which every one of the columns is that text.
    public init(every tests: [(column: String, text: String)]) {
        isAny = false
        self.tests = tests.map { ($0.column, Array($0.text.utf8)) }
    }

    /// Rows in which one of the columns is that text.
    public init(any tests: [(column: String, text: String)]) {
        isAny = true
        self.tests = tests.map { ($0.column, Array($0.text.utf8)) }
    }
}

/// The ledger of a finished run.
public struct LedgerFiles: Sendable {
    public let folder: RunFolder

    public init(_ folder: RunFolder) {
        self.folder = folder
    }

    /// The names of a row's fields, in their order.
    public func fieldNames() throws -> [String] {
        guard let file = try files().first else { return [] }
        return try located(file) {
            let opened = try ParquetFile(file, isSealed: true)
            let columns = Array(opened.schema.columns.indices)
            return LedgerRows(ParquetRowBatch(), opened.schema, columns: columns).fields.map(\.name)
        }
    }

    /// Calls `body` with rows in the order of the input, until it returns `false`. Memory does not
    /// depend on the ledger's size. Columns that aren't wanted are not read, and of parts without a
    /// row that is wanted only those that the filter needs.
    ///
    /// Throws ``RunError`` where a file is not what the run left, as far as it is read.
    ///
    /// - Parameter names: the fields that are wanted; `nil` for all.
    public func forEachRow(
        _ names: [String]? = nil, where filter: LedgerFilter = .all,
        _ body: (LedgerRow) throws -> Bool
    ) throws {
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
            let part = try located(file) { try LedgerPart(file, names, filter) }
            if let left, part.rows != left.documents {
                throw damage(file, "it has \(part.rows) rows; the run left \(left.documents)")
            }
            guard try located(file, { try part.forEachRow(body) }) else { return }
        }
    }

    private func located<T>(_ file: StoredFile, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as FileError
            where [.corrupt, .truncated, .unsupported, .tooLarge].contains(error.code)
        {
            let place = error.offset.map { " (byte \($0))" } ?? ""
            throw damage(file, error.reason + place)
        } catch let error as ParquetRowError {
            throw damage(file, error.description)
        }
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
        let all = try folder.ledger.entries().map(\.name)
        if let old = all.first(where: { $0.hasSuffix(".jsonl.zst") }) {
            throw RunError(
                .noRun,
                "the ledger of \(folder.path) is of an older version of winnow, which wrote JSON "
                    + "lines (\(old)); this one reads Parquet\n"
                    + "  'zstd -dc' shows the lines. To read it here, run the pipeline again.")
        }
        let names = all.filter { $0.hasSuffix(LedgerMerge.ending) }
        if names.isEmpty, try !folder.isFinished() {
            throw RunError(.noRun, "\(folder.path) has no ledger: is it a finished winnow run?")
        }
        return names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.map(folder.ledger.file)
    }
}

/// One file of a ledger, opened.
private struct LedgerPart {
    private let file: ParquetFile
    private let columns: [Int]
    private let filter: LedgerFilter
    private let filterColumns: [Int]

    init(_ stored: StoredFile, _ names: [String]?, _ filter: LedgerFilter) throws {
        file = try ParquetFile(stored, isSealed: true)
        self.filter = filter
        let columns = file.schema.columns
        func number(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }
        filterColumns = try filter.tests.map { test in
            guard let column = number(test.column) else {
                throw FileError(
                    .corrupt, path: stored.path, reason: "it has no column '\(test.column)'")
            }
            return column
        }
        // Words in the place of numbers have columns of their own.
        let wanted = names.map { names in names.flatMap { [$0, $0 + "_label"] } }
        self.columns = columns.indices.filter { wanted?.contains(columns[$0].name) ?? true }
    }

    var rows: Int { file.rowGroups.reduce(0) { $0 + $1.rows } }

    /// False when `body` wants no more.
    func forEachRow(_ body: (LedgerRow) throws -> Bool) throws -> Bool {
        for group in file.rowGroups.indices {
            let wanted = try wantedRows(of: group)
            if wanted?.isEmpty == true { continue }
            let isDone = try !forEachRow(of: group, wanted.map { $0[...] }, body)
            if isDone { return false }
        }
        return true
    }

    /// The numbers of the rows that pass the filter; `nil` for all.
    private func wantedRows(of group: Int) throws -> [Int]? {
        if filter.tests.isEmpty { return nil }
        let (batch, rows) = try read(group, filterColumns)
        var cells = rows
        var wanted: [Int] = []
        for row in 0..<batch.rows {
            var passed = 0
            for (slot, test) in filter.tests.enumerated() {
                let range = try cells.take(filterColumns[slot], of: batch)
                let isIt = range.map { batch.columns[slot].bytes[$0].elementsEqual(test.text) }
                if isIt == true { passed += 1 }
            }
            if passed >= (filter.isAny ? 1 : filter.tests.count) { wanted.append(row) }
        }
        return wanted
    }

    private func forEachRow(
        of group: Int, _ wanted: ArraySlice<Int>?, _ body: (LedgerRow) throws -> Bool
    ) throws -> Bool {
        let (batch, rows) = try read(group, columns)
        var cells = rows
        var wanted = wanted
        let table = LedgerRows(batch, file.schema, columns: columns)
        for row in 0..<batch.rows {
            let ranges = try columns.map { try cells.take($0, of: batch) }
            if let next = wanted?.first {
                if next != row { continue }
                wanted?.removeFirst()
            } else if wanted != nil {
                return true
            }
            guard try body(LedgerRow(table, ranges)) else { return false }
        }
        return true
    }

    /// A whole row group, so that none of its rows is told before all are known to be right.
    private func read(
        _ group: Int, _ columns: [Int]
    ) throws -> (ParquetRowBatch, ParquetRowWriter) {
        let rows = try file.rows(ofGroup: group, columns: columns)
        var batch = ParquetRowBatch()
        _ = try rows.next(into: &batch, bytes: 1 << 40, most: .max)
        guard rows.left == 0 else {
            throw FileError(.tooLarge, path: file.path, reason: "row group \(group) is too large")
        }
        return (batch, ParquetRowWriter(file.schema, columns: columns, fields: []))
    }
}
