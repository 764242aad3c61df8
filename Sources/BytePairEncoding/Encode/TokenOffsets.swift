// Which bytes of a text each token stands for.
import ByteKernels

/// Tokens with the bytes of the source that each stands for.
private struct RangedTokens {
    var ids: [UInt32] = []
    var ranges: [Range<Int>] = []

    mutating func append(_ id: UInt32, _ range: Range<Int>) {
        ids.append(id)
        ranges.append(range)
    }
}

/// Where the names of special tokens are the tokens.
private struct SpecialPlaces {
    let options: EncodingOptions
    /// In order; nil for everywhere.
    private let ranges: [Range<Int>]?

    init(_ options: EncodingOptions, _ ranges: [Range<Int>]?) {
        self.options = options
        self.ranges = ranges
    }

    /// Whether a token may stand at a range of the source.
    func allows(_ token: AddedToken, at range: Range<Int>) -> Bool {
        guard let ranges, token.isSpecial else { return true }
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < range.upperBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < ranges.count && ranges[low].lowerBound <= range.lowerBound
    }
}

extension TokenEncoder {
    /// Appends the tokens of a text and, for each, the range of bytes that it stands for.
    ///
    /// Where a normalizer made several bytes of a character or one of several, all of them stand
    /// for all of it, so ranges of neighbours may overlap. Tokens of the template have an empty
    /// range at the beginning or the end. Slower than without ranges.
    public func encode(
        _ text: Span<UInt8>, options: EncodingOptions = EncodingOptions(),
        into ids: inout [UInt32], offsets: inout [Range<Int>]
    ) throws(TokenizerError) {
        try refuseSpecial(text, options)
        let tokens = try ranged(text, SpecialPlaces(options, nil))
        let prefix = options.addsTemplate ? tokenizer.parts.prefix : []
        let suffix = options.addsTemplate ? tokenizer.parts.suffix : []
        let limit = options.limit ?? .max
        let room = min(tokens.ids.count, max(0, limit - prefix.count - suffix.count))
        let all = prefix + tokens.ids[..<room] + suffix
        let empty = { (at: Int) in { (_: UInt32) in at..<at } }
        let ranges =
            prefix.map(empty(0)) + tokens.ranges[..<room] + suffix.map(empty(text.count))
        ids += all.prefix(limit)
        offsets += ranges.prefix(limit)
    }

    /// Appends the tokens of a text in which the names of special tokens are the tokens within some
    /// ranges alone, and text elsewhere; with the range of bytes that each token stands for.
    ///
    /// - Parameter places: in order, not touching.
    public func encode(
        _ text: Span<UInt8>, specialTokensIn places: [Range<Int>],
        into ids: inout [UInt32], offsets: inout [Range<Int>]
    ) throws(TokenizerError) {
        let options = EncodingOptions(specialTokens: .recognized)
        let tokens = try ranged(text, SpecialPlaces(options, places))
        ids += tokens.ids
        offsets += tokens.ranges
    }

