// Any input as a stream of decompressed bytes: a file or standard input, plain or compressed.
import FileStore

/// What a decoder does for `ByteStream`: it turns stored bytes into content, member by member.
protocol StreamDecoder: AnyObject {
    /// The stored offset at which the member of the bytes returned last begins.
    var memberOffset: Int { get }
    /// Appends up to `count` bytes of one member; 0 means that the content has ended.
    func read(into buffer: inout [UInt8], atMost count: Int) throws(FileError) -> Int
    /// Moves on to the next member after damage; false when there is none.
    func recover() throws(FileError) -> Bool
}

/// A stream of decompressed bytes.
///
/// The compression is told from the content: plain, gzip (any number of members), zstd (any
/// number of frames, with or without a seek table), xz or bzip2. Damage surfaces late: first every byte that
/// could be decoded is delivered, then `read` throws; `recover` then looks for the next member.
///
///     let stream = try ByteStream(path: "part.jsonl.zst")
///     var buffer: [UInt8] = []
///     while try stream.read(into: &buffer) > 0 {}
public final class ByteStream {
    /// Bounds on what a hostile file can cost.
    public struct Limits: Sendable {
        /// How many times larger than the file its content may be, once past `freeBytes`.
        public var expansion = 20_000
        /// Content below this size is never called a decompression bomb.
        public var freeBytes = 1 << 30
        /// log2 of the largest zstd window, the memory a frame may ask for.
        var zstdWindowLog = 27
        /// How many damaged places of one input are passed over before the rest is given up.
        var recoveries = 1000

        public init() {}
    }

    public let path: String
    public let compression: Compression
    /// Decompressed bytes delivered so far.
    public private(set) var offset = 0
    private let input: StoredInput
    private let decoder: any StreamDecoder
    private let limits: Limits
    private var recoveries = 0
    private var gaveUp = false

    /// Opens a file, or standard input for the path "-".
    public convenience init(path: String, limits: Limits = Limits()) throws(FileError) {
        try self.init(StoredFile(path), limits: limits)
    }

    public convenience init(_ file: StoredFile, limits: Limits = Limits()) throws(FileError) {
        try self.init(file.open(), path: file.path, limits: limits)
    }

    /// Takes an open stream.
    ///
    /// - Parameters:
    ///   - path: names the file in errors.
    ///   - origin: where in the file the stream begins: at a member's first byte.
    ///   - compression: that of the file, for streams from its middle; `nil` tells it from the
    ///     first bytes.
    public init(
        _ stream: any StoredStream, path: String, origin: Int = 0,
        compression known: Compression? = nil, limits: Limits = Limits()
    ) throws(FileError) {
        self.path = path
        self.limits = limits
        input = StoredInput(stream, path: path, origin: origin)
        try input.fill(atLeast: 16)
        compression =
            if let known { known } else { try Compression.sniff(input.bytes, path: path) }
        decoder =
            switch compression {
            case .plain: PlainDecoder(input)
            case .gzip: GzipDecoder(input)
            case .zstd: try ZstdDecoder(input, windowLog: limits.zstdWindowLog)
            case .xz: SteppedDecoder(input, XzDecompressor(), "xz")
            case .bzip2: SteppedDecoder(input, Bzip2Decompressor(), "bzip2")
            }
    }

    /// Bytes of the file consumed so far: progress, and a place near what was read last.
    public var storedOffset: Int { input.offset }

    /// Where in the file the gzip member or zstd frame of the last bytes begins; for plain files
    /// where those bytes begin.
    public var memberOffset: Int { decoder.memberOffset }

    /// Appends up to `count` bytes to `buffer`, all of one member; returns how many, 0 at the end.
    public func read(
        into buffer: inout [UInt8], atMost count: Int = 1 << 18
    ) throws(FileError) -> Int {
        let before = buffer.count
        do throws(FileError) {
            offset += try decoder.read(into: &buffer, atMost: count)
        } catch {
            gaveUp = error.code == .tooLarge
            throw FileError(
                error.code, path: path, offset: error.offset ?? input.offset,
                decodedOffset: offset, reason: error.reason)
        }
        try checkExpansion()
        return buffer.count - before
    }

    /// After `read` threw damage: skips to the next readable member; false when there is none.
    public func recover() throws(FileError) -> Bool {
        if gaveUp || recoveries == limits.recoveries { return false }
        recoveries += 1
        return try decoder.recover()
    }

    private func checkExpansion() throws(FileError) {
        if offset <= limits.freeBytes || offset / limits.expansion <= input.offset { return }
        gaveUp = true
        throw FileError(
            .tooLarge, path: path, offset: input.offset, decodedOffset: offset,
            reason: "expands more than \(limits.expansion) times; this is not text, leave it out")
    }
}

/// Content that is stored as it is.
private final class PlainDecoder: StreamDecoder {
    private let input: StoredInput
    private(set) var memberOffset = 0

    init(_ input: StoredInput) { self.input = input }

    func read(into buffer: inout [UInt8], atMost count: Int) throws(FileError) -> Int {
        try input.fill(atLeast: 1)
        let part = UnsafeBufferPointer(rebasing: input.bytes.prefix(count))
        memberOffset = input.offset
        buffer.append(contentsOf: part)
        input.consume(part.count)
        return part.count
    }

    func recover() -> Bool { false }
}
