// Text to tokens: pretokens in batches through the word cache, merges for what it does not know.
import ByteKernels

/// One worker's encoder: scratch and cache around a shared ``Tokenizer``.
///
/// What it returns never depends on what it encoded before. Not for two threads at once.
///
/// ```swift
/// let encoder = TokenEncoder(tokenizer)
/// var ids: [UInt32] = []
/// encoder.encode(text.span, into: &ids)
/// ```
public final class TokenEncoder {
    public let tokenizer: Tokenizer
    private var cache: WordCache
    private let merger = WordMerger()
    private var word: [UInt32] = []
    private let batch = PretokenBatch()
    private let output = UnsafeMutablePointer<UInt32>.allocate(capacity: outputCapacity)
    private var outputCount = 0

    private static let outputCapacity = 8192

    /// `cacheBytes` bounds the memory of pretokens: the table and, once more, what long ones need.
    public init(_ tokenizer: Tokenizer, cacheBytes: Int = 32 << 20) {
        self.tokenizer = tokenizer
        cache = WordCache(byteLimit: cacheBytes)
    }

    deinit { output.deallocate() }

    /// Appends the tokens of a text.
    public func encode(_ text: Span<UInt8>, into ids: inout [UInt32]) {
        encode(text, sink: &ids)
    }

    /// Appends the tokens of a text as 16-bit numbers; the vocabulary must have at most 65,536 ids.
    public func encode(_ text: Span<UInt8>, into ids: inout [UInt16]) {
        precondition(tokenizer.vocabulary.idBound <= 1 << 16, "ids do not fit in 16 bits")
        encode(text, sink: &ids)
    }

    /// How many tokens a text has.
    public func count(_ text: Span<UInt8>) -> Int {
        var count = TokenCount()
        encode(text, sink: &count)
        return count.value
    }

    private func encode(_ text: Span<UInt8>, sink: inout some TokenSink) {
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            encode(PretokenText(base: base, count: buffer.count), &sink)
        }
    }

    private func encode(_ text: PretokenText, _ sink: inout some TokenSink) {
        var start = 0
        while true {
            let found = tokenizer.split.fill(batch.ends.base, from: start, in: text)
            if found == 0 { break }
            prepare(found, from: start, in: text)
            if outputCount &+ found &* WordCache.inlineTokens &+ 1 > Self.outputCapacity {
                flush(&sink)
            }
            emit(found, from: start, in: text, &sink)
            start = batch.ends.base[found &- 1]
        }
        flush(&sink)
    }

    /// Keys and hashes of a batch, with the table's lines on their way.
    @inline(__always)
    private func prepare(_ found: Int, from start: Int, in text: PretokenText) {
        let entries = UnsafeRawPointer(cache.entries)
        let mask = cache.mask
        let ends = batch.ends.base
        var at = start
        for item in 0..<found {
            let end = ends[item]
            let key = Self.key(text, at, end)
            let hash = WordCache.hash(key)
            batch.keys[item] = key
            batch.hashes[item] = hash
            prefetch(entries + (Int(truncatingIfNeeded: hash) & mask) &* 32)
            at = end
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

    @inline(__always)
    private func emit(
        _ found: Int, from start: Int, in text: PretokenText, _ sink: inout some TokenSink
    ) {
        let ends = batch.ends.base
        var at = start
        for item in 0..<found {
            let key = batch.keys[item]
            let hash = batch.hashes[item]
            let end = ends[item]
            let (slot, hit) = cache.find(key, hash: hash, bytes: text.base + at)
            let entry = cache.entries + slot
            if hit && entry.pointee.count <= WordCache.inlineTokens {
                let place = output + outputCount
                place[0] = entry.pointee.tokens.0
                place[1] = entry.pointee.tokens.1
                place[2] = entry.pointee.tokens.2
                outputCount &+= Int(entry.pointee.count)
            } else if hit {
                emitLong(entry.pointee, &sink)
                makeRoom(found &- item, &sink)
            } else {
                emitNew(text, at, end, key, hash, &sink)
                makeRoom(found &- item, &sink)
            }
            at = end
        }
    }

    /// Keeps the promise that the rest of a batch fits when each gives at most three tokens.
    private func makeRoom(_ items: Int, _ sink: inout some TokenSink) {
        if outputCount &+ items &* WordCache.inlineTokens &+ 1 > Self.outputCapacity {
            flush(&sink)
        }
    }

    @inline(never)
    private func emitLong(_ entry: WordCache.Entry, _ sink: inout some TokenSink) {
        let place = Int(entry.tokens.0)
        append(cache.tokens[place..<place + Int(entry.count)], &sink)
    }

    @inline(never)
    private func emitNew(
        _ text: PretokenText, _ start: Int, _ end: Int, _ key: WordKey, _ hash: UInt64,
        _ sink: inout some TokenSink
    ) {
        let bytes = UnsafeBufferPointer(start: text.base + start, count: end - start)
        tokenizer.encodeWord(bytes, into: &word, with: merger)
        append(word[...], &sink)
        if bytes.count <= WordCache.longestWord {
            cache.insert(key, hash: hash, bytes: bytes.baseAddress!, tokens: word)
        }
        if word.capacity > 1 << 16 { word = [] }
    }

    private func append(_ tokens: ArraySlice<UInt32>, _ sink: inout some TokenSink) {
        tokens.withUnsafeBufferPointer { tokens in
            if outputCount + tokens.count > Self.outputCapacity {
                flush(&sink)
                if tokens.count > Self.outputCapacity { return sink.append(tokens) }
            }
            (output + outputCount).update(from: tokens.baseAddress!, count: tokens.count)
            outputCount += tokens.count
        }
    }

    private func flush(_ sink: inout some TokenSink) {
        sink.append(UnsafeBufferPointer(start: output, count: outputCount))
        outputCount = 0
    }
}

/// The pretokens of one batch, by place.
private struct PretokenBatch: ~Copyable {
    let ends = PretokenEnds()
    let keys = UnsafeMutablePointer<WordKey>.allocate(capacity: PretokenEnds.capacity)
    let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: PretokenEnds.capacity)

    deinit {
        keys.deallocate()
        hashes.deallocate()
    }
}
