// Reads Mosaic's streaming shards, one `.mds` file at a time.
import FileFormats

/// An open `.mds` file whose samples are tokens.
///
/// The shard describes its own columns, so `index.json` is not needed; what it says is checked where
/// it is there. Read are the columns `tokens` (ndarray:uint16 or ndarray:uint32), `mask`
/// (ndarray:uint8) and `id` (str), of whatever other columns there are. Opening looks at the head of
/// every sample, since nothing else says how many tokens it has.
package final class MosaicReader: TokenShardReader {
    package let path: String
    package let facts: ShardFacts
    package let ends: DocumentEnds
    private let file: NumberFile
    private let listing: MosaicListing
    private let samples: MosaicSamples
    private let width: TokenWidth

    /// Opens one `.mds` file by itself.
    package convenience init(_ path: String) throws(ShardError) {
        try self.init(path, listing: .none)
    }

    init(_ path: String, listing: MosaicListing) throws(ShardError) {
        self.path = path
        self.listing = listing
        file = try Self.open(path, listing)
        samples = try MosaicSamples(file)
        guard let width = samples.columns.first(where: { $0.name == "tokens" })?.width else {
            throw ShardError(.unsupported, path, "no column 'tokens' of ndarray:uint16 or uint32")
        }
        self.width = width
        var ends = DocumentEnds()
        for number in 0..<samples.count {
            ends.append(tokens: try samples.elements("tokens", width.rawValue, of: number).count)
        }
        self.ends = ends
        facts = Self.facts(ends, width, samples, file)
        if case .entry(let entry) = listing { try samples.check(against: entry) }
    }

    private static func open(
        _ path: String, _ listing: MosaicListing
    ) throws(ShardError) -> NumberFile {
        guard case .entry(let entry) = listing, let compressed = entry.compressed else {
            return try NumberFile(path)
        }
        if let file = try NumberFile.ifPresent(path) { return file }
        throw ShardError(
            .unsupported, path, "it is only there compressed, as \(compressed): decompress it first"
        )
    }

    private static func facts(
        _ ends: DocumentEnds, _ width: TokenWidth, _ samples: MosaicSamples, _ file: NumberFile
    ) -> ShardFacts {
        var facts = ShardFacts(ends, width)
        facts.hasMask = samples.columns.contains(.mask)
        facts.hasIDs = samples.columns.contains(.id)
        facts.storedBytes = file.count
        return facts
    }

    package func readTokens(of number: Int, into tokens: inout [UInt32]) throws(ShardError) {
        _ = try readableRange(of: number)
        let place = try samples.elements("tokens", width.rawValue, of: number)
        tokens.removeAll(keepingCapacity: true)
        width.unpack(try file.bytes(place.bytes), into: &tokens)
    }

    package func mask(of number: Int) throws(ShardError) -> [UInt8] {
        _ = try readableRange(of: number)
        guard facts.hasMask else { return [] }
        return try file.bytes(samples.elements("mask", 1, of: number).bytes)
    }

    package func id(of number: Int) throws(ShardError) -> [UInt8]? {
        _ = try tokenRange(of: number)
        guard facts.hasIDs else { return nil }
        return try file.bytes(samples.value("id", of: number))
    }

    package func check(vocabularySize: Int?, into report: inout ShardReport) {
        report.checkDocuments(of: self, tokenLimit: vocabularySize)
        for number in 0..<documents {
            do throws(ShardError) {
                try samples.checkEnd(of: number)
            } catch {
                report.add(error)
            }
        }
        switch listing {
        case .none: break
        case .absent(let index):
            report.add(ShardError(.wrongContent, path, "\(index) doesn't list it"))
        case .entry(let entry): report.check(entry.hashes, of: path)
        }
    }
}

extension MosaicColumn {
    static let mask = MosaicColumn(name: "mask", encoding: "ndarray:uint8", size: nil)
    static let id = MosaicColumn(name: "id", encoding: "str", size: nil)
}
