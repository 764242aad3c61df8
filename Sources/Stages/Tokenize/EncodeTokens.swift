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
        case borderTokens

        public var measurement: Measurement {
            switch self {
            case .tokens:
                Measurement("tokens", .count, "tokens, those around the document included")
            case .bytesPerToken: Measurement("bytes_per_token", .score, "compression of the text")
            case .borderTokens:
                Measurement(
                    "border_tokens", .count,
                    "of chats: tokens with bytes that carry loss and bytes of the template that don't"
                )
            }
        }
    }

    public let tokenFacts: TokenFacts
    private let tokenizer: Tokenizer
    private let aroundText: (before: [UInt32], after: [UInt32])
    private let aroundChat: (before: [UInt32], after: [UInt32])
    private let chat: ChatEncoding

    init(_ tokenizer: Tokenizer, _ ends: DocumentEnds) {
        self.tokenizer = tokenizer
        aroundText = ends.tokens(of: tokenizer, isText: true)
        aroundChat = ends.tokens(of: tokenizer, isText: false)
        chat = ChatEncoding(tokenizer)
        var hash = SHA256()
        hash.update(tokenizer.identity().span)
        tokenFacts = TokenFacts(
            vocabularySize: tokenizer.vocabulary.idBound, tokenizerDigest: hash.finish(),
            endOfDocument: aroundChat.after.last, beginning: aroundText.before)
    }

    public func makeScratch() throws -> EncodingScratch {
        EncodingScratch(encoder: TokenEncoder(tokenizer))
    }

    public func rewrite(
        _ document: inout Document, using scratch: inout EncodingScratch,
        in shared: DocumentScratch, into record: Recorder<Column>
    ) throws {
        var tokens = Tokens()
        if case .renderedChat(let markup) = document.content {
            tokens.appendUntrained(aroundChat.before)
            record.count(
                .borderTokens,
                try chat.encode(document.text, markup, using: &scratch, into: &tokens))
            tokens.appendUntrained(aroundChat.after)
        } else {
            tokens.ids.reserveCapacity(document.text.count / 3)
            tokens.ids += aroundText.before
            scratch.encoder.encode(document.text.span, into: &tokens.ids)
            tokens.ids += aroundText.after
        }
        let count = tokens.ids.count
        document.tokens = tokens
        record.count(.tokens, count)
        if count > 0 { record[.bytesPerToken] = Double(document.text.count) / Double(count) }
    }
}

/// What a worker encodes with.
public struct EncodingScratch {
    let encoder: TokenEncoder
    /// Where the tokens of the text at hand end.
    var ends: [Int] = []
}

extension Tokens {
    /// Tokens that carry no loss.
    fileprivate mutating func appendUntrained(_ added: [UInt32]) {
        ids += added
        lossMask += added.map { _ in 0 }
        if !lossWeights.isEmpty { lossWeights += added.map { _ in 0 } }
    }
}
