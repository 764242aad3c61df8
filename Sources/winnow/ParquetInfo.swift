// `winnow parquet info`: a file's schema, row groups, encodings and sizes.
import ArgumentParser
import Execution
import FileFormats
import FileStore

struct ParquetInfo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show a Parquet file's schema, row groups, encodings and sizes.",
        discussion: """
            Reads the footer, not the data. --json prints the same for programs.

            Example:
              winnow parquet info data/train-00000-of-00010.parquet
            """)

    @Argument(help: "The file.")
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let parquet = try ParquetFile(StoredFile(file))
        let facts = ParquetFacts(parquet)
        if json { return try printJSON(facts) }
        print(
            "\(file): \(grouped(parquet.rows)) rows in \(grouped(parquet.rowGroups.count)) row "
                + "groups, \(bytes(parquet.size)), footer \(bytes(parquet.footerBytes))")
        if !parquet.createdBy.isEmpty { print("written by \(parquet.createdBy)") }
        for pair in parquet.keyValues {
            print("\(pair.key): \(bytes(pair.value.utf8.count)) of metadata")
        }
        print("")
        print(columnTable(facts))
        if !facts.rowGroups.isEmpty {
            print("")
            print(groupTable(facts))
        }
    }

    private func columnTable(_ facts: ParquetFacts) -> String {
        let head = ["column", "type", "meaning", "values", "codec", "encodings", "stored", "plain"]
        let rows = facts.columns.map { column in
            [
                column.name, column.type + (column.required ? "" : "?"), column.meaning,
                grouped(column.values), column.codecs.joined(separator: ","),
                column.encodings.joined(separator: ","), bytes(column.storedBytes),
                bytes(column.uncompressedBytes),
            ]
        }
        return columns([head] + rows)
    }

    private func groupTable(_ facts: ParquetFacts) -> String {
        let rows = facts.rowGroups.enumerated().map { number, group in
            [
                "\(number)", grouped(group.rows), grouped(group.offset), bytes(group.storedBytes),
                bytes(group.uncompressedBytes),
            ]
        }
        return columns([["row group", "rows", "begins at", "stored", "plain"]] + rows)
    }
}

/// What a file's footer says, for scripts.
private struct ParquetFacts: Encodable {
    struct Column: Encodable {
        let name: String
        let type: String
        let meaning: String
        let required: Bool
        let values: Int
        let codecs: [String]
        let encodings: [String]
        let storedBytes: Int
        let uncompressedBytes: Int

        enum CodingKeys: String, CodingKey {
            case name, type, meaning, required, values, codecs, encodings
            case storedBytes = "stored_bytes"
            case uncompressedBytes = "uncompressed_bytes"
        }
    }

    struct Group: Encodable {
        let rows: Int
        let offset: Int
        let storedBytes: Int
        let uncompressedBytes: Int

        enum CodingKeys: String, CodingKey {
            case rows, offset
            case storedBytes = "stored_bytes"
            case uncompressedBytes = "uncompressed_bytes"
        }
    }

    enum CodingKeys: String, CodingKey {
        case file, bytes, version, metadata, rows, columns
        case footerBytes = "footer_bytes"
        case createdBy = "created_by"
        case rowGroups = "row_groups"
    }

    let file: String
    let bytes: Int
    let footerBytes: Int
    let version: Int
    let createdBy: String
    let metadata: [String: String]
    let rows: Int
    let columns: [Column]
    let rowGroups: [Group]

    init(_ file: ParquetFile) {
        self.file = file.path
        bytes = file.size
        footerBytes = file.footerBytes
        version = file.version
        createdBy = file.createdBy
        metadata = Dictionary(file.keyValues.map { ($0.key, $0.value) }) { $1 }
        rows = file.rows
        columns = file.schema.columns.enumerated().map { number, column in
            Column(column, file.rowGroups.map { $0.columns[number] })
        }
        rowGroups = file.rowGroups.map { group in
            Group(
                rows: group.rows, offset: group.offset,
                storedBytes: sum(group.columns.map(\.compressedBytes)),
                uncompressedBytes: sum(group.columns.map(\.uncompressedBytes)))
        }
    }
}

extension ParquetFacts.Column {
    fileprivate init(_ column: ParquetColumn, _ chunks: [ParquetColumnChunk]) {
        name = column.name
        type = column.type.name
        meaning = column.meaning.name
        required = column.isRequired
        values = sum(chunks.map(\.values))
        codecs = Set(chunks.map(\.codec.name)).sorted()
        encodings = Set(chunks.flatMap(\.encodings).map(\.name)).sorted()
        storedBytes = sum(chunks.map(\.compressedBytes))
        uncompressedBytes = sum(chunks.map(\.uncompressedBytes))
    }
}

/// The sum of numbers that a file says; they may be anything.
private func sum(_ numbers: [Int]) -> Int { numbers.reduce(0) { $0 &+ $1 } }
