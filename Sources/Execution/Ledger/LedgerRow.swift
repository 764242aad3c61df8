// One row of the ledger: where a document came from, what was measured, what became of it.
import FileFormats
import FileStore
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
        json.key("place")
        json.string(Array(RecordPlaces.text(key.place).utf8).span)
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

/// The sink of ledger rows: dropped and bad documents at once, kept ones in the last segment.
struct LedgerSink: Sink {
    private let encoder: LedgerRowEncoder
    private let identifiers: IdentifierIndex?

    init(plan: Plan, identifiers: IdentifierIndex?) {
        encoder = LedgerRowEncoder(plan: plan)
        self.identifiers = identifiers
    }

    func takes(_ fate: Fate?) -> Bool { fate != nil }

    func makeScratch() -> FramePacker { FramePacker() }

    func makeBatch() -> [UInt8] { [] }

    func add(
        _ document: Document, _ fate: Fate?, using packer: inout FramePacker,
        into batch: inout [UInt8]
    ) throws {
        guard let fate else { return }
        var twin: [UInt8]?
        if case .dropped(let drop) = fate, let key = drop.duplicateOf {
            twin = try identifiers?.identifier(of: key)
        }
        encoder.append(document, fate, twin: twin, to: &batch)
    }

    func pack(_ block: [UInt8], using packer: inout FramePacker) -> PackedFrame {
        packer.pack(block)
    }

    func open(_ task: SinkTask) throws -> any WriterOutput<[UInt8], [UInt8], PackedFrame> {
        try FrameOutput(task.own.file(LedgerParts.fileName))
    }
}

/// The rows that a segment's task left, to be merged into the run's ledger.
enum LedgerParts {
    static let fileName = "ledger.frames"
}
