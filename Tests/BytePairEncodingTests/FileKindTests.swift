// Files that models come with beside tokenizer.json: tekken, vocab.json, RWKV, odd rank files.
import BytePairEncoding
import Foundation
import Testing

private func ids(
    _ text: String, _ tokenizer: Tokenizer, _ options: EncodingOptions = EncodingOptions()
) throws -> [UInt32] {
    var ids: [UInt32] = []
    try TokenEncoder(tokenizer).encode(Array(text.utf8).span, options: options, into: &ids)
    return ids
}

private let bytes = (0...255).map { [UInt8($0)] }

@Suite struct RankFileTests {
    private func tokenizer(_ tokens: [[UInt8]], special: [AddedToken] = []) throws -> Tokenizer {
        try Tokenizer(
            ranked: tokens, spec: TiktokenSpec(PreTokenizer(.gpt2), specialTokens: special))
    }

    @Test func `a token that no merge makes is found where it is all of a word`() throws {
        let it = try tokenizer(bytes + [Array("abc".utf8)])
        #expect(try ids("abc abc", it) == [256, 32, 97, 98, 99])
    }

    @Test func `a special token's name is no word`() throws {
        let it = try tokenizer(
            bytes + [Array("abc".utf8)], special: [AddedToken(id: 300, text: Array("xy".utf8))])
        #expect(try ids("xy", it) == [120, 121])
    }

    @Test func `a token without bytes keeps its rank and shows nothing`() throws {
        let file = TiktokenFile.write(bytes) + Array("= 256\n".utf8)
        let it = try tokenizer(TiktokenFile.read(file).compactMap(\.self))
        #expect(it.vocabulary.idBound == 257)
        var text: [UInt8] = []
        try it.decode([65, 256, 66], into: &text)
        #expect(text == Array("AB".utf8))
    }

    @Test(arguments: ["YQ== +5\n", "YQ== 1 2\n", "YQ= 1\n", "== 1\n"])
    func `lines that are no base64 and rank are refused`(file: String) {
        #expect(throws: TokenizerError.self) { try TiktokenFile.read(Array(file.utf8)) }
    }

    @Test func `one token with two ranks is refused`() {
        #expect(throws: TokenizerError.self) { try tokenizer(bytes + [[97]]) }
    }

