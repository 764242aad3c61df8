// The part of `tokenize` that works document by document.
import BytePairEncoding
import FileFormats
import PipelineCore

/// Encodes a document's text. In a rendered conversation the template's ranges may become special
/// tokens and everybody's words are encoded as ordinary text, and the loss mask follows the
/// template's trained ranges.
public struct EncodeTokens: Editing, Tokenizing {
    public enum Column: Int, MeasurementColumn {
        case tokens
        case bytesPerToken

        public var measurement: Measurement {
            switch self {
            case .tokens:
                Measurement("tokens", .count, "tokens, those around the document included")
            case .bytesPerToken: Measurement("bytes_per_token", .score, "compression of the text")
            }
        }
    }

    public let tokenFacts: TokenFacts
    private let tokenizer: Tokenizer
    private let aroundText: (before: [UInt32], after: [UInt32])
    private let aroundChat: (before: [UInt32], after: [UInt32])

    init(_ tokenizer: Tokenizer, _ ends: DocumentEnds) {
        self.tokenizer = tokenizer
        aroundText = ends.tokens(of: tokenizer, isText: true)
        aroundChat = ends.tokens(of: tokenizer, isText: false)
        var hash = SHA256()
        hash.update(tokenizer.identity().span)
        tokenFacts = TokenFacts(
            vocabularySize: tokenizer.vocabulary.idBound, tokenizerDigest: hash.finish(),
            endOfDocument: aroundChat.after.last)
    }

    public func makeScratch() throws -> TokenEncoder { TokenEncoder(tokenizer) }

    public func rewrite(
        _ document: inout Document, using scratch: inout TokenEncoder, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        var tokens = Tokens()
        if case .renderedChat(let markup) = document.content {
            tokens.ids += aroundChat.before
            tokens.lossMask += aroundChat.before.map { _ in 0 }
            if tokenizer.dependsOnPlace {
                try encodeWhole(document.text, markup, scratch, into: &tokens)
            } else {
                try encode(document.text, markup, scratch, into: &tokens)
            }
            tokens.ids += aroundChat.after
            tokens.lossMask += aroundChat.after.map { _ in 0 }
        } else {
            tokens.ids.reserveCapacity(document.text.count / 3)
            tokens.ids += aroundText.before
            scratch.encode(document.text.span, into: &tokens.ids)
            tokens.ids += aroundText.after
        }
        let count = tokens.ids.count
        document.tokens = tokens
        record.count(.tokens, count)
        if count > 0 { record[.bytesPerToken] = Double(document.text.count) / Double(count) }
    }

    /// Encodes piece by piece between the borders of the markup's ranges.
    private func encode(
        _ text: [UInt8], _ markup: ChatMarkup, _ encoder: TokenEncoder, into output: inout Tokens
    ) throws {
        for piece in markup.pieces(of: text.count) {
            let before = output.ids.count
            // A template's special tokens are tokens; those that people write are text.
            let options = EncodingOptions(specialTokens: piece.isTemplate ? .recognized : .asText)
            try encoder.encode(
                text.span.extracting(piece.range), options: options, into: &output.ids)
            let count = output.ids.count - before
            output.lossMask += repeatElement(piece.isTrained ? 1 : 0, count: count)
        }
    }

    /// Encodes the conversation as one text, as `transformers` does: for tokenizers that would put
    /// a space before each piece. A token is trained when it stands for a byte that is.
    private func encodeWhole(
        _ text: [UInt8], _ markup: ChatMarkup, _ encoder: TokenEncoder, into output: inout Tokens
    ) throws {
        let pieces = markup.pieces(of: text.count)
        var offsets: [Range<Int>] = []
        try encoder.encode(
            text.span, specialTokensIn: Self.joined(pieces.filter(\.isTemplate).map(\.range)),
            into: &output.ids, offsets: &offsets)
        var left = Self.joined(pieces.filter(\.isTrained).map(\.range))[...]
        for range in offsets {
            while let first = left.first, first.upperBound <= range.lowerBound {
                left.removeFirst()
            }
            let isTrained = left.first.map { $0.lowerBound < range.upperBound } ?? false
            output.lossMask.append(isTrained ? 1 : 0)
        }
    }

    /// Ranges in order, those that touch as one.
    private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
        ranges.reduce(into: []) { joined, range in
            if let last = joined.last, last.upperBound == range.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<range.upperBound
            } else {
                joined.append(range)
            }
        }
    }
}
