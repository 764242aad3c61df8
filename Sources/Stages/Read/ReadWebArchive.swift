// `warc` as an input: the pages of web archives.
import FileFormats
import FileStore
import PipelineCore

/// Reads WARC, ARC and WET files: a document for each page that was fetched.
///
/// Documents are response and resource records of a wanted media type and status, and the
/// conversion records of WET files, which are text already. Other records are no documents.
public struct ReadWebArchive: Reader {
    public static let info = StageInfo(
        name: "warc",
        summary: "Reads pages from WARC, ARC, WET and WACZ files, plain, gzip or zstd.",
        source: "WARC 1.1, ISO 28500:2017; ARC 1 and 2",
        example: "- warc: { paths: [crawl/*.warc.gz] }",
        takes: .anything, gives: [.html, .text])

    public struct Options: StageOptions {
        public var paths: [String] = []
        public var mediaTypes = ["text/html", "application/xhtml+xml"]
        public var statuses = [200]
        public var maxRecordMegabytes = usualLargestRecord >> 20
        public var share: Double?
        public var maxEpochs = 1.0

        public init() {}

        public static let help: KeyValuePairs = [
            "paths": "files, folders, globs, or - for standard input",
            "media_types": "which pages are read; text/plain pages must be UTF-8",
            "statuses": "which HTTP status codes are read; an empty list means all",
            "max_record_megabytes":
                "a larger record is a bad record, in MiB; each may take 16 times that of memory",
            "share": InputShare.shareHelp,
            "max_epochs": InputShare.maxEpochsHelp,
        ]
    }

    public let inputs: InputPatterns
    let selection: PageSelection
    private let maximumRecord: Int
    public var largestRecord: Int { maximumRecord }

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(!options.paths.isEmpty, "paths", "names no file")
        try OptionError.check(!options.mediaTypes.isEmpty, "media_types", "names no media type")
        try OptionError.check(
            (1...1024).contains(options.maxRecordMegabytes), "max_record_megabytes",
            "must be from 1 to 1024")
        inputs = InputPatterns(
            paths: options.paths.map(context.resolve),
            endings: ["warc", "arc", "wet"].flatMap { [".\($0)", ".\($0).gz", ".\($0).zst"] }
                + [".wacz"],
            share: try InputShare(options.share, maxEpochs: options.maxEpochs))
        selection = PageSelection(
            mediaTypes: options.mediaTypes, statuses: Set(options.statuses))
        maximumRecord = options.maxRecordMegabytes << 20
    }

    /// HTML only where pages of such a type are asked for; text records are text in any case.
    public var flow: ContentFlow {
        ContentFlow(takes: .anything, gives: selection.wantsHTML ? [.html, .text] : .text)
    }

    public var readsRanges: Bool { true }

    public func open(_ input: OpenInput) throws -> any ChunkSource<WebArchiveChunk> {
        if try ZipArchive.isOne(input.stored) {
            return try ArchiveCollectionSource(input, maximumRecord: maximumRecord)
        }
        let entered = try input.entered(.members(WebArchiveReader.isRecord))
        return WebArchiveSource(entered, maximumRecord: maximumRecord)
    }

    /// What one worker reads records with.
    public struct Scratch {
        var header = WebRecordHeader()
        var http = HTTPDecoder()
        var fields = JSONWriter()
    }

    public func makeScratch() -> Scratch { Scratch() }

    public func parse(
        _ chunk: WebArchiveChunk, of file: InputFile, using scratch: inout Scratch,
        into batch: inout DocumentBatch
    ) throws {
        for record in chunk.records {
            let key = DocumentKey(file: file.number, place: record.place)
            do throws(DataError) {
                let page = try page(of: record, in: chunk.bytes.span, using: &scratch)
                switch page {
                case .page(let page):
                    batch.append(document(page, key, record, of: file, using: &scratch))
                case .unwanted(let reason): batch.skip(reason)
                }
            } catch {
                batch.append(BadRecord(key: key, offset: record.offset, reason: error.reason))
            }
        }
        for problem in chunk.problems {
            let key = DocumentKey(file: file.number, place: problem.place)
            batch.append(
                BadRecord(
                    key: key, offset: problem.error.offset ?? 0, reason: problem.error.reason))
        }
    }

    private func document(
        _ page: Page, _ key: DocumentKey, _ record: WebRecord, of file: InputFile,
        using scratch: inout Scratch
    ) -> Document {
        var document = Document(
            key: key, offset: record.offset, id: validUTF8(scratch.header.id), text: page.body)
        if document.id.isEmpty {
            document.id = defaultIdentifier(of: file, place: record.place)
            document.form.insert(.idIsMade)
        }
        let url = validUTF8(scratch.header.url)
        if !MissingValue.isMissing(url) { document.url = url }
        document.content = page.isHTML ? .html(charset: page.charset) : .text
        scratch.fields.bytes.removeAll(keepingCapacity: true)
        if !scratch.header.date.isEmpty {
            scratch.fields.key("date")
            scratch.fields.string(validUTF8(scratch.header.date).span)
        }
        if page.isTruncated {
            scratch.fields.key("truncated")
            scratch.fields.bool(true)
        }
        document.fields = scratch.fields.bytes
        return document
    }

    private enum Finding {
        case page(Page)
        /// Why the record is none of the pages asked for.
        case unwanted(String)
    }

    /// What a record holds.
    private func page(
        of record: WebRecord, in bytes: Span<UInt8>, using scratch: inout Scratch
    ) throws(DataError) -> Finding {
        let block = bytes.extracting(record.body)
        scratch.header.read(record, in: bytes)
        var page = Page()
        var message = scratch.http.readHead(of: block)
        // Some crawlers of ARC's time left HTTP's head out.
        let isResponse =
            record.kind == .response && !(record.format == .arc && message.status == 0)
        if isResponse {
            guard selection.wants(status: message.status) else { return .unwanted("status") }
        } else {
            message = HTTPMessage()
            message.setContentType(scratch.header.contentType)
        }
        guard let kind = selection.kind(of: message, in: record) else {
            return .unwanted("media_type")
        }
        if kind != .text, OtherContent.isNamed(by: scratch.header.payloadType) {
            return .unwanted("payload_type")
        }
        if isResponse {
            page.isTruncated = !scratch.http.readBody(of: block, into: &page.body)
        } else {
            block.withUnsafeBufferPointer { page.body = Array($0) }
        }
        if scratch.header.isTruncated { page.isTruncated = true }
        if kind != .text, let other = OtherContent(of: page.body.span) {
            return .unwanted(other.rawValue)
        }
        if kind == .undeclared && !beginsWithTag(page.body) { return .unwanted("media_type") }
        if kind == .text {
            if !isUTF8(page.body) { throw DataError("the page is not UTF-8 text") }
            LineEnds.lf.apply(to: &page.body)
        }
        page.isHTML = kind != .text
        page.charset = message.charset
        return .page(page)
    }

    private struct Page {
        var body: [UInt8] = []
        var charset: [UInt8] = []
        var isHTML = false
        /// The transfer was cut, so the page lacks its end.
        var isTruncated = false
    }
}

