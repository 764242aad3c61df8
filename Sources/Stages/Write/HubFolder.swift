// A folder as the Hugging Face Hub has data sets: files by split, and a data card that tells of them.
import FileFormats
import FileStore
import Foundation
import PipelineCore

/// The folder of a `parquet` output with `hub`.
struct HubFolder {
    static let cardName = "README.md"

    /// The name of a task's only file: `data/train-00000-of-00010.parquet`.
    static func file(of output: OutputContext) -> String {
        file(output.part, output.task, of: output.taskCount)
    }

    private static func file(_ part: String?, _ task: Int, of count: Int) -> String {
        "data/\(split(part))-\(nameDigits(task))-of-\(nameDigits(count)).parquet"
    }

    private static func split(_ part: String?) -> String { part ?? "train" }

    /// A part of the corpus, as its files' footers tell.
    private struct Split {
        let name: String
        var rows = 0
        var plainBytes = 0
        var storedBytes = 0
    }

    private let folder: StoredFolder
    private var splits: [Split] = []
    private var fields: [ParquetField] = []
    private var columns: [ParquetColumn] = []

    /// Looks at all files.
    init(_ parts: [JoinContext]) throws {
        folder = parts[0].folder
        for part in parts {
            var split = Split(name: Self.split(part.part))
            for task in part.tasks.indices {
                let name = Self.file(part.part, task, of: part.tasks.count)
                let file = try ParquetFile(folder.file(name))
                split.rows += file.rows
                split.plainBytes += file.rowGroups.reduce(0) { $0 + $1.bytes }
                split.storedBytes += file.size
                (fields, columns) = (file.schema.fields, file.schema.columns)
            }
            // `datasets` refuses a data set with a split that has no rows.
            if split.rows > 0 { splits.append(split) }
        }
    }

    func writeCard() throws -> OutputFile {
        let bytes = Array(card.utf8)
        try folder.file(Self.cardName).write(bytes)
        return OutputFile(
            name: Self.cardName, bytes: bytes.count, sha256: SHA256.hex(of: bytes.span),
            documents: 0)
    }

    // MARK: The card

    private var card: String {
        let rows = splits.reduce(0) { $0 + $1.rows }
        let header =
            ["---", "configs:", "- config_name: default", "  data_files:"]
            + splits.flatMap { ["  - split: \($0.name)", "    path: data/\($0.name)-*"] }
            + ["dataset_info:", "  features:"] + features(fields, "  ") + ["  splits:"]
            + splits.flatMap {
                [
                    "  - name: \($0.name)", "    num_bytes: \($0.plainBytes)",
                    "    num_examples: \($0.rows)",
                ]
            }
            + [
                "  download_size: \(splits.reduce(0) { $0 + $1.storedBytes })",
                "  dataset_size: \(splits.reduce(0) { $0 + $1.plainBytes })",
                "size_categories:", "- \(Self.sizeCategory(rows))", "---", "",
            ]
        let parts = splits.map { "\($0.rows) in \($0.name)" }.joined(separator: ", ")
        return (header + ["\(rows) rows (\(parts)), written by winnow.", ""])
            .joined(separator: "\n")
    }

    /// The Hub's words for how many rows there are.
    private static func sizeCategory(_ rows: Int) -> String {
        let names = ["1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T"]
        var limit = 1000
        for (index, name) in names.enumerated() {
            if rows < limit { return index == 0 ? "n<1K" : "\(names[index - 1])<n<\(name)" }
            limit *= 10
        }
        return "n>1T"
    }

    private func features(_ fields: [ParquetField], _ indent: String) -> [String] {
        fields.flatMap { field in
            ["\(indent)- name: \(Self.quoted(field.name))"] + type(of: field, indent + "  ")
        }
    }

    private func type(of field: ParquetField, _ indent: String) -> [String] {
        switch field.shape {
        case .value(let column): ["\(indent)dtype: \(Self.name(columns[column].type))"]
        case .structure(let fields): ["\(indent)struct:"] + features(fields, indent)
        case .list(let item):
            switch item.shape {
            case .value(let column): ["\(indent)list: \(Self.name(columns[column].type))"]
            case .structure(let fields): ["\(indent)list:"] + features(fields, indent)
            default: ["\(indent)list:"] + type(of: item, indent + "  ")
            }
        case .map: []
        }
    }

    private static func name(_ type: ParquetType) -> String {
        switch type {
        case .int64: "int64"
        case .int32: "int32"
        case .double: "float64"
        case .boolean: "bool"
        default: "string"
        }
    }

    /// A name as YAML reads it back.
    private static func quoted(_ name: String) -> String {
        if name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.]*/) != nil,
            !["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
                .contains(name.lowercased())
        {
            return name
        }
        var json = JSONWriter()
        json.string(name)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
