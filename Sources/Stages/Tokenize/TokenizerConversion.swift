// Writes tokenizers in other formats, and reads them back before it says that they are written.
import BytePairEncoding

/// A tokenizer in another format, as its files.
package struct TokenizerConversion {
    /// Names after the path that was asked for, and contents.
    package let files: KeyValuePairs<String, [UInt8]>

    /// The folder that `AutoTokenizer.from_pretrained` takes. Throws where it would encode
    /// otherwise than `tokenizer`.
    package static func huggingFace(
        _ tokenizer: Tokenizer
    ) throws(TokenizerError) -> TokenizerConversion {
        let files = try TokenizerFile.folder(of: tokenizer)
        try check(
            tokenizer, against: Tokenizer(huggingFace: tokenizer.huggingFaceJSON()),
            addsTemplate: true)
        return TokenizerConversion(files: files)
    }

    /// A rank file and its spec.
    package static func tiktoken(
        _ tokenizer: Tokenizer
    ) throws(TokenizerError) -> TokenizerConversion {
        let (ranks, spec) = try tokenizer.tiktokenFiles()
        let back = try Tokenizer(
            ranked: TiktokenFile.read(ranks), spec: TiktokenSpec(JSONTree(parsing: spec)))
        try check(tokenizer, against: back, addsTemplate: false)
        return TokenizerConversion(files: [".tiktoken": ranks, ".spec.json": spec])
    }

    /// Texts on which tokenizers tend to differ.
    private static let texts: [String] = {
        let words = ["a", "Hello", "DON'T", "don’t", "ſ's", "naïve", "İstanbul", "ﬁne", "x²", "Ⅷ"]
        let scripts = ["日本語", "中文字", "한국어", "मराठी", "ไทย", "العَرَبِيَّة", "e\u{301}", "👩‍👩‍👧", "\u{10FFFF}"]
        let signs = [
            "1234567", "3.14", "==>", "/*\n", "\u{2581}", "\u{200B}", "\u{FEFF}", "\0", "\u{FFFD}",
        ]
        let spaces = [" ", "  ", "\n", "\n\n", "\r\n", "\t", "\u{A0}", "\u{3000}", " \n "]
        let parts = words + scripts + signs
        let pairs = parts.indices.flatMap { at in
            spaces.map { parts[at] + $0 + parts[(at + 1) % parts.count] }
        }
        let ends = (spaces + parts).flatMap { [$0, " " + $0, $0 + " ", "  " + $0 + "\n"] }
        let runs = (spaces + ["a", "0", "-", "é"]).map { String(repeating: $0, count: 70) }
        return [""] + pairs + ends + runs + [parts.joined(), parts.joined(separator: " ")]
    }()

    private static func check(
        _ tokenizer: Tokenizer, against other: Tokenizer, addsTemplate: Bool
    ) throws(TokenizerError) {
        let names = tokenizer.addedTokens.map { String(decoding: $0.text, as: UTF8.self) }
        let texts = texts + names.prefix(200).flatMap { [$0, "a\($0)b", " \($0) \($0)\n"] }
        let (one, two) = (
            TokenEncoder(tokenizer, cacheBytes: 1 << 20), TokenEncoder(other, cacheBytes: 1 << 20)
        )
        for specials in [SpecialTokensInText.asText, .recognized] {
            let options = EncodingOptions(specialTokens: specials, addsTemplate: addsTemplate)
            for text in texts {
                let ids = try encoded(text, one, options)
                if try ids == encoded(text, two, options) { continue }
                throw TokenizerError(
                    .unsupported,
                    "in that format it would encode '\(text.prefix(60))' otherwise")
            }
        }
    }

    private static func encoded(
        _ text: String, _ encoder: TokenEncoder, _ options: EncodingOptions
    ) throws(TokenizerError) -> [UInt32] {
        var ids: [UInt32] = []
        try encoder.encode(Array(text.utf8).span, options: options, into: &ids)
        return ids
    }
}
