// Reads datatrove's token files.
import FileFormats

/// An open `.ds` file with its index and, where there is one, its loss mask.
///
/// The width is what the file's size says: tokens are two or four bytes. Opening checks the index.
public final class DatatroveReader: TokenSource {
    private let file: NumberFile
    private let loss: NumberFile?
    private let width: TokenWidth
    /// Where each document ends, in tokens, after a 0.
    private let ends: [Int]

    /// Opens `PATH` (a `.ds` file), `PATH.index`, and `PATH.loss` where `hasLoss` says so.
    public init(_ path: String, hasLoss: Bool = false) throws(ShardError) {
        file = try NumberFile(path)
        loss = hasLoss ? try NumberFile(path + ".loss") : nil
        ends = try Self.ends(path + ".index")
        let tokens = ends.last ?? 0
        let size = file.count
        guard let width = TokenWidth.allCases.first(where: { tokens * $0.rawValue == size })
        else {
            throw ShardError(
                .wrongContent, path,
                "\(size) bytes, the index says \(tokens) tokens of two or four")
        }
        self.width = width
        if let loss, loss.count != tokens {
            throw ShardError(.wrongMask, loss.path, "\(loss.count) bytes for \(tokens) tokens")
        }
    }

    private static func ends(_ path: String) throws(ShardError) -> [Int] {
        let file = try NumberFile(path)
        let numbers = try file.numbers(file.count / 8, width: 8, at: 0)
        let isRising = zip([0] + numbers, numbers).allSatisfy { $0 <= $1 }
        guard file.count.isMultiple(of: 8), isRising, numbers.last ?? 0 < 1 << 60 else {
            throw ShardError(.damagedIndex, path, "the documents' ends are not in order")
        }
        return [0] + numbers.map(Int.init)
    }

    public var documents: Int { ends.count - 1 }

    public func tokens(of number: Int) throws(ShardError) -> [UInt32] {
        let range = try range(of: number)
        let size = width.rawValue
        var tokens: [UInt32] = []
        let bytes = try file.bytes(range.lowerBound * size..<range.upperBound * size)
        width.unpack(bytes, into: &tokens)
        return tokens
    }

    public func mask(of number: Int) throws(ShardError) -> [UInt8] {
        let range = try range(of: number)
        return try loss?.bytes(range) ?? []
    }

    public func id(of number: Int) -> [UInt8]? { nil }

    private func range(of number: Int) throws(ShardError) -> Range<Int> {
        guard (0..<documents).contains(number) else {
            throw ShardError(.outOfRange, file.path, "document \(number) of \(documents)")
        }
        return ends[number]..<ends[number + 1]
    }
}
