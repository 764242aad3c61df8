// Reads a shard in Winnow's own format: any document or range, decoding only the frames it lies in.
import FileFormats

/// An open shard.
///
///     let shard = try TokenShard("tokens/00000-00000")
///     let tokens = try shard.tokens(in: shard.index.tokenRange(of: 17))
///
/// Opening checks the index and that lengths agree, not every byte: ``ShardVerifier`` does that.
/// Not for use by several threads at once: open one each.
public final class TokenShard {
    public let files: ShardFiles
    public let index: ShardIndex
    private let tokensFile: SeekableZstdFile
    private let maskFile: SeekableZstdFile?
    private var buffer: [UInt8] = []

    /// Opens a shard by the path of any of its files, or by their common path.
    public convenience init(_ path: String) throws(ShardError) {
        try self.init(ShardFiles(path))
    }

    public init(_ files: ShardFiles) throws(ShardError) {
        self.files = files
        index = try files.readIndex()
        tokensFile = try Self.open(files.tokens, holding: index.tokens * index.width.rawValue)
        maskFile = index.hasMask ? try Self.open(files.mask, holding: index.tokens) : nil
    }

    private static func open(
        _ path: String, holding count: Int
    ) throws(ShardError) -> SeekableZstdFile {
        let file = try ShardFiles.open(path)
        guard file.count == count else {
            throw ShardError(
                .wrongContent, path, "it holds \(file.count) bytes, the index says \(count)")
        }
        return file
    }

    /// Replaces `tokens` by the tokens in `range`, counted from the shard's start.
    public func read(_ range: Range<Int>, into tokens: inout [UInt32]) throws(ShardError) {
        let width = index.width.rawValue
        try fill(from: tokensFile, range, width: width)
        tokens.removeAll(keepingCapacity: true)
        index.width.unpack(buffer, into: &tokens)
    }

    /// The tokens in `range`, counted from the shard's start.
    public func tokens(in range: Range<Int>) throws(ShardError) -> [UInt32] {
        var tokens: [UInt32] = []
        try read(range, into: &tokens)
        return tokens
    }

    /// The mask's bytes in `range`; empty where the shard has no mask.
    public func mask(in range: Range<Int>) throws(ShardError) -> [UInt8] {
        guard let maskFile else { return [] }
        try fill(from: maskFile, range, width: 1)
        return buffer
    }

    private func fill(
        from file: SeekableZstdFile, _ range: Range<Int>, width: Int
    ) throws(ShardError) {
        guard range.lowerBound >= 0, range.upperBound <= index.tokens else {
            throw ShardError(.outOfRange, files.base, "tokens \(range) of \(index.tokens)")
        }
        buffer.removeAll(keepingCapacity: true)
        do {
            try file.read(range.lowerBound * width..<range.upperBound * width, into: &buffer)
        } catch {
            throw ShardError(error)
        }
    }
}
