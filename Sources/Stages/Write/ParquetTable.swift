// Which columns a Parquet output has, and what of a document each holds.
import FileFormats
import PipelineCore

/// The columns of a `parquet` output.
struct ParquetTable: Sendable {
    /// What a column holds.
    enum Part: Sendable, Equatable {
        case id, text, url
        /// The record's fields that have no column of their own, as a JSON object.
        case metadata
        /// Messages of a conversation, under their name in its JSON.
        case messages
        /// Anything else of a conversation: JSON as text, or KTO's label.
        case json, label
        case inputIDs, labels, lossMask, attentionMask
        /// A field of the record.
        case field(FieldType)
        /// What a stage recorded, by its column in a document's values.
        case measurement(column: Int, Measurement.Unit)
    }

    /// The types of fields' columns.
    enum FieldType: String, CaseIterable {
        case string, int, float, bool

        fileprivate var kind: ParquetLayout.Kind {
            switch self {
            case .string: .string
            case .int: .integer
            case .float: .number
            case .bool: .bool
            }
        }
    }

    struct Column: Sendable {
        let name: String
        let part: Part
        /// The contents of documents that it is of use for.
        var contents = ContentKinds.anything

        fileprivate var field: ParquetLayout.Field {
            let kind: ParquetLayout.Kind =
                switch part {
                case .id, .text, .url, .metadata, .json: .string
                case .messages: .list(.structure(ParquetTable.message))
                case .label: .bool
                case .inputIDs, .labels: .list(.shortInteger)
                case .lossMask, .attentionMask: .list(.shortInteger)
                case .field(let type): type.kind
                case .measurement(_, .label): .string
                case .measurement(_, let unit): unit.isWhole ? .integer : .number
                }
            return ParquetLayout.Field(name, kind)
        }
    }

    let columns: [Column]
    let layout: ParquetLayout
    /// Where each column's value stands in a record.
    let paths: [JSONPath]
    /// The names of the columns that are fields of the record.
    let fieldNames: [[UInt8]]

    /// The members of a message; `train` where it says otherwise than its role, `weight` where it
    /// lies between 0 and 1.
    static let message =
        [
            "role", "content", "reasoning_content", "tool_calls", "tool_call_id", "name",
        ].map { ParquetLayout.Field($0, .string) } + [
            ParquetLayout.Field("train", .bool), ParquetLayout.Field("weight", .number),
        ]

    private static let texts: ContentKinds = [.text, .renderedChat]
    private static let usual: [Column] = [
        Column(name: "id", part: .id),
        Column(name: "text", part: .text, contents: texts),
        Column(name: "url", part: .url, contents: texts),
        Column(name: "messages", part: .messages, contents: .conversation),
        Column(name: "tools", part: .json, contents: .conversation),
        Column(name: "metadata", part: .metadata),
    ]
    /// Of dropped documents.
    private static let reasons = ["stage", "rule"].map {
        Column(name: $0, part: .field(.string))
    }
    private static let chat: [Column] = [
        Column(name: "prompt", part: .messages), Column(name: "chosen", part: .messages),
        Column(name: "rejected", part: .messages), Column(name: "documents", part: .json),
        Column(name: "chat_template_kwargs", part: .json), Column(name: "label", part: .label),
    ]
    private static let tokens: [Column] = [
        Column(name: "input_ids", part: .inputIDs), Column(name: "labels", part: .labels),
        Column(name: "loss_mask", part: .lossMask),
        Column(name: "attention_mask", part: .attentionMask),
    ]

    private init(_ columns: [Column]) {
        self.columns = columns
        layout = ParquetLayout(columns.map(\.field))
        paths = columns.map { JSONPath($0.name) }
        fieldNames = columns.compactMap { column in
            if case .field = column.part { Array(column.name.utf8) } else { nil }
        }
    }

    /// Throws ``OptionError`` for columns that can't be meant.
    init(_ wanted: ColumnNames?, fate: OutputFate, in context: StageContext) throws {
        guard let wanted else {
            self.init(Self.usual + (fate == .dropped ? Self.reasons : []))
            return
        }
        try OptionError.check(!wanted.names.isEmpty, "columns", "names no column")
        try OptionError.check(
            Set(wanted.names).count == wanted.names.count, "columns", "names a column twice")
        let answers = ["messages", "chosen"]
        let isChat = wanted.names.contains { answers.contains($0) }
        let known =
            Self.usual.filter { isChat || $0.contents != .conversation }
            + (isChat ? Self.chat : []) + Self.tokens
        self.init(
            try wanted.names.map { name in
                if let column = known.first(where: { $0.name == name }) {
                    return Column(name: name, part: column.part)
                }
                return Column(name: name, part: try Self.part(of: name, wanted, context))
            })
    }

    /// The word for columns that hold what a stage recorded.
    private static let measurement = "measurement"

    private static func part(
        of name: String, _ wanted: ColumnNames, _ context: StageContext
    ) throws -> Part {
        guard let word = wanted.word(for: name) else { return .field(.string) }
        if word == measurement {
            let column = try context.earlierColumn(name, option: "columns")
            return .measurement(column: column.index, column.unit)
        }
        guard let type = FieldType(rawValue: word) else {
            throw OptionError(
                "columns",
                "has '\(word)' as the type of '\(name)'; there is "
                    + (FieldType.allCases.map(\.rawValue) + [measurement]).joined(separator: ", "))
        }
        return .field(type)
    }

    func has(_ parts: Part...) -> Bool { columns.contains { parts.contains($0.part) } }

    /// What documents must hold.
    var takes: ContentKinds {
        if has(.inputIDs, .labels, .lossMask, .attentionMask) { return [.tokens, .lossMask] }
        return has(.messages)
            ? (has(.text) ? [.text, .renderedChat, .conversation] : .conversation)
            : [.text, .renderedChat]
    }

    /// The columns that are of use for documents of these contents, and which of the batches'
    /// columns those are.
    func narrowed(to contents: ContentKinds) -> (table: ParquetTable, columns: [Int]) {
        var kept: [Column] = []
        var places: [Int] = []
        var place = 0
        for (column, field) in zip(columns, layout.fields) {
            let count = ParquetLayout.columnCount(of: field.kind)
            if !column.contents.isDisjoint(with: contents) {
                kept.append(column)
                places += place..<place + count
            }
            place += count
        }
        return (ParquetTable(kept), places)
    }
}
