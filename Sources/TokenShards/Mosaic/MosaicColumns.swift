// The columns of an MDS shard: their description as JSON and the bytes of a sample.
import FileFormats

/// A sample that is a document, or the documents of a packed sequence.
struct MosaicSample {
    /// Of each document.
    var ids: [ArraySlice<UInt8>] = []
    /// Where each document ends.
    var ends: [Int] = []
    var tokens: [UInt32] = []
    var mask: [UInt8] = []

    mutating func append(_ number: Int, of batch: TokenBatch) {
        let range = batch.tokenRange(of: number..<number + 1)
        tokens += batch.tokens[range]
        mask += batch.mask(of: range)
        ids.append(batch.id(of: number))
        ends.append(tokens.count)
    }
}

/// Which columns a shard has, and how a sample becomes bytes.
struct MosaicColumns {
    private let layout: ShardLayout

    init(_ layout: ShardLayout) { self.layout = layout }

    private var isPacked: Bool { layout.sequenceLength > 0 }

    /// Names and encodings, sorted by name as the format wants it.
    private var columns: [(name: String, encoding: String)] {
        var columns: [(String, String)] = []
        if isPacked { columns.append(("ends", "ndarray:uint32")) }
        if layout.hasIDs { columns.append(isPacked ? ("ids", "json") : ("id", "str")) }
        if layout.hasMask { columns.append(("mask", "ndarray:uint8")) }
        return columns + [("tokens", "ndarray:" + layout.width.dtype)]
    }

    // MARK: - JSON, with the keys and spaces that Python's json.dumps(sort_keys=True) gives

    /// The description inside a shard.
    var config: [UInt8] { Array("{\(columnKeys), \(formatKeys), \(limitKeys)}".utf8) }

    /// A shard as `index.json` lists it; `folder` is the one of the file's name.
    ///
    /// - Parameter content: what the shard holds before it is compressed, if it is.
    func listing(
        samples: Int, name: String, in folder: String, content: [UInt8]
    ) -> [ListingPart] {
        let head = "{\(columnKeys), \(formatKeys), \"raw_data\": "
        let tail = ", \"samples\": \(samples), \(limitKeys), \"zip_data\": "
        let bytes = ListingPart("\(content.count)")
        guard layout.mosaicLevel != nil else {
            let raw = data(name, bytes, .storedSHA256(of: folder + name))
            return [ListingPart(head)] + raw + [ListingPart(tail + "null}")]
        }
        let file = name + MosaicFiles.zstdEnding
        let raw = data(name, bytes, ListingPart(SHA256.hex(of: content.span)))
        let zip = data(file, .storedBytes(of: folder + file), .storedSHA256(of: folder + file))
        return [ListingPart(head)] + raw + [ListingPart(tail)] + zip + [ListingPart("}")]
    }

    private func data(
        _ name: String, _ bytes: ListingPart, _ sha256: ListingPart
    ) -> [ListingPart] {
        let head = [ListingPart(#"{"basename": "\#(name)", "bytes": "#), bytes]
        guard layout.hasMosaicHashes else { return head + [ListingPart(#", "hashes": {}}"#)] }
        return head + [
            ListingPart(#", "hashes": {"\#(MosaicFiles.hash)": ""#), sha256, ListingPart(#""}}"#),
        ]
    }

    private var columnKeys: String {
        #""column_encodings": \#(list(columns.map { "\"\($0.encoding)\"" })), "#
            + #""column_names": \#(list(columns.map { "\"\($0.name)\"" })), "#
            + #""column_sizes": \#(list(columns.map { _ in "null" }))"#
    }

    private var formatKeys: String {
        let compression = layout.mosaicLevel.map { "\"zstd:\($0)\"" } ?? "null"
        let hashes = layout.hasMosaicHashes ? "\"\(MosaicFiles.hash)\"" : ""
        return #""compression": \#(compression), "format": "mds", "hashes": [\#(hashes)]"#
    }

    private var limitKeys: String { #""size_limit": \#(layout.shardBytes), "version": 2"# }

    private func list(_ items: [String]) -> String {
        "[" + items.joined(separator: ", ") + "]"
    }

    // MARK: - Samples

    /// The length of a document's sample, at most, or what it adds to a sequence's.
    func sampleSize(of number: Int, in batch: TokenBatch) -> Int {
        let length = batch.length(of: number)
        let shape = 1 + shapeBytes(length)
        let ids = layout.hasIDs ? batch.id(of: number).count : 0
        return 4 * columns.count + ids + (isPacked ? shape + 4 : 0)
            + (layout.hasMask ? shape + length : 0) + shape + length * layout.width.rawValue
    }

    /// Appends a sample: lengths, then the columns.
    func append(_ sample: MosaicSample, to samples: inout [UInt8]) {
        let length = sample.tokens.count
        let shape = 1 + shapeBytes(length)
        let names = isPacked ? idList(sample.ids) : Array(sample.ids.first ?? [])
        var sizes: [Int] = []
        if isPacked { sizes.append(1 + shapeBytes(sample.ends.count) + 4 * sample.ends.count) }
        if layout.hasIDs { sizes.append(names.count) }
        if layout.hasMask { sizes.append(shape + length) }
        sizes.append(shape + length * layout.width.rawValue)
        for size in sizes { samples.append(littleEndian: UInt32(size)) }
        if isPacked {
            appendShape(sample.ends.count, to: &samples)
            for end in sample.ends { samples.append(littleEndian: UInt32(end)) }
        }
        if layout.hasIDs { samples += names }
        if layout.hasMask {
            appendShape(length, to: &samples)
            samples += sample.mask
        }
        appendShape(length, to: &samples)
        layout.width.pack(sample.tokens[...], into: &samples)
    }

    private func idList(_ ids: [ArraySlice<UInt8>]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for id in ids { writer.string(Array(id).span) }
        writer.endArray()
        return writer.bytes
    }

    /// How many bytes one dimension takes.
    private func shapeBytes(_ length: Int) -> Int {
        length < 1 << 8 ? 1 : length < 1 << 16 ? 2 : 4
    }

    /// One byte for one dimension and its width, then the dimension.
    private func appendShape(_ length: Int, to samples: inout [UInt8]) {
        let size = shapeBytes(length)
        samples.append(1 << 2 | UInt8(size.trailingZeroBitCount))
        for byte in 0..<size { samples.append(UInt8(truncatingIfNeeded: length >> (8 * byte))) }
    }
}
