// Writes Hugging Face's tokenizer.json.

extension Tokenizer {
    /// This tokenizer as a `tokenizer.json`, which `tokenizers` and `transformers` load.
    public func huggingFaceJSON() -> [UInt8] {
        var file = JSONText()
        file.raw(#"{"version":"1.0","truncation":null,"padding":null,"added_tokens":["#)
        for (index, token) in specialTokens.enumerated() {
            file.raw(index > 0 ? "," : "")
            file.raw(#"{"id":\#(token.id),"content":"#)
            file.string(token.text)
            file.raw(#","single_word":false,"lstrip":false,"rstrip":false,"#)
            file.raw(#""normalized":false,"special":true}"#)
        }
        file.raw(#"],"normalizer":null,"pre_tokenizer":"#)
        writeSplit(&file)
        file.raw(#","post_processor":null,"decoder":"#)
        file.raw(#"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"#)
        file.raw(#""use_regex":true},"model":{"type":"BPE","dropout":null,"unk_token":null,"#)
        file.raw(#""continuing_subword_prefix":null,"end_of_word_suffix":null,"#)
        file.raw(#""fuse_unk":false,"byte_fallback":false,"ignore_merges":false,"vocab":{"#)
        writeVocabulary(&file)
        file.raw(#"},"merges":["#)
        writeMerges(&file)
        file.raw("]}}\n")
        return file.bytes
    }

    private func writeSplit(_ file: inout JSONText) {
        let byteLevel = #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"#
        if split == .gpt2 { return file.raw(byteLevel + #""use_regex":true}"#) }
        file.raw(#"{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"#)
        file.string(Array(split.regexes[0].utf8))
        file.raw(#"},"behavior":"Isolated","invert":false},"#)
        file.raw(byteLevel + #""use_regex":false}]}"#)
    }

    private func writeVocabulary(_ file: inout JSONText) {
        let special = Set(specialTokens.map(\.id))
        var first = true
        for id in 0..<UInt32(vocabulary.idBound) where vocabulary.contains(id) {
            if special.contains(id) && !isMergeable(id) { continue }
            file.raw(first ? "" : ",")
            first = false
            file.string(ByteAlphabet.encode(vocabulary[id]))
            file.raw(":\(id)")
        }
    }

    /// Whether a special token is also one that merges or bytes give.
    private func isMergeable(_ id: UInt32) -> Bool { vocabulary.byteCount(id) == 1 }

    private func writeMerges(_ file: inout JSONText) {
        for (index, merge) in merges.enumerated() {
            file.raw(index > 0 ? "," : "")
            let left = ByteAlphabet.encode(vocabulary[merge.left])
            file.string(left + [UInt8(ascii: " ")] + ByteAlphabet.encode(vocabulary[merge.right]))
        }
    }
}

/// JSON text under construction.
struct JSONText {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// A string of valid UTF-8, quoted and escaped; bytes that are not become U+FFFD.
    mutating func string(_ text: [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in isValidUTF8(text) ? text : Array(String(decoding: text, as: UTF8.self).utf8) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                raw(#"\u00"#)
                bytes.append(Self.digits[Int(byte >> 4)])
                bytes.append(Self.digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
