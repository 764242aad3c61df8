// The compact binary form in which documents wait for the next segment.
import PipelineCore

/// Writes and reads documents; the layout is private to one run and one engine version.
enum DocumentCoding {
    static func append(_ document: Document, to bytes: inout [UInt8]) {
        bytes.append(integer: document.key.rawValue)
        bytes.append(varint: document.offset)
        bytes.append(document.content.rawValue)
        for part in [document.id, document.url, document.charset, document.text, document.fields] {
            bytes.append(counted: part)
        }
        append(document.markup, to: &bytes)
        bytes.append(varint: document.tokens.count)
        document.tokens.withUnsafeBytes { bytes.append(contentsOf: $0) }
        bytes.append(counted: document.lossMask)
        bytes.append(varint: document.values.count)
        document.values.withUnsafeBytes { bytes.append(contentsOf: $0) }
        bytes.append(varint: document.labels.count)
        for label in document.labels {
            bytes.append(varint: label.column)
            bytes.append(counted: label.text)
        }
    }

    private static func append(_ markup: ChatMarkup?, to bytes: inout [UInt8]) {
        bytes.append(markup == nil ? 0 : 1)
        guard let markup else { return }
        for ranges in [markup.template, markup.trained] {
            bytes.append(varint: ranges.count)
            for range in ranges {
                bytes.append(varint: range.lowerBound)
                bytes.append(varint: range.count)
            }
        }
    }

    static func read(from reader: inout ByteReader) throws -> Document {
        let key = DocumentKey(rawValue: try reader.integer(UInt64.self))
        let offset = try reader.varint()
        let content = Document.Content(rawValue: try reader.integer(UInt8.self)) ?? .text
        var document = Document(key: key, offset: offset, id: try reader.counted(), text: [])
        document.content = content
        document.url = try reader.counted()
        document.charset = try reader.counted()
        document.text = try reader.counted()
        document.fields = try reader.counted()
        document.markup = try markup(from: &reader)
        document.tokens = try reader.integers(UInt32.self, count: try reader.varint())
        document.lossMask = try reader.counted()
        document.values = try reader.integers(UInt64.self, count: try reader.varint())
            .map(Double.init(bitPattern:))
        for _ in 0..<(try reader.varint()) {
            let column = try reader.varint()
            document.labels.append(MeasuredLabel(column: column, text: try reader.counted()))
        }
        return document
    }

    private static func markup(from reader: inout ByteReader) throws -> ChatMarkup? {
        guard try reader.integer(UInt8.self) == 1 else { return nil }
        return ChatMarkup(
            template: try ranges(from: &reader), trained: try ranges(from: &reader))
    }

    private static func ranges(from reader: inout ByteReader) throws -> [Range<Int>] {
        try (0..<(try reader.varint())).map { _ in
            let start = try reader.varint()
            return start..<(start + (try reader.varint()))
        }
    }
}

/// The channel of documents that go on to the next segment.
final class WaitingChannel: Channel, @unchecked Sendable {
    override func takes(_ fate: Fate?) -> Bool { fate == nil }

    override func makeWorker() throws -> ChannelWorker { WaitingWorker() }

    override func open(_ context: OutputContext) throws -> ChannelOutput {
        try FrameOutput(path: context.folder + "/documents.frames")
    }
}

private final class WaitingWorker: ChannelWorker {
    private var batch: [UInt8] = []
    private let packer = FramePacker()

    override func add(_ document: Document, _ fate: Fate?) throws {
        DocumentCoding.append(document, to: &batch)
    }

    override func takeBatch() -> any Sendable {
        defer { batch = [] }
        return batch
    }

    override func pack(_ block: any Sendable) throws -> any Sendable {
        packer.pack(block as! [UInt8])
    }
}
