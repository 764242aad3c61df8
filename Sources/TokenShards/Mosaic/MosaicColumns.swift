// The columns of an MDS shard: their description as JSON and the bytes of a sample.

/// Which columns a shard has, and how a document becomes a sample.
struct MosaicColumns {
    private let width: TokenWidth
    private let hasMask: Bool
    private let hasIDs: Bool
    private let sizeLimit: Int

    init(_ layout: ShardLayout) {
        width = layout.width
        hasMask = layout.hasMask
        hasIDs = layout.hasIDs
        sizeLimit = layout.shardBytes
    }

    /// Names and encodings, sorted by name as the format wants it.
    private var columns: [(name: String, encoding: String)] {
        (hasIDs ? [("id", "str")] : []) + (hasMask ? [("mask", "ndarray:uint8")] : [])
            + [("tokens", "ndarray:" + width.dtype)]
    }

    // MARK: - JSON, with the keys and spaces that Python's json.dumps(sort_keys=True) gives

    /// The description inside a shard.
    var config: [UInt8] { Array("{\(columnKeys), \(formatKeys), \(limitKeys)}".utf8) }

    /// A shard as `index.json` lists it.
    func listing(samples: Int, name: String, bytes: Int) -> [UInt8] {
        let raw = #""raw_data": {"basename": "\#(name)", "bytes": \#(bytes), "hashes": {}}"#
        return Array(
            #"{\#(columnKeys), \#(formatKeys), \#(raw), "samples": \#(samples), \#(limitKeys), "zip_data": null}"#
                .utf8)
    }

    private var columnKeys: String {
        #""column_encodings": \#(list(columns.map { "\"\($0.encoding)\"" })), "#
            + #""column_names": \#(list(columns.map { "\"\($0.name)\"" })), "#
            + #""column_sizes": \#(list(columns.map { _ in "null" }))"#
    }

    private var formatKeys: String { #""compression": null, "format": "mds", "hashes": []"# }

    private var limitKeys: String { #""size_limit": \#(sizeLimit), "version": 2"# }

    private func list(_ items: [String]) -> String {
        "[" + items.joined(separator: ", ") + "]"
    }

    // MARK: - Samples

    /// The length of a document's sample.
    func sampleSize(of number: Int, in batch: TokenBatch) -> Int {
        let length = batch.length(of: number)
        let shape = 1 + shapeBytes(length)
        return 4 * columns.count + (hasIDs ? batch.id(of: number).count : 0)
            + (hasMask ? shape + length : 0) + shape + length * width.rawValue
    }

    /// Appends a document's sample: lengths, then the columns.
    func append(_ number: Int, of batch: TokenBatch, to samples: inout [UInt8]) {
        let length = batch.length(of: number)
        let range = batch.tokenRange(of: number..<number + 1)
        let shape = 1 + shapeBytes(length)
        let sizes =
            (hasIDs ? [batch.id(of: number).count] : []) + (hasMask ? [shape + length] : [])
            + [shape + length * width.rawValue]
        for size in sizes { samples.append(littleEndian: UInt32(size)) }
        if hasIDs { samples += batch.id(of: number) }
        if hasMask {
            appendShape(length, to: &samples)
            samples += batch.mask[range]
        }
        appendShape(length, to: &samples)
        width.pack(batch.tokens[range], into: &samples)
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
