// Reads the words, labels and kept buckets of a model file.

extension ByteReader {
    func vocabulary(_ options: ModelOptions) throws -> Vocabulary {
        let size = Int(try int32())
        let words = Int(try int32())
        let labels = Int(try int32())
        let tokens = try int64()
        let prunedCount = try int64()
        // An entry is at least a NUL, a count and a type.
        guard words >= 0, labels > 0, words + labels == size, size <= remaining / 10, tokens >= 0
        else {
            throw FastTextError(
                .impossibleValue,
                "\(size) entries, \(words) words, \(labels) labels, \(tokens) tokens")
        }
        let entries = try entries(size, words: words)
        return Vocabulary(
            text: entries.text, ends: entries.ends, counts: entries.counts, wordCount: words,
            tokenCount: tokens, pruned: try prunedBuckets(prunedCount, of: Int(options.buckets)))
    }

    private func entries(_ size: Int, words: Int) throws
        -> (text: [UInt8], ends: [Int], counts: [Int64])
    {
        var text: [UInt8] = []
        var ends: [Int] = []
        var counts: [Int64] = []
        ends.reserveCapacity(size)
        counts.reserveCapacity(size)
        for entry in 0..<size {
            try appendCString(to: &text)
            ends.append(text.count)
            counts.append(try int64())
            guard try value(0 as Int8) == (entry < words ? 0 : 1) else {
                throw FastTextError(
                    .impossibleValue, "entry \(entry) is a word among labels or the reverse")
            }
        }
        return (text, ends, counts)
    }

    /// A count below 0 means never pruned; 0 means that no bucket was kept.
    private func prunedBuckets(_ count: Int64, of buckets: Int) throws -> PrunedBuckets? {
        guard count >= 0 else { return nil }
        guard count <= remaining / 8, count <= buckets, buckets <= 1 << 28 else {
            throw FastTextError(.impossibleValue, "\(count) kept buckets of \(buckets)")
        }
        var pairs: [(bucket: Int32, row: Int32)] = []
        pairs.reserveCapacity(Int(count))
        for _ in 0..<count {
            let pair = (bucket: try int32(), row: try int32())
            guard pair.bucket >= 0, pair.bucket < buckets, pair.row >= 0 else {
                throw FastTextError(
                    .impossibleValue, "kept bucket \(pair.bucket) at row \(pair.row)")
            }
            pairs.append(pair)
        }
        return PrunedBuckets(pairs: pairs, bucketCount: buckets)
    }
}
