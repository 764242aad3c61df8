// A ledger row while it waits to be merged: bytes that hold what there is to tell and no more.
import FileFormats
import FileStore
import PipelineCore

/// Writes rows in the form in which they wait; ``LedgerTable`` reads them.
///
///     u64 key · v offset · bytes id · bytes url
///     u8 fate: 0 kept; 1 dropped, then v stage, bytes rule, value, threshold, u8 has twin, bytes;
///        2 bad, then bytes reason
///     v number of measurements up to the last that there is · f64 each, NaN for none
///     v number of labels · for each: v column, bytes
///
/// A value is u8 0 and f64, or u8 1 and bytes.
struct LedgerRowCoding {
    private let units: [MeasurementUnit]
    private let names: [String]

    init(_ plan: Plan) {
        units = plan.columns.map(\.measurement.unit)
        names = plan.columnNames
    }

    /// Appends a row. `twin` is the identifier of the kept document that this one repeats. Throws
    /// ``RunError`` for a count that is none.
    func append(
        _ document: Document, _ fate: Fate, twin: [UInt8]?, to bytes: inout [UInt8]
    ) throws {
        bytes.append(integer: document.key.rawValue)
        bytes.append(varint: document.offset)
        bytes.append(counted: document.id)
        bytes.append(counted: document.url)
        append(fate, twin: twin, to: &bytes)
        try append(document.values, to: &bytes)
        let labels = document.labels.filter { units[$0.column] == .label }
        bytes.append(varint: labels.count)
        for label in labels {
            bytes.append(varint: label.column)
            bytes.append(counted: label.text)
        }
    }

    private func append(_ fate: Fate, twin: [UInt8]?, to bytes: inout [UInt8]) {
        switch fate {
        case .kept: bytes.append(0)
        case .dropped(let drop):
            bytes.append(1)
            bytes.append(varint: drop.stage)
            bytes.append(counted: Array(drop.rule.utf8))
            append(drop.value, to: &bytes)
            append(drop.threshold, to: &bytes)
            bytes.append(twin == nil ? 0 : 1)
            if let twin { bytes.append(counted: twin) }
        case .bad(let reason):
            bytes.append(2)
            bytes.append(counted: Array(reason.utf8))
        }
    }

    private func append(_ value: MeasuredValue, to bytes: inout [UInt8]) {
        switch value {
        case .number(let number):
            bytes.append(0)
            bytes.append(integer: number.bitPattern)
        case .label(let text):
            bytes.append(1)
            bytes.append(counted: Array(text.utf8))
        }
    }

    private func append(_ values: [Double], to bytes: inout [UInt8]) throws {
        let count = (values.lastIndex { !$0.isNaN } ?? -1) + 1
        for index in 0..<count where units[index].isWhole && !values[index].isNaN {
            guard Int64(exactly: values[index]) != nil else {
                throw RunError(
                    .setting,
                    "the stage's measurement '\(names[index])' is \(values[index]), which is no "
                        + "\(units[index].rawValue)")
            }
        }
        bytes.append(varint: count)
        values.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(8 * count)) }
    }
}

/// The sink of ledger rows: dropped and bad documents at once, kept ones in the last segment.
struct LedgerSink: Sink {
    private let coding: LedgerRowCoding
    private let identifiers: IdentifierIndex?

    init(plan: Plan, identifiers: IdentifierIndex?) {
        coding = LedgerRowCoding(plan)
        self.identifiers = identifiers
    }

    func takes(_ fate: Fate?) -> Bool { fate != nil }

    func add(
        _ document: Document, _ fate: Fate?, using packer: inout FramePacker,
        into batch: inout [UInt8]
    ) throws {
        guard let fate else { return }
        var twin: [UInt8]?
        if case .dropped(let drop) = fate, let key = drop.duplicateOf {
            twin = try identifiers?.identifier(of: key)
        }
        try coding.append(document, fate, twin: twin, to: &batch)
    }

    func open(_ task: SinkTask) throws -> any WriterOutput<[UInt8], [UInt8], PackedFrame> {
        try FrameOutput(task.own.file(LedgerParts.fileName))
    }
}

/// The rows that a segment's task left, to be merged into the run's ledger.
enum LedgerParts {
    static let fileName = "ledger.frames"
}
