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
            case .tokens: Measurement("tokens", .count, "tokens, the end of document included")
            case .bytesPerToken: Measurement("bytes_per_token", .score, "compression of the text")
            }
        }
    }

    public let tokenFacts: TokenFacts
    private let tokenizer: Tokenizer
    private let end: UInt32?

    init(_ tokenizer: Tokenizer, endOfDocument: [UInt8]) {
        self.tokenizer = tokenizer
        end = tokenizer.specialTokens.first { $0.text == endOfDocument }?.id
        var hash = SHA256()
        hash.update(tokenizer.identity().span)
        tokenFacts = TokenFacts(
            vocabularySize: tokenizer.vocabulary.idBound, tokenizerDigest: hash.finish(),
            endOfDocument: end)
    }

    public func makeScratch() throws -> TokenEncoder { TokenEncoder(tokenizer) }

    public func rewrite(
        _ document: inout Document, using scratch: inout TokenEncoder, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        var tokens = Tokens()
        if case .renderedChat(let markup) = document.content {
            try encode(document.text, markup, scratch, into: &tokens)
            if end != nil { tokens.lossMask.append(0) }
        } else {
            tokens.ids.reserveCapacity(document.text.count / 3)
            scratch.encode(document.text.span, into: &tokens.ids)
        }
        if let end { tokens.ids.append(end) }
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
}
