// Rank files that are known by their SHA-256: their split patterns and special tokens.

extension TiktokenSpec {
    /// What goes with a published rank file, by the SHA-256 of the file in hexadecimal digits.
    ///
    /// The digests of cl100k, o200k, p50k, r50k and Qwen's are of files that were at hand; those of
    /// Whisper's and Llama 3's are as published.
    public static func known(digest: String) -> TiktokenSpec? {
        switch digest {
        case "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
            "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069":
            // r50k_base, which is GPT-2's, and p50k_base.
            spec(.gpt2, ["<|endoftext|>": 50256])
        case "b34b360dbb493e781e479794586d661700670d65564001f23024971d1f2fa126":
            // Whisper's multilingual.tiktoken. Its other special tokens depend on the model.
            spec(.gpt2, ["<|endoftext|>": 50257, "<|startoftranscript|>": 50258])
        case "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7":
            // cl100k_base.
            spec(
                .cl100k,
                [
                    "<|endoftext|>": 100257, "<|fim_prefix|>": 100258, "<|fim_middle|>": 100259,
                    "<|fim_suffix|>": 100260, "<|endofprompt|>": 100276,
                ])
        case "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d":
            // o200k_base.
            spec(.o200k, ["<|endoftext|>": 199_999, "<|endofprompt|>": 200_018])
        case "b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186":
            // qwen.tiktoken.
            spec(
                .qwen2,
                ["<|endoftext|>": 151_643, "<|im_start|>": 151_644, "<|im_end|>": 151_645])
        case "82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55":
            // Llama 3's tokenizer.model: the special tokens that all its versions share.
            spec(
                .llama3,
                [
                    "<|begin_of_text|>": 128_000, "<|end_of_text|>": 128_001,
                    "<|start_header_id|>": 128_006, "<|end_header_id|>": 128_007,
                    "<|eot_id|>": 128_009,
                ])
        default: nil
        }
    }

    private static func spec(
        _ pattern: SplitPattern, _ tokens: KeyValuePairs<String, UInt32>
    ) -> TiktokenSpec {
        TiktokenSpec(
            PreTokenizer(pattern),
            specialTokens: tokens.map { AddedToken(id: $0.value, text: Array($0.key.utf8)) })
    }
}
