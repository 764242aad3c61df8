// Reads Mosaic's streaming shards, one `.mds` file at a time.
import FileFormats

/// An open `.mds` file whose samples are tokens; where only `.mds.zstd` is there, that, in memory.
///
/// The shard describes its own columns, so `index.json` is not needed; what it says is checked where
/// it is there. Read are the columns `tokens` (ndarray:uint16 or ndarray:uint32), `mask`
/// (ndarray:uint8), and `id` (str) or, of packed sequences, `ids` (json) and `ends` (ndarray:uint32),
/// of whatever other columns there are. Opening looks at the head of every sample, since nothing
/// else says how many tokens it has.
package final class MosaicReader: TokenShardReader {
    package let path: String
    package var facts: ShardFacts
    package let ends: DocumentEnds
    private let content: MosaicFiles.Content
    private let file: NumberFile
    private let listing: MosaicListing
    private let samples: MosaicSamples
    private let width: TokenWidth
    /// The first document of each sample, and the end: where sequences are packed.
    private let starts: [Int]?

    /// Opens one `.mds` file by itself.
    package convenience init(_ path: String) throws(ShardError) {
        try self.init(path, listing: .none)
    }

    init(_ path: String, listing: MosaicListing) throws(ShardError) {
        self.path = path
        self.listing = listing
        content = try MosaicFiles.open(path, listing)
        file = content.file
        samples = try MosaicSamples(file)
        guard let width = samples.columns.first(where: { $0.name == "tokens" })?.width else {
            throw ShardError(.unsupported, path, "no column 'tokens' of ndarray:uint16 or uint32")
        }
        self.width = width
        let documents = try MosaicDocuments(samples, width, file)
        ends = documents.ends
        starts = documents.starts
        facts = Self.facts(documents, width, samples, storing: content.stored)
        if case .entry(let entry) = listing { try samples.check(against: entry) }
    }

    private static func facts(
        _ documents: MosaicDocuments, _ width: TokenWidth, _ samples: MosaicSamples,
        storing stored: Int
    ) -> ShardFacts {
        var facts = ShardFacts(documents.ends, width)
        facts.hasMask = samples.columns.contains(.mask)
        facts.hasIDs = samples.columns.contains(.id) || samples.columns.contains(.ids)
        facts.sequenceLength = documents.sequenceLength
        facts.storedBytes = stored
        return facts
    }

    package func readTokens(of number: Int, into tokens: inout [UInt32]) throws(ShardError) {
        let size = width.rawValue
        let bytes = try bytes(of: number, in: "tokens", width: size)
        tokens.removeAll(keepingCapacity: true)
        width.unpack(bytes, into: &tokens)
    }

    package func mask(of number: Int) throws(ShardError) -> [UInt8] {
        guard facts.hasMask else {
            _ = try readableRange(of: number)
            return []
        }
        return try bytes(of: number, in: "mask", width: 1)
    }

    /// A document's part of a column of its sample.
    private func bytes(
        of number: Int, in column: String, width: Int
    ) throws(ShardError) -> [UInt8] {
        let range = try readableRange(of: number)
        let sample = sample(holding: number)
        let place = try samples.elements(column, width, of: sample)
        guard let starts else { return try file.bytes(place.bytes) }
        let first = ends.tokenRange(of: starts[sample]).lowerBound
        let part = range.lowerBound - first..<range.upperBound - first
        guard part.upperBound <= place.count else {
            throw ShardError(
                .wrongContent, path, "sample \(sample): '\(column)' is shorter than its documents")
        }
        let start = place.bytes.lowerBound
        return try file.bytes(start + part.lowerBound * width..<start + part.upperBound * width)
    }

    private func sample(holding number: Int) -> Int {
        guard let starts else { return number }
        var (low, high) = (0, starts.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= number { low = middle } else { high = middle }
        }
        return low
    }

    package func id(of number: Int) throws(ShardError) -> [UInt8]? {
        _ = try tokenRange(of: number)
        guard facts.hasIDs else { return nil }
        let sample = sample(holding: number)
        guard let starts else { return try file.bytes(samples.value("id", of: sample)) }
        let list = try file.bytes(samples.value("ids", of: sample))
        let ids = try JSONReading.strings(in: list, file: path)
        guard ids.count == starts[sample + 1] - starts[sample] else {
            throw ShardError(
                .wrongContent, path, "sample \(sample): \(ids.count) ids for its documents")
        }
        return ids[number - starts[sample]]
    }

    package func check(vocabularySize: Int?, into report: inout ShardReport) {
        report.checkDocuments(of: self, tokenLimit: vocabularySize)
        for number in 0..<samples.count {
            do throws(ShardError) {
                try samples.checkEnd(of: number)
            } catch {
                report.add(error)
            }
        }
        if facts.sequenceLength > 0, facts.hasIDs {
            for number in 0..<documents {
                do throws(ShardError) { _ = try id(of: number) } catch { report.add(error) }
            }
        }
        switch listing {
        case .none: break
        case .absent(let index):
            report.add(ShardError(.wrongContent, path, "\(index) doesn't list it"))
        case .entry(let entry): check(entry, into: &report)
        }
    }

    private func check(_ entry: MosaicEntry, into report: inout ShardReport) {
        report.check(entry.hashes, of: path, in: content.store)
        // The streaming library leaves the plain file alone where it has read the other.
        guard let packed = entry.packed, content.isExpanded else { return }
        let file = path + MosaicFiles.zstdEnding
        report.check(packed.hashes, of: file)
        if facts.storedBytes != packed.bytes {
            report.add(
                ShardError(
                    .wrongContent, file,
                    "\(facts.storedBytes) bytes, index.json says \(packed.bytes)"))
        }
    }
}

extension MosaicColumn {
    static let mask = MosaicColumn(name: "mask", encoding: "ndarray:uint8", size: nil)
    static let id = MosaicColumn(name: "id", encoding: "str", size: nil)
    static let ids = MosaicColumn(name: "ids", encoding: "json", size: nil)
    static let ends = MosaicColumn(name: "ends", encoding: "ndarray:uint32", size: nil)
}
