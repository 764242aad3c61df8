// One worker's encoder: added tokens, normalization and template around the hot loop.
import ByteKernels

/// Encodes texts with a shared ``Tokenizer``; holds the scratch and the cache of one worker.
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
    let words: WordEncoder
    private var splitter = PieceSplitter()
    private var normalized = PreparedText()
    private var prepared = PreparedText()

    /// `cacheBytes` bounds the memory for pretokens: the table and, once more, what long ones need.
    public init(_ tokenizer: Tokenizer, cacheBytes: Int = 128 << 20) {
        self.tokenizer = tokenizer
        words = WordEncoder(tokenizer, cacheBytes: cacheBytes)
    }

    /// Appends the tokens of a text, which are merges of its bytes and nothing else: names of
    /// special tokens are text.
    public func encode(_ text: Span<UInt8>, into ids: inout [UInt32]) {
        encode(text, EncodingOptions(), &ids)
    }

    /// Appends the tokens of a text as 16-bit numbers; the vocabulary must have at most 65,536 ids.
    public func encode(_ text: Span<UInt8>, into ids: inout [UInt16]) {
        precondition(tokenizer.vocabulary.idBound <= 1 << 16, "ids do not fit in 16 bits")
        encode(text, EncodingOptions(), &ids)
    }

    /// Appends the tokens of a text. Throws `specialTokenInText` when they are to be refused.
    public func encode(
        _ text: Span<UInt8>, options: EncodingOptions, into ids: inout [UInt32]
    ) throws(TokenizerError) {
        try refuseSpecial(text, options)
        encode(text, options, &ids)
    }

    /// As 16-bit numbers; the vocabulary must have at most 65,536 ids.
    public func encode(
        _ text: Span<UInt8>, options: EncodingOptions, into ids: inout [UInt16]
    ) throws(TokenizerError) {
        precondition(tokenizer.vocabulary.idBound <= 1 << 16, "ids do not fit in 16 bits")
        try refuseSpecial(text, options)
        encode(text, options, &ids)
    }

    /// How many tokens a text has.
    public func count(_ text: Span<UInt8>) -> Int {
        var count = TokenCount()
        encode(text, EncodingOptions(), &count)
        return count.count
    }

    /// How many tokens a text has. Throws `specialTokenInText` when they are to be refused.
    public func count(
        _ text: Span<UInt8>, options: EncodingOptions
    ) throws(TokenizerError) -> Int {
        try refuseSpecial(text, options)
        var count = TokenCount()
        encode(text, options, &count)
        return count.count
    }

    func refuseSpecial(
        _ text: Span<UInt8>, _ options: EncodingOptions
    ) throws(TokenizerError) {
        guard options.specialTokens == .refused else { return }
        let found = text.withUnsafeBufferPointer { buffer -> AddedTokenFinder.Match? in
            guard let base = buffer.baseAddress else { return nil }
            let finder = AddedTokenFinder(tokenizer.addedTokens.filter(\.isSpecial))
            let text = PretokenText(base: base, count: buffer.count)
            return finder.first(in: text, from: 0)
        }
        if let found { throw TokenizerError(.specialTokenInText, "at byte \(found.start)") }
    }

    private func encode(
        _ text: Span<UInt8>, _ options: EncodingOptions, _ sink: inout some TokenSink
    ) {
        let first = sink.count
        let limit = options.limit ?? .max
        if options.addsTemplate { sink.append(tokenizer.parts.prefix) }
        let suffix = options.addsTemplate ? tokenizer.parts.suffix : []
        let room = max(0, limit &- (sink.count - first) &- suffix.count)
        let start = sink.count
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            encodeRaw(PretokenText(base: base, count: buffer.count), options, room, &sink)
        }
        if room < .max - start { sink.truncate(to: start + room) }
        sink.append(suffix)
        if limit < .max - first { sink.truncate(to: first + limit) }
    }

    /// Splits at the added tokens of the raw text.
    private func encodeRaw(
        _ text: PretokenText, _ options: EncodingOptions, _ limit: Int, _ sink: inout some TokenSink
    ) {
        split(text, at: tokenizer.rawFinder, options, limit, &sink) { part, isFirst, room, sink in
            if tokenizer.parts.normalizer.isEmpty {
                encodeNormalized(part, options, isFirst, room, &sink)
            } else {
                let follows = tokenizer.marksFirstOfNormalized
                normalized.begin(
                    part.buffer, origins: follows ? part.buffer.indices.map { ($0, $0 + 1) } : nil)
                normalized.apply(tokenizer.parts.normalizer, isFirst: isFirst)
                normalized.bytes.withPretokenText {
                    encodeNormalized($0, options, isFirst, room, &sink)
                }
            }
        }
    }

    /// Splits at the added tokens of the normalized text.
    private func encodeNormalized(
        _ text: PretokenText, _ options: EncodingOptions, _ isFirst: Bool, _ limit: Int,
        _ sink: inout some TokenSink
    ) {
        split(text, at: tokenizer.normalizedFinder, options, limit, &sink) {
            part, isFirstHere, room, sink in
            if tokenizer.parts.preparation.isEmpty {
                encodePrepared(part, room, &sink)
            } else {
                prepared.begin(part.buffer)
                let isAtStart =
                    tokenizer.marksFirstOfNormalized
                    ? normalized.source(of: part.base - text.base..<part.base - text.base + 1)
                        .lowerBound == 0 : isFirstHere
                prepared.apply(tokenizer.parts.preparation, isFirst: isFirst && isAtStart)
                prepared.bytes.withPretokenText { encodePrepared($0, room, &sink) }
            }
        }
    }

    private func encodePrepared(
        _ text: PretokenText, _ limit: Int, _ sink: inout some TokenSink
    ) {
        if let pattern = tokenizer.preTokenizer.pattern {
            words.encode(text, by: pattern, limit: limit, &sink)
        } else {
            splitter.withPieces(of: text, by: tokenizer.preTokenizer) {
                words.encode($1, of: $0, limit: limit, &sink)
            }
        }
    }

    /// Gives the parts between added tokens to `body`, and the added tokens to the sink.
    private func split<Sink: TokenSink>(
        _ text: PretokenText, at finder: AddedTokenFinder, _ options: EncodingOptions, _ limit: Int,
        _ sink: inout Sink, _ body: (PretokenText, Bool, Int, inout Sink) -> Void
    ) {
        if finder.isEmpty || (options.specialTokens == .asText && finder.isAllSpecial) {
            return body(text, true, limit, &sink)
        }
        let first = sink.count
        var next = 0
        var at = 0
        func give(upTo end: Int, _ sink: inout Sink) {
            if end <= at { return }
            let part = PretokenText(base: text.base + at, count: end - at)
            body(part, at == 0, limit &- (sink.count &- first), &sink)
        }
        while sink.count &- first < limit, let found = finder.first(in: text, from: next) {
            next = found.end
            guard options.accepts(finder.tokens[found.token]),
                let match = finder.taken(by: found, in: text, after: at)
            else { continue }
            give(upTo: match.start, &sink)
            // White space may have gone with the token before, so that nothing is left of this one.
            if match.start < match.end {
                sink.append(CollectionOfOne(finder.tokens[match.token].id))
            }
            at = match.end
        }
        if sink.count &- first < limit { give(upTo: text.count, &sink) }
    }
}
