import ByteKernels
// Encodes rendered conversations as their model's tokenizer does, and tells which tokens carry loss.
import BytePairEncoding
import PipelineCore

/// Encodes a conversation's text in one piece, as `apply_chat_template(tokenize=True)` does, but for
/// special tokens that somebody typed: those stay text. Parts are never encoded one by one, which
/// would give SentencePiece-style tokenizers a `▁` before every answer.
struct ChatEncoding: Sendable {
    private let tokenizer: Tokenizer
    private let finder: PhraseAutomaton
    /// Bytes of the special tokens' names.
    private let lengths: [Int]

    init(_ tokenizer: Tokenizer) {
        self.tokenizer = tokenizer
        let names = tokenizer.specialTokens.map(\.text).filter { !$0.isEmpty }
        finder = PhraseAutomaton(names)
        lengths = names.map(\.count)
    }

    /// Appends the tokens and, for each, 1 where any of its bytes carries loss.
    func encode(
        _ text: [UInt8], _ markup: ChatMarkup, _ encoder: TokenEncoder, into tokens: inout Tokens
    ) throws {
        let template = Self.joined(markup.template)
        let trained = Self.joined(markup.trained)
        if !hasTypedToken(text, template) {
            let first = tokens.ids.count
            try encoder.encode(
                text.span, options: EncodingOptions(specialTokens: .recognized), into: &tokens.ids)
            if let mask = mask(of: tokens.ids[first...], text, trained) {
                tokens.lossMask += mask
                return
            }
            tokens.ids.removeSubrange(first...)
        }
        // Somebody typed a special token, or the tokenizer changes text before it encodes: ask it
        // what each token stands for.
        var ranges: [Range<Int>] = []
        try encoder.encode(
            text.span, specialTokensIn: template, into: &tokens.ids, offsets: &ranges)
        var cursor = TrainedCursor(trained)
        tokens.lossMask += ranges.map { cursor.meetsNext($0) ? 1 : 0 }
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
        if lengths.isEmpty { return false }
        var hasTyped = false
        text.withUnsafeBufferPointer { bytes in
            finder.forEachMatch(in: bytes) { phrase, end in
                if !Self.isCovered((end - lengths[phrase])..<end, template) { hasTyped = true }
            }
        }
        return hasTyped
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

    /// The mask of tokens that are the text's own bytes one after the other; `nil` where they aren't.
    private func mask(
        of ids: ArraySlice<UInt32>, _ text: [UInt8], _ trained: [Range<Int>]
    ) -> [UInt8]? {
        var mask: [UInt8] = []
        mask.reserveCapacity(ids.count)
        var cursor = TrainedCursor(trained)
        var at = 0
        for id in ids {
            let bytes = tokenizer.vocabulary[id]
            let end = at + bytes.count
            guard end <= text.count, bytes.elementsEqual(text[at..<end]) else { return nil }
            mask.append(cursor.meetsNext(at..<end) ? 1 : 0)
            at = end
        }
        return at == text.count ? mask : nil
    }
}

/// Walks the trained ranges along with tokens that go forward.
private struct TrainedCursor {
    private let ranges: [Range<Int>]
    private var index = 0

    init(_ ranges: [Range<Int>]) { self.ranges = ranges }

    /// Whether a byte of a token carries loss. Neighbours may overlap a little.
    mutating func meetsNext(_ token: Range<Int>) -> Bool {
        while index > 0, ranges[index - 1].upperBound > token.lowerBound { index -= 1 }
        while index < ranges.count, ranges[index].upperBound <= token.lowerBound { index += 1 }
        return index < ranges.count && ranges[index].lowerBound < token.upperBound
            && !token.isEmpty
    }
}
