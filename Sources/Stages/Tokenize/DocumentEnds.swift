// The tokens that `tokenize` puts before and after documents.
import BytePairEncoding
import PipelineCore

/// What goes around each document.
struct DocumentEnds: Sendable {
    /// Names of special tokens; empty for none.
    let beginning: [UInt8]
    let end: [UInt8]
    /// Whether the tokenizer's own tokens go around a text, too.
    let usesTemplate: Bool

    init(_ options: Tokenize.Options) {
        usesTemplate = options.template
        beginning = Array(options.beginningOfDocument.utf8)
        end = Array((options.endOfDocument ?? (usesTemplate ? "" : "<|endoftext|>")).utf8)
    }

    private var named: KeyValuePairs<String, [UInt8]> {
        ["beginning_of_document": beginning, "end_of_document": end]
    }

    func check(in tokenizer: Tokenizer) throws {
        for (option, token) in named where !token.isEmpty {
            if tokenizer.specialTokens.contains(where: { $0.text == token }) { continue }
            let known = tokenizer.specialTokens.map { String(decoding: $0.text, as: UTF8.self) }
            throw OptionError(
                option,
                "is no special token of the tokenizer; it has: " + known.joined(separator: ", "))
        }
        try OptionError.check(
            !usesTemplate || !(tokenizer.parts.prefix + tokenizer.parts.suffix).isEmpty, "template",
            "is not to be had: the tokenizer's file puts no tokens around a text")
    }

    func check(in training: CorpusTraining) throws {
        for (option, token) in named where !token.isEmpty {
            try OptionError.check(
                training.knows(String(decoding: token, as: UTF8.self)), option,
                "must be one of the special tokens, or ''")
        }
        try OptionError.check(
            !usesTemplate, "template", "is not to be had from a tokenizer that is trained here")
    }

    /// The tokens before and after a document.
    func tokens(
        of tokenizer: Tokenizer, isText: Bool
    ) -> (before: [UInt32], after: [UInt32]) {
        func id(_ name: [UInt8]) -> [UInt32] {
            tokenizer.specialTokens.first { $0.text == name }.map { [$0.id] } ?? []
        }
        let own = isText && usesTemplate
        return (
            id(beginning) + (own ? tokenizer.parts.prefix : []),
            (own ? tokenizer.parts.suffix : []) + id(end)
        )
    }
}
