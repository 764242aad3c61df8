// What a document of a mixture is grouped by: its site, a measurement, a field of its record.
import ByteKernels
import FileFormats
import PipelineCore
import TextRules

/// Finds the name of a document's group.
enum MixGrouping: Sendable {
    case none
    /// The registered domain of the document's address.
    case domain
    /// A word that an earlier stage records.
    case column(Int)
    case field(JSONPath)

    private static let fieldPrefix = "field:"

    init(_ by: String, _ context: StageContext) throws {
        if by.isEmpty {
            self = .none
        } else if by == "domain" {
            self = .domain
        } else if by.hasPrefix(Self.fieldPrefix) {
            let name = String(by.dropFirst(Self.fieldPrefix.count))
            try OptionError.check(!name.isEmpty, "by", "names no field behind 'field:'")
            self = .field(JSONPath(name))
        } else {
            let column = try context.earlierColumn(by, option: "by")
            try OptionError.check(
                column.unit == .label, "by", "names a number: groups are made by words")
            self = .column(column.index)
        }
    }
}

/// The groups of one worker's documents.
struct MixGroups {
    private let grouping: MixGrouping
    private var address = WebAddress()
    private let fields = RecordFields()

    init(_ grouping: MixGrouping) { self.grouping = grouping }

    /// Empty for a document that has none.
    mutating func name(of document: Document) throws -> [UInt8] {
        switch grouping {
        case .none: []
        case .domain: domain(of: document)
        case .column(let column): document.labels.last { $0.column == column }?.text ?? []
        case .field(let path): fields.text(path, of: document) ?? []
        }
    }

    private mutating func domain(of document: Document) -> [UInt8] {
        address.parse(document.url.span)
        let start = PublicSuffixes.icann.registeredStart(address.host.span)
        return Array(address.host[start...])
    }
}
