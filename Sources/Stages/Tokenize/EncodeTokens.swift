// The part of `tokenize` that works document by document.
import BytePairEncoding
import FileFormats
import PipelineCore

/// Encodes a document's text. In a rendered conversation the template's ranges may become special
/// tokens and everybody's words are encoded as ordinary text, and the loss mask follows the
/// template's trained ranges.
public struct EncodeTokens: Editing, Publishing {
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

    public let properties: [String: String]
    private let tokenizer: Tokenizer
    private let end: UInt32?

    init(_ tokenizer: Tokenizer, endOfDocument: [UInt8]) {
        self.tokenizer = tokenizer
        end = tokenizer.specialTokens.first { $0.text == endOfDocument }?.id
        properties = [
            "tokenizer.vocabulary_size": String(tokenizer.vocabulary.idBound),
            "tokenizer.sha256": SHA256.hex(of: tokenizer.huggingFaceJSON().span),
        ]
    }

    public func makeScratch() throws -> TokenEncoder { TokenEncoder(tokenizer) }

    public func rewrite(
        _ document: inout Document, using scratch: inout TokenEncoder, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        var output = Output()
        if let markup = document.markup {
            try encode(document.text, markup, scratch, into: &output)
        } else {
            output.tokens.reserveCapacity(document.text.count / 3)
            scratch.encode(document.text.span, into: &output.tokens)
        }
        if let end {
            output.tokens.append(end)
            if document.markup != nil { output.mask.append(0) }
        }
        document.tokens = output.tokens
        document.lossMask = output.mask
        record.count(.tokens, document.tokens.count)
        if !document.tokens.isEmpty {
            record[.bytesPerToken] = Double(document.text.count) / Double(document.tokens.count)
        }
    }

    private struct Output {
        var tokens: [UInt32] = []
        var mask: [UInt8] = []
    }

    /// Encodes piece by piece between the borders of the markup's ranges.
    private func encode(
        _ text: [UInt8], _ markup: ChatMarkup, _ encoder: TokenEncoder, into output: inout Output
    ) throws {
        for piece in markup.pieces(of: text.count) {
            let before = output.tokens.count
            // A template's special tokens are tokens; those that people write are text.
            let options = EncodingOptions(specialTokens: piece.isTemplate ? .recognized : .asText)
            try encoder.encode(
                text.span.extracting(piece.range), options: options, into: &output.tokens)
            let count = output.tokens.count - before
            output.mask += repeatElement(piece.isTrained ? 1 : 0, count: count)
        }
    }
}
