// One row of the ledger: where a document came from, what was measured, what became of it.
import FileFormats
import Foundation
import PipelineCore

/// Writes ledger rows as JSON with every column present, so that readers can rely on the schema.
struct LedgerRowEncoder {
    private let sources: [String]
    private let stages: [String]
    private let columnKeys: [[UInt8]]
    /// Whether each column holds words.
    private let holdsWords: [Bool]

    init(plan: Plan) {
        sources = plan.inputs.map(\.file.path)
        stages = plan.stages.map(\.label)
        columnKeys = plan.columns.map { Array(",\"\($0.name)\":".utf8) }
        holdsWords = plan.columns.map { $0.measurement.unit == .label }
    }

    /// Appends a row. `twin` is the identifier of the kept document that this one repeats.
    func append(_ document: Document, _ fate: Fate, twin: [UInt8]?, to bytes: inout [UInt8]) {
        var json = JSONWriter()
        json.beginObject()
        appendIdentity(
            id: document.id, url: document.url, key: document.key, offset: document.offset,
            to: &json)
        appendFate(fate, twin: twin, to: &json)
        appendMeasurements(of: document, to: &json.bytes)
        json.endObject()
        append(row: json.bytes, key: document.key, to: &bytes)
    }

    /// Appends the row of a record that never became a document.
    func append(_ record: BadRecord, to bytes: inout [UInt8]) {
        let id = "\(sources[record.key.file])#\(record.key.ordinal)"
        var empty = Document(key: record.key, offset: record.offset, id: Array(id.utf8), text: [])
        empty.values = Array(repeating: .nan, count: columnKeys.count)
        append(empty, .bad(reason: record.reason), twin: nil, to: &bytes)
    }

    /// Rows wait as key, length, JSON until the parts are merged.
    private func append(row: [UInt8], key: DocumentKey, to bytes: inout [UInt8]) {
        bytes.append(integer: key.rawValue)
        bytes.append(integer: UInt32(row.count))
        bytes += row
    }

    private func appendIdentity(
        id: [UInt8], url: [UInt8], key: DocumentKey, offset: Int, to json: inout JSONWriter
    ) {
        json.key("id")
        json.string(id.span)
        json.key("url")
        url.isEmpty ? json.null() : json.string(url.span)
        json.key("source")
        json.string(sources[key.file])
        json.key("ordinal")
        json.int(key.ordinal)
        json.key("offset")
        json.int(offset)
    }

    private func appendFate(_ fate: Fate, twin: [UInt8]?, to json: inout JSONWriter) {
        var drop: Drop?
        var reason: String?
        json.key("fate")
        switch fate {
        case .kept: json.string("kept")
        case .dropped(let dropped):
            json.string("dropped")
            drop = dropped
        case .bad(let text):
            json.string("bad")
            reason = text
        }
        appendText(drop.map { stages[$0.stage] }, "stage", to: &json)
        appendText(drop?.rule ?? (reason == nil ? nil : "bad_record"), "rule", to: &json)
        append(drop?.value, "value", to: &json)
        append(drop?.threshold, "threshold", to: &json)
        json.key("duplicate_of")
        if let twin { json.string(twin.span) } else { json.null() }
        appendText(reason, "reason", to: &json)
    }

    private func appendText(_ text: String?, _ name: String, to json: inout JSONWriter) {
        json.key(name)
        if let text { json.string(text) } else { json.null() }
    }

    private func append(_ value: MeasuredValue?, _ name: String, to json: inout JSONWriter) {
        json.key(name)
        switch value {
        case .number(let number): append(number: number, to: &json.bytes)
        case .label(let text): json.string(text)
        case nil: json.null()
        }
    }

    private func appendMeasurements(of document: Document, to bytes: inout [UInt8]) {
        for (column, key) in columnKeys.enumerated() {
            bytes += key
            if holdsWords[column] {
                appendLabel(document.labels.last { $0.column == column }, to: &bytes)
            } else {
                append(number: document.values[column], to: &bytes)
            }
        }
    }

    private func appendLabel(_ label: MeasuredLabel?, to bytes: inout [UInt8]) {
        guard let label else {
            bytes += Array("null".utf8)
            return
        }
        var json = JSONWriter()
        json.string(label.text.span)
        bytes += json.bytes
    }

    /// Counts as integers, the rest by its shortest digits, what was not measured as null.
    private func append(number: Double, to bytes: inout [UInt8]) {
        guard number.isFinite else {
            bytes += [0x6E, 0x75, 0x6C, 0x6C]
            return
        }
        if number == number.rounded(), abs(number) < 1e15 {
            append(integer: Int(number), to: &bytes)
        } else {
            bytes += "\(number)".utf8
        }
    }

    private func append(integer: Int, to bytes: inout [UInt8]) {
        if integer < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = integer.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}

/// The channel of ledger rows: dropped and bad documents at once, kept ones in the last segment.
final class LedgerChannel: Channel, @unchecked Sendable {
    private let encoder: LedgerRowEncoder
    private let identifiers: IdentifierIndex?

    init(plan: Plan, identifiers: IdentifierIndex?) {
        encoder = LedgerRowEncoder(plan: plan)
        self.identifiers = identifiers
    }

    override func takes(_ fate: Fate?) -> Bool { fate != nil }

    override func makeWorker() throws -> ChannelWorker { LedgerWorker(encoder, identifiers) }

    override func open(_ context: OutputContext) throws -> ChannelOutput {
        try FrameOutput(path: context.folder + "/ledger.frames")
    }
}

final class LedgerWorker: ChannelWorker {
    private let encoder: LedgerRowEncoder
    private let identifiers: IdentifierIndex?
    private let packer = FramePacker()
    private var batch: [UInt8] = []

    init(_ encoder: LedgerRowEncoder, _ identifiers: IdentifierIndex?) {
        self.encoder = encoder
        self.identifiers = identifiers
    }

    override func add(_ document: Document, _ fate: Fate?) throws {
        guard let fate else { return }
        var twin: [UInt8]?
        if case .dropped(let drop) = fate, let key = drop.duplicateOf {
            twin = try identifiers?.identifier(of: key)
        }
        encoder.append(document, fate, twin: twin, to: &batch)
    }

    func add(_ record: BadRecord) {
        encoder.append(record, to: &batch)
    }

    override func takeBatch() -> any Sendable {
        defer { batch = [] }
        return batch
    }

    override func pack(_ block: any Sendable) throws -> any Sendable {
        packer.pack(block as! [UInt8])
    }
}