    @Test func `what tiktoken would read otherwise is not written as ranks`() throws {
        let split = try SplitRegex(#"\w+|\W"#)
        let it = try tokenizer(bytes)
        var parts = it.parts
        parts.preTokenizer = PreTokenizer([.regex(split, .isolated, inverted: false)])
        #expect(throws: TokenizerError.self) { try Tokenizer(parts).tiktokenFiles() }
        parts.preTokenizer = PreTokenizer(.deepseek)
        #expect(throws: TokenizerError.self) { try Tokenizer(parts).tiktokenFiles() }
        parts.preTokenizer = PreTokenizer([
            .regex(try SplitRegex(#"\p{L}+|[^\p{L}]"#), .isolated, inverted: false)
        ])
        let (_, spec) = try Tokenizer(parts).tiktokenFiles()
        #expect(String(decoding: spec, as: UTF8.self).contains(#"\\p{L}+|[^\\p{L}]"#))
    }
}

@Suite struct TekkenTests {
    static func file(special: String, count: Int = 3) -> String {
        let tokens = (bytes + [Array("ab".utf8), Array("cd".utf8)]).enumerated().map {
            #"{"rank":\#($0),"token_bytes":"\#(Data($1).base64EncodedString())","token_str":null}"#
        }
        return #"{"config":{"pattern":"[a-z]+|[^a-z]","default_vocab_size":\#(257 + count),"#
            + #""default_num_special_tokens":\#(count),"version":"v3"},"#
            + #""vocab":[\#(tokens.joined(separator: ","))]\#(special)}"#
    }

    @Test func `special tokens come first, and tokens beyond the size are left out`() throws {
        let special =
            #","special_tokens":[{"rank":0,"token_str":"<unk>"},{"rank":1,"token_str":"<s>"}]"#
        let root = try JSONTree(parsing: Array(Self.file(special: special).utf8))
        #expect(Tokenizer.isTekken(root))
        let it = try Tokenizer(tekken: root)
        #expect(try ids("ab cd", it) == [259, 35, 102, 103])
        #expect(
            try ids("<s>", it, EncodingOptions(specialTokens: .recognized)) == [1])
        #expect(it.specialTokens.map(\.text).last == Array("<SPECIAL_2>".utf8))
        #expect(it.vocabulary.idBound == 260)
    }

    @Test func `more special tokens than there is room for are refused`() throws {
        let root = try JSONTree(parsing: Array(Self.file(special: "").utf8))
        #expect(throws: TokenizerError.self) { try Tokenizer(tekken: root) }
    }
}

@Suite struct RWKVTests {
    static func file(_ more: String) -> [UInt8] {
        let lines = (0...255).map { byte in
            let digits = String(byte, radix: 16)
            return #"\#(byte + 1) b'\x\#(digits.count < 2 ? "0" : "")\#(digits)' 1"#
        }
        return Array((lines.joined(separator: "\n") + "\n" + more).utf8)
    }

    @Test func `the longest token is taken each time`() throws {
        let file = Self.file(
            #"257 'ab' 2"# + "\n" + #"258 'abcd' 4"# + "\n" + #"259 "it's é" 7"# + "\n"
                + #"260 '\t\n\\' 3"# + "\n" + #"261 '\u3000' 3"# + "\n")
        #expect(Tokenizer.isRWKV(file))
        let it = try Tokenizer(rwkv: file)
        #expect(try ids("abcabcd", it) == [257, 100, 258])
        #expect(try ids("it's é\t\n\\\u{3000}", it) == [259, 260, 261])
        var text: [UInt8] = []
        try it.decode([258, 1, 256, 0], into: &text)
        #expect(text == Array("abcd".utf8) + [0, 255] + Array("<|endoftext|>".utf8))
        #expect(throws: TokenizerError.self) { try it.huggingFaceJSON() }
    }

    @Test(arguments: ["257 'ab' 3\n", "257 ab 2\n", "257 'ab\n", "257 '\\q' 1\n", "1 'x' 1\n"])
    func `lines that are wrong are refused with their number`(line: String) {
        let error = #expect(throws: TokenizerError.self) { try Tokenizer(rwkv: Self.file(line)) }
        #expect(error?.context.isEmpty == false)
    }
}

@Suite struct VocabularyFolderTests {
    /// vocab.json and merges.txt of a trained tokenizer.
    static func folder(_ split: SplitPattern) throws -> (VocabularyFolder, Tokenizer) {
        let tokenizer = try trained(split, size: 400)
        let model = try #require(JSONTree(parsing: tokenizer.huggingFaceJSON())["model"])
        let merges = (model["merges"]?.array ?? []).map { pair in
            (pair.array ?? []).compactMap(\.string).joined(separator: [32])
        }
        let file = Array("#version: 0.2\n".utf8) + merges.joined(separator: [10]) + [10]
        let vocabulary = try #require(model["vocab"])
        return (VocabularyFolder(vocabulary: vocabulary, merges: Array(file)), tokenizer)
    }

    private func config(_ json: String) throws -> JSONTree { try .init(parsing: Array(json.utf8)) }

    @Test func `GPT-2's kind is what nothing else is said of`() throws {
        let (folder, tokenizer) = try Self.folder(.gpt2)
        var random = Random(state: 5)
        let text = Array(String(decoding: randomText(&random, pieces: 300), as: UTF8.self).utf8)
        #expect(try encode(text, folder.tokenizer()) == encode(text, tokenizer))
    }

    @Test func `Qwen's class means its split and NFC`() throws {
        var (folder, tokenizer) = try Self.folder(.qwen2)
        folder.config = try config(#"{"tokenizer_class":"Qwen2TokenizerFast"}"#)
        let text = Array("Ölung 2024 o\u{308}".utf8)
        let composed = Array("Ölung 2024 ö".utf8)
        #expect(try encode(text, folder.tokenizer()) == encode(composed, tokenizer))
    }

    @Test func `added tokens and their roles are read from the files beside`() throws {
        var (folder, _) = try Self.folder(.gpt2)
        let size = UInt32(folder.vocabulary.object?.count ?? 0)
        folder.addedTokens = try config(#"{"<x>":\#(size),"<pad>":\#(size + 1)}"#)
        folder.specialTokens = try config(#"{"pad_token":{"content":"<pad>","lstrip":true}}"#)
        let it = try folder.tokenizer()
        #expect(
            try ids("<x> <pad>", it, EncodingOptions(specialTokens: .recognized))
                == [size, size + 1])
        #expect(it.specialTokens.map(\.text) == [Array("<pad>".utf8)])
        #expect(it.parts.roles.padding == Array("<pad>".utf8))
        #expect(
            String(decoding: it.transformersConfig(), as: UTF8.self)
                .contains(#""pad_token":"<pad>""#))
    }

    @Test func `a class that splits in a way of its own is refused by its name`() throws {
        var (folder, _) = try Self.folder(.gpt2)
        folder.config = try config(#"{"tokenizer_class":"CLIPTokenizer"}"#)
        let error = #expect(throws: TokenizerError.self) { try folder.tokenizer() }
        #expect(error?.context.contains("CLIPTokenizer") == true)
    }
}
