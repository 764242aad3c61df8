// The hot loop: pretokens in batches through the word cache, merges for what it does not know.
import ByteKernels

/// Encodes prepared text of one tokenizer; the inner part of a ``TokenEncoder``.
final class WordEncoder {
    private static let outputCapacity = 8192

    private let tokenizer: Tokenizer
    private var cache: WordCache
    private let merger = WordMerger()
    private var word: [UInt32] = []
    private let batch = PretokenBatch()
    private let output = UnsafeMutablePointer<UInt32>.allocate(capacity: outputCapacity)
    private var outputCount = 0
    /// Tokens of this text that have left `output`.
    private var flushedCount = 0

    init(_ tokenizer: Tokenizer, cacheBytes: Int) {
        self.tokenizer = tokenizer
        cache = WordCache(byteLimit: cacheBytes)
    }

    deinit { output.deallocate() }

    /// Encodes a text that one scanner splits; stops some time after `limit` tokens.
    func encode(
        _ text: PretokenText, by pattern: SplitPattern, limit: Int, _ sink: inout some TokenSink
    ) {
        var start = 0
        flushedCount = 0
        while flushedCount &+ outputCount < limit {
            let found = pattern.fill(batch.ends, from: start, in: text)
            if found == 0 { break }
            for item in 0..<found {
                batch.starts[item] = start
                start = batch.ends[item]
            }
            encodeBatch(found, of: text, &sink)
        }
        flush(&sink)
    }

    /// Encodes pieces of a text; stops some time after `limit` tokens.
    func encode(
        _ pieces: [Range<Int>], of text: PretokenText, limit: Int, _ sink: inout some TokenSink
    ) {
        var first = 0
        flushedCount = 0
        while first < pieces.count && flushedCount + outputCount < limit {
            let found = min(pieces.count - first, PretokenBatch.capacity)
            for item in 0..<found {
                batch.starts[item] = pieces[first + item].lowerBound
                batch.ends[item] = pieces[first + item].upperBound
            }
            encodeBatch(found, of: text, &sink)
            first += found
        }
        flush(&sink)
    }

    @inline(__always)
    private func encodeBatch(_ found: Int, of text: PretokenText, _ sink: inout some TokenSink) {
        prepare(found, in: text)
        makeRoom(found, &sink)
        for item in 0..<found {
            let key = batch.keys[item]
            let bytes = text.base + batch.starts[item]
            let (slot, hit) = cache.find(key, hash: batch.hashes[item], bytes: bytes)
            let entry = cache.entries + slot
            if hit && entry.pointee.count <= WordCache.inlineTokens {
                let place = output + outputCount
                place[0] = entry.pointee.tokens.0
                place[1] = entry.pointee.tokens.1
                place[2] = entry.pointee.tokens.2
                outputCount &+= Int(entry.pointee.count)
            } else {
                if hit { emitKept(slot, &sink) } else { emitNew(item, text, &sink) }
                makeRoom(found &- item, &sink)
            }
        }
    }

    /// Keys and hashes of a batch, with the table's lines on their way.
    @inline(__always)
    private func prepare(_ found: Int, in text: PretokenText) {
        let entries = UnsafeRawPointer(cache.entries)
        let mask = cache.mask
        for item in 0..<found {
            let key = Self.key(text, batch.starts[item], batch.ends[item])
            let hash = WordCache.hash(key)
            batch.keys[item] = key
            batch.hashes[item] = hash
            prefetch(entries + (Int(truncatingIfNeeded: hash) & mask) &* 32)
        }
    }

    @inline(__always)
    private static func key(_ text: PretokenText, _ start: Int, _ end: Int) -> WordKey {
        let bytes = text.base + start
        let count = end &- start
        if count > WordKey.inlineLimit { return WordCache.longKey(bytes, count: count) }
        return start &+ 16 <= text.count
            ? WordKey(padded: bytes, count: count) : WordKey(exact: bytes, count: count)
    }

    /// Makes sure that the rest of a batch fits when each item gives what an entry holds.
    @inline(__always)
    private func makeRoom(_ items: Int, _ sink: inout some TokenSink) {
        if outputCount &+ (items &+ 1) &* WordCache.inlineTokens > Self.outputCapacity {
            flush(&sink)
        }
    }

    /// A known pretoken with many tokens.
    @inline(never)
    private func emitKept(_ slot: Int, _ sink: inout some TokenSink) {
        let place = Int(cache.entries[slot].tokens.0)
        let count = Int(cache.entries[slot].count)
        cache.tokens.withUnsafeBufferPointer {
            append(UnsafeBufferPointer(rebasing: $0[place..<place + count]), &sink)
        }
    }

    @inline(never)
    private func emitNew(_ item: Int, _ text: PretokenText, _ sink: inout some TokenSink) {
        let start = batch.starts[item]
        let bytes = UnsafeBufferPointer(start: text.base + start, count: batch.ends[item] - start)
        tokenizer.encodeWord(bytes, into: &word, with: merger)
        word.withUnsafeBufferPointer { append($0, &sink) }
        if bytes.count <= WordCache.longestWord {
            cache.insert(
                batch.keys[item], hash: batch.hashes[item], bytes: bytes.baseAddress!, tokens: word)
        }
        if word.capacity > 1 << 16 { word = [] }
    }

    private func append(_ tokens: UnsafeBufferPointer<UInt32>, _ sink: inout some TokenSink) {
        if outputCount + tokens.count > Self.outputCapacity { flush(&sink) }
        if tokens.count > Self.outputCapacity {
            flushedCount += tokens.count
            return sink.append(tokens)
        }
        guard let base = tokens.baseAddress else { return }
        (output + outputCount).update(from: base, count: tokens.count)
        outputCount += tokens.count
    }

    private func flush(_ sink: inout some TokenSink) {
        sink.append(UnsafeBufferPointer(start: output, count: outputCount))
        flushedCount += outputCount
        outputCount = 0
    }
}

/// The pretokens of one batch, by place.
private struct PretokenBatch: ~Copyable {
    static let capacity = SplitPattern.batchRoom
    let starts = UnsafeMutablePointer<Int>.allocate(capacity: capacity)
    let ends = UnsafeMutablePointer<Int>.allocate(capacity: capacity)
    let keys = UnsafeMutablePointer<WordKey>.allocate(capacity: capacity)
    let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)

    deinit {
        starts.deallocate()
        ends.deallocate()
        keys.deallocate()
        hashes.deallocate()
    }
}
