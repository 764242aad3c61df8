// Documents read back from token files, whatever their format.
import FileFormats
import FileStore

/// The documents of one shard in any format.
public protocol TokenSource: AnyObject {
    var documents: Int { get }

    /// The tokens of document `number`, counted from 0.
    func tokens(of number: Int) throws(ShardError) -> [UInt32]

    /// A byte 0 or 1 for each token of a document; empty where there is no mask.
    func mask(of number: Int) throws(ShardError) -> [UInt8]

    /// The document's id; nil where the format keeps none.
    func id(of number: Int) throws(ShardError) -> [UInt8]?
}

extension TokenShard: TokenSource {
    public var documents: Int { index.documents }

    public func tokens(of number: Int) throws(ShardError) -> [UInt32] {
        try tokens(in: range(of: number))
    }

    public func mask(of number: Int) throws(ShardError) -> [UInt8] {
        try mask(in: range(of: number))
    }

    public func id(of number: Int) throws(ShardError) -> [UInt8]? {
        _ = try range(of: number)
        return Array(index.id(of: number))
    }

    private func range(of number: Int) throws(ShardError) -> Range<Int> {
        guard (0..<index.documents).contains(number) else {
            throw ShardError(.outOfRange, files.base, "document \(number) of \(index.documents)")
        }
        return index.tokenRange(of: number)
    }
}

/// A plain file of little-endian numbers, read at any place.
final class NumberFile {
    private let file: any RangedFile
    var count: Int { file.count }
    var path: String { file.path }

    init(_ path: String) throws(ShardError) {
        do {
            file = try StoredFile(path).openRanges()
        } catch {
            throw ShardError(error)
        }
    }

    /// The bytes in `range`; a file that ends before is an error.
    func bytes(_ range: Range<Int>) throws(ShardError) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            try file.read(range, into: &bytes)
        } catch {
            throw ShardError(error)
        }
        return bytes
    }

    /// `count` numbers of `width` bytes from `start` on, as they are, without a sign.
    func numbers(_ count: Int, width: Int, at start: Int) throws(ShardError) -> [UInt64] {
        let bytes = try bytes(start..<start + count * width)
        return (0..<count).map { number in
            (0..<width).reduce(0) { $0 | UInt64(bytes[number * width + $1]) << (8 * $1) }
        }
    }
}
