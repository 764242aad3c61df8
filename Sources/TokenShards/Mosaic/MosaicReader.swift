// Reads Mosaic's streaming shards, one `.mds` file at a time.

/// An open `.mds` file whose samples are tokens.
///
/// The shard describes its own columns, so `index.json` is not needed. Read are the columns `tokens`
/// (ndarray:uint16 or ndarray:uint32), `mask` (ndarray:uint8) and `id` (str), of whatever other columns
/// there are. Opening checks the offsets.
public final class MosaicReader: TokenSource {
    private let file: NumberFile
    private let offsets: [Int]
    private let columns: [MosaicColumn]
    private let width: TokenWidth

    public init(_ path: String) throws(ShardError) {
        file = try NumberFile(path)
        offsets = try Self.offsets(file)
        let head = 4 + 4 * offsets.count
        columns = try MosaicColumn.columns(
            describedBy: file.bytes(head..<offsets[0]), file: path)
        guard let width = columns.first(where: { $0.name == "tokens" })?.width else {
            throw ShardError(.unsupported, path, "no column 'tokens' of ndarray:uint16 or uint32")
        }
        self.width = width
    }

    private static func offsets(_ file: NumberFile) throws(ShardError) -> [Int] {
        guard file.count >= 8, let count = try file.numbers(1, width: 4, at: 0).first,
            count < file.count / 4
        else { throw ShardError(.damagedIndex, file.path, "no MDS shard: too short") }
        let head = 4 + 4 * (Int(count) + 1)
        guard head <= file.count else {
            throw ShardError(.damagedIndex, file.path, "\(count) samples in \(file.count) bytes")
        }
        let offsets = try file.numbers(Int(count) + 1, width: 4, at: 4).map(Int.init)
        let isRising = zip([head] + offsets, offsets).allSatisfy { $0 <= $1 }
        guard isRising, offsets.last == file.count else {
            throw ShardError(.damagedIndex, file.path, "the samples' offsets are not in order")
        }
        return offsets
    }

    public var documents: Int { offsets.count - 1 }

    public func tokens(of number: Int) throws(ShardError) -> [UInt32] {
        let bytes = try elements(value("tokens", of: number) ?? [], width.rawValue)
        var tokens: [UInt32] = []
        width.unpack(bytes, into: &tokens)
        return tokens
    }

    public func mask(of number: Int) throws(ShardError) -> [UInt8] {
        guard let bytes = try value("mask", of: number) else { return [] }
        return try elements(bytes, 1)
    }

    public func id(of number: Int) throws(ShardError) -> [UInt8]? { try value("id", of: number) }

    /// The bytes of one column of a sample; nil where there is no such column.
    private func value(_ name: String, of number: Int) throws(ShardError) -> [UInt8]? {
        guard (0..<documents).contains(number) else {
            throw ShardError(.outOfRange, file.path, "sample \(number) of \(documents)")
        }
        let sample = offsets[number]..<offsets[number + 1]
        var sizePlace = sample.lowerBound
        var place = sample.lowerBound + 4 * columns.count { $0.size == nil }
        for column in columns {
            guard sizePlace + 4 <= sample.upperBound || column.size != nil else { break }
            var size = column.size ?? 0
            if column.size == nil { size = Int(try file.numbers(1, width: 4, at: sizePlace)[0]) }
            guard place <= sample.upperBound, size <= sample.upperBound - place else { break }
            if column.name == name { return try file.bytes(place..<place + size) }
            if column.size == nil { sizePlace += 4 }
            place += size
        }
        if columns.contains(where: { $0.name == name }) {
            throw ShardError(.wrongContent, file.path, "sample \(number) ends inside its columns")
        }
        return nil
    }

    /// The elements of an array of one dimension, after its shape.
    private func elements(_ bytes: [UInt8], _ width: Int) throws(ShardError) -> [UInt8] {
        let shape = bytes.first.map { 1 << Int($0 & 3) } ?? 0
        let length = (0..<shape).reduce(0) { sum, byte in
            byte + 1 < bytes.count ? sum | UInt64(bytes[1 + byte]) << (8 * byte) : .max
        }
        guard let first = bytes.first, first >> 2 == 1,
            length <= bytes.count, 1 + shape + Int(length) * width == bytes.count
        else {
            throw ShardError(.wrongContent, file.path, "an array with another shape than it says")
        }
        return Array(bytes[(1 + shape)...])
    }
}