    private func ranged(
        _ text: Span<UInt8>, _ places: SpecialPlaces
    ) throws(TokenizerError) -> RangedTokens {
        if tokenizer.preTokenizer.changesText {
            throw TokenizerError(.unsupported, "byte ranges where a pre-tokenizer changes the text")
        }
        var tokens = RangedTokens()
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            encodeRaw(PretokenText(base: base, count: buffer.count), places, &tokens)
        }
        return tokens
    }

    private func encodeRaw(
        _ text: PretokenText, _ options: SpecialPlaces, _ tokens: inout RangedTokens
    ) {
        let parts = parts(of: text, at: tokenizer.rawFinder, options) { $0 }
        for (range, added) in parts {
            if let added {
                tokens.append(added, range)
                continue
            }
            let part = PretokenText(base: text.base + range.lowerBound, count: range.count)
            var prepared = PreparedText()
            prepared.begin(part.buffer, origins: range.map { ($0, $0 + 1) })
            prepared.apply(tokenizer.parts.normalizer, isFirst: range.lowerBound == 0)
            encodeNormalized(prepared, range.lowerBound == 0, options, &tokens)
        }
    }

    private func encodeNormalized(
        _ text: PreparedText, _ isFirst: Bool, _ options: SpecialPlaces,
        _ tokens: inout RangedTokens
    ) {
        text.bytes.withPretokenText { bytes in
            let parts = parts(of: bytes, at: tokenizer.normalizedFinder, options, text.source)
            for (range, added) in parts {
                if let added {
                    tokens.append(added, text.source(of: range))
                    continue
                }
                let part = PretokenText(base: bytes.base + range.lowerBound, count: range.count)
                var prepared = PreparedText()
                prepared.begin(part.buffer, origins: Array(text.origins![range]))
                let isAtStart =
                    tokenizer.marksFirstOfNormalized
                    ? text.source(of: range).lowerBound == 0 : range.lowerBound == 0
                prepared.apply(
                    tokenizer.parts.preparation, isFirst: isFirst && isAtStart)
                encodePieces(prepared, &tokens)
            }
        }
    }

    private func encodePieces(_ text: PreparedText, _ tokens: inout RangedTokens) {
        text.bytes.withPretokenText { bytes in
            var splitter = PieceSplitter()
            splitter.split(bytes, by: tokenizer.preTokenizer)
            for piece in splitter.pieces {
                if let segmenter = tokenizer.segmenter {
                    append(piece, of: bytes, by: segmenter, text, &tokens)
                    continue
                }
                var ids: [UInt32] = []
                words.encode([piece], of: bytes, limit: .max, &ids)
                var at = piece.lowerBound
                for id in ids {
                    let end = tokenizer.end(of: id, in: bytes, from: &at)
                    tokens.append(id, text.source(of: at..<end))
                    at = end
                }
            }
        }
    }

    private func append(
        _ piece: Range<Int>, of bytes: PretokenText, by segmenter: TokenSegmenter,
        _ text: PreparedText, _ tokens: inout RangedTokens
    ) {
        var found: [TokenEnd] = []
        let word = PretokenText(base: bytes.base + piece.lowerBound, count: piece.count)
        segmenter.segment(word, into: &found)
        var at = piece.lowerBound
        for token in found {
            let end = piece.lowerBound + token.end
            tokens.append(token.id, text.source(of: at..<end))
            at = end
        }
    }

    /// A text cut at its added tokens, each with its id.
    private func parts(
        of text: PretokenText, at finder: AddedTokenFinder, _ options: SpecialPlaces,
        _ source: (Range<Int>) -> Range<Int>
    ) -> [(range: Range<Int>, added: UInt32?)] {
        var parts: [(Range<Int>, UInt32?)] = []
        var at = 0
        var next = 0
        while let found = finder.first(in: text, from: next) {
            let token = finder.tokens[found.token]
            guard options.allows(token, at: source(found.start..<found.end)) else {
                next = found.start + 1
                continue
            }
            next = found.end
            guard options.options.accepts(token),
                let match = finder.taken(by: found, in: text, after: at)
            else { continue }
            if match.start > at { parts.append((at..<match.start, nil)) }
            if match.start < match.end {
                parts.append((match.start..<match.end, finder.tokens[match.token].id))
            }
            at = match.end
        }
        if at < text.count { parts.append((at..<text.count, nil)) }
        return parts
    }
}

extension Tokenizer {
    /// Where a token that stands in a pretoken ends. Steps over bytes before it that no token
    /// stands for.
    fileprivate func end(of id: UInt32, in text: PretokenText, from at: inout Int) -> Int {
        guard case .characters(_, let unknown, let fuses, _, _) = parts.symbols else {
            while at < text.count && isDropped(text[at]) { at += 1 }
            var end = at
            var left = vocabulary.byteCount(id)
            while end < text.count && left > 0 {
                if !isDropped(text[end]) { left -= 1 }
                end += 1
            }
            return end
        }
        if byte(named: vocabulary[id]) != nil { return min(at + 1, text.count) }
        if id != unknown { return min(at + vocabulary.byteCount(id), text.count) }
        var end = min(at + text.character(at).width, text.count)
        while fuses && end < text.count && isUnknown(text, end) {
            end += text.character(end).width
        }
        return end
    }

    private func isUnknown(_ text: PretokenText, _ at: Int) -> Bool {
        let character = text.buffer[at..<at + text.character(at).width]
        return vocabulary.id(of: UnsafeBufferPointer(rebasing: character)) == nil
    }
}
