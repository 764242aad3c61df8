// `text` and `html` as inputs: a document a file.
import FileFormats
import FileStore
import HTMLText
import PipelineCore

/// Reads text files: a document a file, its path as id.
public struct ReadText: WholeFileReader {
    public static let info = StageInfo(
        name: "text",
        summary: "Reads text files, plain, gzip, zstd, bzip2 or xz: a document a file.",
        example: "- text: { paths: [books/**/*.txt] }",
        takes: .anything, gives: .text)

    public struct Options: StageOptions {
        public var paths: [String] = []
        public var charset = ""
        public var lineEnds = LineEnds.lf
        public var maxMegabytes = usualLargestRecord >> 20
        public var share: Double?
        public var maxEpochs = 1.0

        public init() {}

        public static let help: KeyValuePairs = [
            "paths": "files, folders, globs, or - for standard input",
            "charset":
                "what files without a byte-order mark are in, such as windows-1252 or utf-16le; "
                + "without, UTF-8 or UTF-16",
            "line_ends": LineEnds.help,
            "max_megabytes":
                "a larger file is a bad record, in MiB; each may take 16 times that of memory",
            "share": InputShare.shareHelp,
            "max_epochs": InputShare.maxEpochsHelp,
        ]
    }

    public let inputs: InputPatterns
    public let maximumBytes: Int
    public var largestRecord: Int { maximumBytes }
    private let charset: [UInt8]
    private let lineEnds: LineEnds

    public init(_ options: Options, in context: StageContext) throws {
        maximumBytes = try checkedMaximum(options.paths, megabytes: options.maxMegabytes)
        charset = try checkedCharset(options.charset)
        lineEnds = options.lineEnds
        inputs = InputPatterns(
            paths: options.paths.map(context.resolve), endings: fileEndings("txt", "text", "md"),
            share: try InputShare(options.share, maxEpochs: options.maxEpochs))
    }

    public func fill(_ document: inout Document, with bytes: [UInt8]) throws {
        var decoder = PlainTextDecoder()
        guard let text = decoder.decode(bytes, declared: charset) else {
            throw DataError(
                "the file is not UTF-8 text"
                    + (charset.isEmpty ? "; say its charset, such as charset: windows-1252" : ""))
        }
        document.text = text
        lineEnds.apply(to: &document.text)
    }
}

/// Reads HTML files: a page a file, its path as id; `extract_html` makes text of them.
public struct ReadHTML: WholeFileReader {
    public static let info = StageInfo(
        name: "html",
        summary: "Reads HTML files, plain, gzip, zstd, bzip2 or xz: a page a file.",
        example: "- html: { paths: [pages/] }",
        takes: .anything, gives: .html)

    public struct Options: StageOptions {
        public var paths: [String] = []
        public var charset = ""
        public var maxMegabytes = usualLargestRecord >> 20
        public var share: Double?
        public var maxEpochs = 1.0

        public init() {}

        public static let help: KeyValuePairs = [
            "paths": "files, folders, globs, or - for standard input",
            "charset": "what pages are in that aren't UTF-8 and have no byte-order mark",
            "max_megabytes":
                "a larger file is a bad record, in MiB; each may take 16 times that of memory",
            "share": InputShare.shareHelp,
            "max_epochs": InputShare.maxEpochsHelp,
        ]
    }

    public let inputs: InputPatterns
    public let maximumBytes: Int
    public var largestRecord: Int { maximumBytes }
    private let charset: [UInt8]

    public init(_ options: Options, in context: StageContext) throws {
        maximumBytes = try checkedMaximum(options.paths, megabytes: options.maxMegabytes)
        charset = try checkedCharset(options.charset)
        inputs = InputPatterns(
            paths: options.paths.map(context.resolve), endings: fileEndings("html", "htm", "xhtml"),
            share: try InputShare(options.share, maxEpochs: options.maxEpochs))
    }

    public func fill(_ document: inout Document, with bytes: [UInt8]) throws {
        if OtherContent(of: bytes.span) == .binary { throw DataError("the file is no HTML page") }
        document.text = bytes
        document.content = .html(charset: charset)
    }
}

/// Endings, alone and with those of compressed files.
private func fileEndings(_ names: String...) -> [String] {
    names.flatMap { name in ["", ".gz", ".zst", ".bz2", ".xz"].map { ".\(name)\($0)" } }
}

private func checkedMaximum(_ paths: [String], megabytes: Int) throws -> Int {
    try OptionError.check(!paths.isEmpty, "paths", "names no file")
    try OptionError.check(
        (1...1024).contains(megabytes), "max_megabytes", "must be from 1 to 1024")
    return megabytes << 20
}

private func checkedCharset(_ label: String) throws -> [UInt8] {
    let bytes = Array(label.lowercased().utf8)
    try OptionError.check(
        bytes.isEmpty || PlainTextDecoder.knows(bytes), "charset",
        "names no character encoding, such as utf-8, utf-16le, windows-1252 or shift_jis")
    return bytes
}

/// A reader for which a file is a document.
public protocol WholeFileReader: Reader
where Chunk == WholeFile, Scratch == Void {
    var maximumBytes: Int { get }

    /// Gives the document its content. Throws ``DataError`` when the file can't be used.
    func fill(_ document: inout Document, with bytes: [UInt8]) throws
}

/// A file's content, or what is wrong with it.
public struct WholeFile: Sendable, ChunkOfBytes {
    let bytes: [UInt8]
    public var heldBytes: Int { bytes.count }
    let problem: FileError?
}

extension WholeFileReader {
    public func open(_ input: OpenInput) throws -> any ChunkSource<WholeFile> {
        WholeFileSource(
            try ByteStream(input.stream(), path: input.file.path), maximum: maximumBytes)
    }

    public func parse(
        _ chunk: WholeFile, of file: InputFile, using scratch: inout Void,
        into batch: inout DocumentBatch
    ) throws {
        let key = DocumentKey(file: file.number, place: 0)
        if let problem = chunk.problem {
            let offset = problem.decodedOffset ?? problem.offset ?? 0
            return batch.append(BadRecord(key: key, offset: offset, reason: problem.reason))
        }
        var document = Document(key: key, offset: 0, id: Array(file.path.utf8), text: [])
        do {
            try fill(&document, with: chunk.bytes)
            batch.append(document)
        } catch let error as DataError {
            batch.append(BadRecord(key: key, offset: 0, reason: error.reason))
        }
    }
}

/// Reads one file as one chunk.
private final class WholeFileSource: ChunkSource {
    private let stream: ByteStream
    private let maximum: Int
    private var isDone = false

    init(_ stream: ByteStream, maximum: Int) {
        self.stream = stream
        self.maximum = maximum
    }

    var bytesRead: Int { stream.storedOffset }

    func next() throws -> WholeFile? {
        if isDone { return nil }
        isDone = true
        do {
            return WholeFile(bytes: try readAll(), problem: nil)
        } catch let error as FileError {
            guard error.isDamage else { throw error }
            return WholeFile(bytes: [], problem: error)
        }
    }

    private func readAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while try stream.read(into: &bytes) > 0 {
            if bytes.count > maximum { throw tooLarge }
        }
        return bytes
    }

    private var tooLarge: FileError {
        FileError(
            .tooLarge, path: stream.path,
            reason: "the file holds more than \(maximum >> 20) MiB (max_megabytes)")
    }
}

func isUTF8(_ bytes: [UInt8]) -> Bool {
    do {
        _ = try UTF8Span(validating: bytes.span)
        return true
    } catch {
        return false
    }
}
