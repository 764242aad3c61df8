// The hot loop: pretokens in batches through the word cache, merges for what it does not know.
import ByteKernels

/// Encodes prepared text of one tokenizer; the inner part of a ``TokenEncoder``.
final class WordEncoder {
    private static let outputCapacity = 8192

    private let tokenizer: Tokenizer
    private let cache: WordCache
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
            batch.starts[0] = start
            (batch.starts + 1).update(from: batch.ends, count: found &- 1)
            encodeBatch(found, of: text, &sink)
            start = batch.ends[found &- 1]
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
        var item = 0
        while item < found {
            item = emitKnown(from: item, to: found)
            if item == found { break }
            item = emitOthers(from: item, to: found, text, &sink)
            makeRoom(found &- item, &sink)
        }
    }

    /// Keys and hashes of a batch, with the table's lines on their way.
    @inline(__always)
    private func prepare(_ found: Int, in text: PretokenText) {
        let entries = UnsafeRawPointer(cache.entries)
        let mask = cache.mask
        let starts = batch.starts
        let ends = batch.ends
        let keys = batch.keys
        let hashes = batch.hashes
        // Keys are read 16 bytes at a time; the last ones must not read past the text.
        let lastPadded = text.count &- 16
        for item in 0..<found {
            let start = starts[item]
            let count = ends[item] &- start
            let isShort = count <= WordKey.inlineLimit && start <= lastPadded
            let key =
                isShort
                ? WordKey(padded: text.base + start, count: count)
                : Self.otherKey(text.base + start, count)
            let hash = isShort ? key.hash : WordCache.hash(key)
            keys[item] = key
            hashes[item] = hash
            prefetch(entries + (Int(truncatingIfNeeded: hash) & mask) &* 32)
        }
    }

    @inline(never)
    private static func otherKey(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> WordKey {
        count <= WordKey.inlineLimit
            ? WordKey(exact: bytes, count: count) : WordCache.longKey(bytes, count: count)
    }

    /// Emits pretokens as long as they are where their hash says, or next to it; the rest is not so
    /// common.
    @inline(__always)
    private func emitKnown(from first: Int, to end: Int) -> Int {
        let entries = cache.entries
        let mask = cache.mask
        let keys = batch.keys
        let hashes = batch.hashes
        var place = UnsafeMutableRawPointer(output + outputCount)
        let start = place
        var item = first
        while item < end {
            let home = Int(truncatingIfNeeded: hashes[item]) & mask
            var entry = entries + home
            if entry.pointee.key != keys[item] {
                entry = entries + ((home &+ 1) & mask)
                if entry.pointee.key != keys[item] { break }
            }
            let tokens = entry.pointee.tokens
            let count = tokens.count
            guard count <= PackedTokens.capacity else { break }
            // What is past the count is written over.
            tokens.store(to: place)
            place += count &* 4
            item &+= 1
        }
        outputCount &+= (place - start) / 4
        return item
    }

    /// Emits a pretoken that is elsewhere in the table or has many tokens. Where it is new, emits
    /// the others of the batch, too, up to a long one. Gives the end of what it emitted.
    @inline(never)
    private func emitOthers(
        from first: Int, to end: Int, _ text: PretokenText, _ sink: inout some TokenSink
    ) -> Int {
        if let slot = findKnown(first, text) {
            emit(cache.entries[slot].tokens, &sink)
            cache.promote(slot, hash: batch.hashes[first])
            return first &+ 1
        }
        var news = PretokenBatch.News()
        var item = first
        while item < end, learn(item, text, &news) { item &+= 1 }
        mergeLanes(&news)
        for item in first..<item {
            emit(batch.tokens[item], &sink)
            makeRoom(0, &sink)
        }
        remember(news, text)
        if item > first { return item }
        emitLong(item, text, &sink)
        return item &+ 1
    }

    /// The place of a pretoken's entry, nil when it is new.
    @inline(__always)
    private func findKnown(_ item: Int, _ text: PretokenText) -> Int? {
        let bytes = text.base + batch.starts[item]
        let (slot, hit) = cache.find(batch.keys[item], hash: batch.hashes[item], bytes: bytes)
        return hit ? slot : nil
    }

    /// Finds a pretoken's tokens or sees to it that they are found; false when it is too long.
    @inline(__always)
    private func learn(_ item: Int, _ text: PretokenText, _ news: inout PretokenBatch.News) -> Bool
    {
        if let slot = findKnown(item, text) {
            batch.tokens[item] = cache.entries[slot].tokens
            return true
        }
        let start = batch.starts[item]
        let bytes = UnsafeBufferPointer(start: text.base + start, count: batch.ends[item] &- start)
        if bytes.count > WordCache.longestWord { return false }
        batch.news[news.count] = item
        news.count &+= 1
        if tokenizer.load(bytes, lane: news.lanes, of: merger) {
            news.lanes &+= 1
            if news.lanes == WordMerger.laneCount { mergeLanes(&news) }
        } else {
            mergeLanes(&news)
            tokenizer.encodeWord(bytes, into: &word, with: merger)
            batch.tokens[item] = word.withUnsafeBufferPointer { cache.pack($0) }
            news.merged &+= 1
        }
        return true
    }

    /// Packs the tokens of the pretokens in the lanes.
    private func mergeLanes(_ news: inout PretokenBatch.News) {
        tokenizer.mergeLanes(news.lanes, of: merger)
        for lane in 0..<news.lanes {
            batch.tokens[batch.news[news.merged]] = cache.pack(merger.tokens(lane: lane))
            news.merged &+= 1
        }
        news.lanes = 0
    }

    private func remember(_ news: PretokenBatch.News, _ text: PretokenText) {
        for at in 0..<news.count {
            let item = batch.news[at]
            let bytes = text.base + batch.starts[item]
            let tokens = batch.tokens[item]
            if !cache.insert(batch.keys[item], hash: batch.hashes[item], bytes: bytes, tokens) {
                // What a text goes on using soon comes back.
                return cache.removeAll()
            }
        }
    }

    /// Makes sure that the rest of a batch fits when each item gives what an entry holds.
    @inline(__always)
    private func makeRoom(_ items: Int, _ sink: inout some TokenSink) {
        if outputCount &+ (items &+ 1) &* PackedTokens.capacity > Self.outputCapacity {
            flush(&sink)
        }
    }

    /// There must be room for what an entry holds.
    @inline(__always)
    private func emit(_ tokens: PackedTokens, _ sink: inout some TokenSink) {
        if tokens.count <= PackedTokens.capacity {
            tokens.store(to: output + outputCount)
            outputCount &+= tokens.count
            return
        }
        cache.tokens.withUnsafeBufferPointer {
            append(UnsafeBufferPointer(rebasing: $0[tokens.range]), &sink)
        }
    }

    /// Emits a pretoken that is too long to be remembered.
    @inline(never)
    private func emitLong(_ item: Int, _ text: PretokenText, _ sink: inout some TokenSink) {
        let start = batch.starts[item]
        let bytes = UnsafeBufferPointer(start: text.base + start, count: batch.ends[item] - start)
        tokenizer.encodeWord(bytes, into: &word, with: merger)
        word.withUnsafeBufferPointer { append($0, &sink) }
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
    /// The tokens of those that were not where their hash says.
    let tokens = UnsafeMutablePointer<PackedTokens>.allocate(capacity: capacity)
    /// Which of them are new.
    let news = UnsafeMutablePointer<Int>.allocate(capacity: capacity)

    /// How many are new, how many of these are merged, and how many of the rest are in lanes.
    struct News {
        var count = 0
        var merged = 0
        var lanes = 0
    }

    deinit {
        starts.deallocate()
        ends.deallocate()
        keys.deallocate()
        hashes.deallocate()
        tokens.deallocate()
        news.deallocate()
    }
}