/// Which records are pages that a user wants.
struct PageSelection: Sendable {
    enum Kind {
        case html, text
        /// No media type: it is HTML when it begins like it, as browsers see it.
        case undeclared
    }

    private let mediaTypes: Set<[UInt8]>
    private let statuses: Set<Int>
    private static let html = Array("text/html".utf8)
    private static let xhtml = Array("application/xhtml+xml".utf8)

    init(mediaTypes: [String], statuses: Set<Int>) {
        self.mediaTypes = Set(mediaTypes.map { Array($0.lowercased().utf8) })
        self.statuses = statuses
    }

    var wantsHTML: Bool { mediaTypes.contains(Self.html) || mediaTypes.contains(Self.xhtml) }

    func wants(status: Int) -> Bool { statuses.isEmpty || statuses.contains(status) }

    /// What a page is by its media type; nil when it is not wanted.
    func kind(of message: HTTPMessage, in record: WebRecord) -> Kind? {
        if record.kind == .conversion {
            return message.mediaType == Array("text/plain".utf8) ? .text : nil
        }
        if message.mediaType.isEmpty { return mediaTypes.contains(Self.html) ? .undeclared : nil }
        guard mediaTypes.contains(message.mediaType) else { return nil }
        let isHTML = message.mediaType == Self.html || message.mediaType == Self.xhtml
        return isHTML ? .html : .text
    }
}

/// Whether the first byte that is no space, byte-order mark or zero (of UTF-16) opens a tag.
private func beginsWithTag(_ body: [UInt8]) -> Bool {
    let passed: Set<UInt8> = [0, 0x09, 0x0A, 0x0C, 0x0D, 0x20, 0xEF, 0xBB, 0xBF, 0xFE, 0xFF]
    return body.prefix(1024).first { !passed.contains($0) } == UInt8(ascii: "<")
}

/// The bytes with whatever is not UTF-8 replaced by U+FFFD.
private func validUTF8(_ bytes: [UInt8]) -> [UInt8] {
    isUTF8(bytes) ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
}

/// Cuts a range of an archive into chunks of the records that can be pages.
private final class WebArchiveSource: ChunkSource {
    private let entered: EnteredInput?
    private let reader: WebArchiveReader?

    /// - Parameter entered: `nil` where no record begins in the range.
    init(_ entered: EnteredInput?, maximumRecord: Int) {
        var limits = WebArchiveReader.Limits()
        limits.record = maximumRecord
        self.entered = entered
        reader = entered.map {
            WebArchiveReader(
                $0.stream, range: $0.range, kinds: [.response, .resource, .conversion],
                limits: limits)
        }
    }

    var bytesRead: Int { entered?.stream.storedOffset ?? 0 }

    var extent: ReadExtent { reader?.extent ?? ReadExtent() }

    func next() throws -> WebArchiveChunk? {
        var chunk = WebArchiveChunk()
        return try reader?.next(into: &chunk) == true ? chunk : nil
    }
}
