// A plain file of little-endian numbers, read at any place.
import FileFormats
import FileStore

/// An open file; keeps what it read last, so that small parts in a row cost one access.
final class NumberFile {
    private static let windowBytes = 1 << 16

    private let file: any RangedFile
    private var window: [UInt8] = []
    private var windowStart = 0

    var count: Int { file.count }
    var path: String { file.path }

    convenience init(_ path: String) throws(ShardError) {
        do {
            try self.init(StoredFile(path).openRanges())
        } catch {
            throw ShardError(error)
        }
    }

    /// A file that lies anywhere.
    convenience init(_ file: StoredFile) throws(FileError) { try self.init(file.openRanges()) }

    private init(_ file: any RangedFile) { self.file = file }

    /// The file where there is one.
    static func ifPresent(_ path: String) throws(ShardError) -> NumberFile? {
        do {
            return NumberFile(try StoredFile(path).openRanges())
        } catch {
            if error.code == .notFound { return nil }
            throw ShardError(error)
        }
    }

    /// The bytes in `range`; a file that ends before is an error.
    func bytes(_ range: Range<Int>) throws(ShardError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= count else {
            throw ShardError(
                .wrongContent, path, "it ends at byte \(count), before byte \(range.upperBound)")
        }
        if range.count > Self.windowBytes { return try load(range) }
        if range.lowerBound < windowStart || range.upperBound > windowStart + window.count {
            window = try load(
                range.lowerBound..<min(count, range.lowerBound + Self.windowBytes))
            windowStart = range.lowerBound
        }
        return Array(window[range.lowerBound - windowStart..<range.upperBound - windowStart])
    }

    private func load(_ range: Range<Int>) throws(ShardError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        do {
            try file.read(range, into: &bytes)
        } catch {
            throw ShardError(error)
        }
        return bytes
    }

    /// `count` numbers of `width` bytes from `start` on, as they are, without a sign.
    func numbers(_ count: Int, width: Int, at start: Int) throws(ShardError) -> [UInt64] {
        guard count >= 0, (0...self.count).contains(start), count <= (self.count - start) / width
        else {
            throw ShardError(
                .wrongContent, path,
                "\(count) numbers from byte \(start) on in a file of \(self.count) bytes")
        }
        let bytes = try bytes(start..<start + count * width)
        return (0..<count).map { bytes.littleEndian(at: $0 * width, width: width) }
    }
}
