// The compact binary form in which documents wait for the next segment.
import FileStore
import PipelineCore

/// Writes and reads documents; the layout is private to one run and one engine version.
package enum DocumentCoding {
    /// - Parameter keepsText: false leaves out what only writers of texts ask for.
    package static func append(
        _ document: Document, keepsText: Bool = true, to bytes: inout [UInt8]
    ) {
        bytes.append(integer: document.key.rawValue)
        bytes.append(varint: document.offset)
        append(keepsText ? document.content : .text, to: &bytes)
        bytes.append(counted: document.id)
        bytes.append(counted: keepsText ? document.url : [])
        bytes.append(counted: keepsText ? document.text : [])
        bytes.append(counted: keepsText ? document.fields : [])
        append(document.names, document.form, to: &bytes)
        bytes.append(document.tokens == nil ? 0 : 1)
        if let tokens = document.tokens { TokenCoding.append(tokens, to: &bytes) }
        let values = keepsText ? document.values : []
        bytes.append(varint: values.count)
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
        bytes.append(varint: document.labels.count)
        for label in document.labels {
            bytes.append(varint: label.column)
            bytes.append(counted: label.text)
        }
    }

    /// The form's bits, and in the top one whether names follow.
    private static func append(
        _ names: FieldNames, _ form: RecordForm, to bytes: inout [UInt8]
    ) {
        let isStandard = names === FieldNames.standard
        bytes.append(form.rawValue | (isStandard ? 0 : 0x80))
        if isStandard { return }
        for name in [names.id, names.text, names.url] { bytes.append(counted: Array(name.utf8)) }
    }

    private static func readForm(
        of document: inout Document, from reader: inout ByteReader
    ) throws {
        let bits = try reader.integer(UInt8.self)
        document.form = RecordForm(rawValue: bits & 0x7F)
        if bits & 0x80 == 0 { return }
        let names = try (0..<3).map { _ in String(decoding: try reader.counted(), as: UTF8.self) }
        document.names = FieldNames(id: names[0], text: names[1], url: names[2])
    }

    private static func append(_ content: Content, to bytes: inout [UInt8]) {
        bytes.append(content.kind.rawValue)
        switch content {
        case .html(let charset): bytes.append(counted: charset)
        case .renderedChat(let markup):
            for ranges in [markup.template, markup.trained] {
                bytes.append(varint: ranges.count)
                for range in ranges {
                    bytes.append(varint: range.lowerBound)
                    bytes.append(varint: range.count)
                }
            }
            TokenCoding.append(weights: markup.weights, to: &bytes)
        case .text, .conversation: break
        }
    }

    package static func read(from reader: inout ByteReader) throws -> Document {
        let key = DocumentKey(rawValue: try reader.integer(UInt64.self))
        let offset = try reader.varint()
        let content = try content(from: &reader)
        var document = Document(key: key, offset: offset, id: try reader.counted(), text: [])
        document.content = content
        document.url = try reader.counted()
        document.text = try reader.counted()
        document.fields = try reader.counted()
        try readForm(of: &document, from: &reader)
        if try reader.integer(UInt8.self) == 1 {
            document.tokens = try TokenCoding.read(from: &reader)
        }
        document.values = try reader.integers(UInt64.self, count: try reader.varint())
            .map(Double.init(bitPattern:))
        for _ in 0..<(try reader.count()) {
            let column = try reader.varint()
            document.labels.append(MeasuredLabel(column: column, text: try reader.counted()))
        }
        return document
    }

    private static func content(from reader: inout ByteReader) throws -> Content {
        switch ContentKinds(rawValue: try reader.integer(UInt8.self)) {
        case .html: .html(charset: try reader.counted())
        case .text: .text
        case .conversation: .conversation
        case .renderedChat:
            .renderedChat(
                ChatMarkup(
                    template: try ranges(from: &reader), trained: try ranges(from: &reader),
                    weights: try TokenCoding.weights(from: &reader)))
        default: throw reader.damage
        }
    }

    private static func ranges(from reader: inout ByteReader) throws -> [Range<Int>] {
        try (0..<(try reader.count())).map { _ in
            let start = try reader.varint()
            let (end, isTooFar) = start.addingReportingOverflow(try reader.varint())
            if isTooFar { throw reader.damage }
            return start..<end
        }
    }
}

/// The sink of documents that go on to the next segment.
struct WaitingSink: Sink {
    func takes(_ fate: Fate?) -> Bool { fate == nil }

    func add(
        _ document: Document, _ fate: Fate?, using packer: inout FramePacker,
        into batch: inout [UInt8]
    ) {
        DocumentCoding.append(document, to: &batch)
    }

    func open(_ task: SinkTask) throws -> any WriterOutput<[UInt8], [UInt8], PackedFrame> {
        try FrameOutput(task.own.file(WaitingDocuments.fileName))
    }
}

/// The documents that a segment's task left for the next one.
enum WaitingDocuments {
    static let fileName = "documents.frames"
}
