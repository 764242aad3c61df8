// One record of a web archive, and the chunk of them that is parsed at once.
import FileStore

/// A record of a WARC or ARC file, as places in its chunk's bytes.
public struct WebRecord: Sendable, Equatable {
    public enum Format: Sendable {
        case warc, arc
    }

    public enum Kind: String, Sendable, CaseIterable {
        case warcinfo, response, resource, request, metadata, revisit, conversion, continuation
        case other
    }

    public let format: Format
    /// An ARC record of a web page is a response, its file description a warcinfo.
    public let kind: Kind
    /// The record's place in its file, see ``RecordPlaces``; records that could not be read and
    /// those of other kinds have one too.
    public let place: Int
    /// Where the record begins in the file: the offset that archive indexes use. For records that
    /// do not begin their gzip member or zstd frame it is the member's offset.
    public let offset: Int
    /// Where the record begins in the decompressed content.
    public let decodedOffset: Int
    /// The WARC header with its version line, or the ARC record's one line.
    public let head: Range<Int>
    /// The record's block, such as an HTTP response with its head.
    public let body: Range<Int>
}

/// Consecutive records of one file.
///
/// Where a chunk is cut depends on the file's content only.
public struct WebArchiveChunk: Sendable {
    public var bytes: [UInt8] = []
    /// The records of the kinds asked for.
    public var records: [WebRecord] = []
    /// What could not be read, with the place that it stands for.
    public var problems: [Problem] = []

    public init() {}

    /// A record that could not be read.
    public struct Problem: Sendable, Equatable {
        public let place: Int
        public let error: FileError

        public init(place: Int, error: FileError) { (self.place, self.error) = (place, error) }
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
        problems.removeAll(keepingCapacity: true)
    }
}

/// What a record's own header says; scratch that a worker reuses.
public struct WebRecordHeader: Sendable {
    private var fields = HeaderFields()
    /// The page's address as written, without the angle brackets that some programs add.
    public private(set) var url: [UInt8] = []
    /// The record's own identifier without its angle brackets; ARC records have none.
    public private(set) var id: [UInt8] = []
    /// The record's media type as written, such as `application/http; msgtype=response`.
    public private(set) var contentType: [UInt8] = []
    /// When it was fetched, as written: ISO 8601 in WARC, fourteen digits in ARC.
    public private(set) var date: [UInt8] = []
    /// What the archive's makers found the page to be by its bytes, such as `application/pdf`;
    /// empty where they say nothing.
    public private(set) var payloadType: [UInt8] = []
    /// Whether the program that fetched the page says that it cut the record.
    public private(set) var isTruncated = false

    public init() {}

    /// Reads the header of a record; `bytes` are its chunk's.
    public mutating func read(_ record: WebRecord, in bytes: Span<UInt8>) {
        switch record.format {
        case .warc: readWARC(bytes.extracting(record.head))
        case .arc: readARC(bytes.extracting(record.head))
        }
    }

    private mutating func readWARC(_ head: Span<UInt8>) {
        _ = fields.parse(head, from: head.line(from: 0).next)
        url = withoutBrackets(fields.bytes("warc-target-uri", in: head))
        id = withoutBrackets(fields.bytes("warc-record-id", in: head))
        contentType = fields.bytes("content-type", in: head)
        date = fields.bytes("warc-date", in: head)
        payloadType = fields.bytes("warc-identified-payload-type", in: head)
        isTruncated = fields.value("warc-truncated", in: head).map { !$0.isEmpty } ?? false
    }

    private mutating func readARC(_ head: Span<UInt8>) {
        guard let line = ARCLine(head, head.line(from: 0).content) else { return }
        id = []
        payloadType = []
        isTruncated = false
        url = head.bytes(line.url)
        contentType = head.bytes(line.contentType)
        date = head.bytes(line.date)
    }
}

private func withoutBrackets(_ text: [UInt8]) -> [UInt8] {
    guard text.first == UInt8(ascii: "<"), text.last == UInt8(ascii: ">") else { return text }
    return Array(text.dropFirst().dropLast())
}
