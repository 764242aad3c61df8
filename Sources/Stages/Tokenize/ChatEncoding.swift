// Encodes rendered conversations as their model's tokenizer does, and tells which tokens carry loss.
import ByteKernels
import BytePairEncoding
import Glibc
import PipelineCore

/// Encodes a conversation's text in one piece, as `apply_chat_template(tokenize=True)` does, but for
/// special tokens that somebody typed: those stay text. Parts are never encoded one by one, which
/// would give SentencePiece-style tokenizers a `▁` before every answer.
final class ChatEncoding: Sendable {
    private let tokenizer: Tokenizer
    private let finder: PhraseAutomaton
    /// Bytes of the special tokens' names.
    private let lengths: [Int]
    /// The bytes that the names begin with.
    private let leads: Set<UInt8>

    init(_ tokenizer: Tokenizer) {
        self.tokenizer = tokenizer
        let names = tokenizer.specialTokens.map(\.text).filter { !$0.isEmpty }
        finder = PhraseAutomaton(names)
        lengths = names.map(\.count)
        leads = Set(names.compactMap(\.first))
    }

    /// Appends the tokens and, for each, 1 where any of its bytes carries loss; of several weights
    /// a token has the greatest. Returns how many tokens have bytes that carry loss and others.
    ///
    /// - Throws: ``DataError`` where a token holds words to learn and somebody else's: no mask is
    ///   right then.
    func encode(
        _ text: [UInt8], _ markup: ChatMarkup, using scratch: inout EncodingScratch,
        into tokens: inout Tokens
    ) throws -> Int {
        let template = Self.joined(markup.template)
        var cursor = TrainedCursor(markup)
        if !hasTypedToken(text, template) {
            let first = tokens.ids.count
            try scratch.encoder.encode(
                text.span, options: EncodingOptions(specialTokens: .recognized), into: &tokens.ids)
            let areSpelled = tokenizer.vocabulary.spells(
                text.span, with: tokens.ids.span.extracting(first..<tokens.ids.count),
                ends: &scratch.ends)
            if areSpelled {
                cursor.mark(scratch.ends, in: &tokens)
                return try borders(of: cursor, template)
            }
            tokens.ids.removeSubrange(first...)
            cursor = TrainedCursor(markup)
        }
        // Somebody typed a special token, or the tokenizer changes text before it encodes: ask it
        // what each token stands for.
        var ranges: [Range<Int>] = []
        try scratch.encoder.encode(
            text.span, specialTokensIn: template, into: &tokens.ids, offsets: &ranges)
        tokens.append(
            ranges.map { cursor.weight(ofNext: $0) }, isWeighted: cursor.isWeighted)
        return try borders(of: cursor, template)
    }

    private func borders(of cursor: TrainedCursor, _ template: [Range<Int>]) throws -> Int {
        for piece in cursor.unlearned where !Self.isCovered(piece, template) {
            throw DataError(
                "mask_not_proved: a token holds words that carry loss and words of somebody else")
        }
        return cursor.borders
    }

    /// Ranges in order, those that touch joined.
    private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for range in ranges where !range.isEmpty {
            if let last = joined.last, last.upperBound >= range.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    /// Whether a special token's name stands where the template didn't write it.
    private func hasTypedToken(_ text: [UInt8], _ template: [Range<Int>]) -> Bool {
        if lengths.isEmpty || !hasLead(text, template) { return false }
        var hasTyped = false
        text.withUnsafeBufferPointer { bytes in
            finder.forEachMatch(in: bytes) { phrase, end in
                if !Self.isCovered((end - lengths[phrase])..<end, template) { hasTyped = true }
            }
        }
        return hasTyped
    }

    /// Whether a byte that names begin with stands where the template didn't write it.
    private func hasLead(_ text: [UInt8], _ template: [Range<Int>]) -> Bool {
        if leads.count > 4 { return true }
        return text.withUnsafeBytes { bytes in
            leads.contains { lead in
                var place = 0
                while let base = bytes.baseAddress,
                    let found = memchr(base + place, Int32(lead), bytes.count - place)
                {
                    place = base.distance(to: UnsafeRawPointer(found)) + 1
                    if !Self.isCovered(place - 1..<place, template) { return true }
                }
                return false
            }
        }
    }

    private static func isCovered(_ range: Range<Int>, _ ranges: [Range<Int>]) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound > range.lowerBound {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low < ranges.count && ranges[low].lowerBound <= range.lowerBound
            && range.upperBound <= ranges[low].upperBound
    }
}

extension Tokens {
    /// The mask, and the weights where there are some, of tokens that were just added.
    mutating func append(_ weights: [Float], isWeighted: Bool) {
        lossMask.reserveCapacity(lossMask.count + weights.count)
        if isWeighted {
            // What was there before a weighted text counts as its mask says.
            lossWeights += lossMask[lossWeights.count...].map { Float($0) }
            lossWeights += weights
        }
        for weight in weights { lossMask.append(weight > 0 ? 1 : 0) }
    }
}
