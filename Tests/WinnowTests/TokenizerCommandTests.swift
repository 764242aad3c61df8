// `winnow tokenizer`, from the outside.
import Foundation
import TestSupport
import Testing

/// A folder with a few texts, for training on.
private struct TokenizerFolder {
    let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        let words = ["low", "lower", "lowest", "new", "newer", "newest", "wide", "wider", "2024"]
        var lines = ""
        for line in 0..<400 {
            let text = (0..<12).map { words[(line * 7 + $0 * $0) % words.count] }
            let language = line % 2 == 0 ? "aa" : "bb"
            lines +=
                #"{"id":\#(line),"text":"\#(text.joined(separator: " "))","language":"\#(language)"}"#
            lines += "\n"
        }
        try scratch.write(lines, to: "texts.jsonl")
        try scratch.write(lines.replacing("low", with: "slow"), to: "more/code.jsonl")
    }

    @discardableResult
    func winnow(_ arguments: String...) throws -> WinnowProcess.Outcome {
        try WinnowProcess.run(["tokenizer"] + arguments, in: scratch.path)
    }
}

@Suite struct TokenizerCommandTests {
    @Test func `training is the same with any workers, order and memory`() throws {
        let folder = try TokenizerFolder()
        let common = ["--vocab-size", "300", "--quiet", "--weight", "code=3"]
        func train(_ name: String, _ arguments: String...) throws -> String {
            let all = ["tokenizer", "train"] + arguments + common + ["--output", name]
            let outcome = try WinnowProcess.run(all, in: folder.scratch.path)
            #expect(outcome.status == 0, "\(outcome.error)")
            return try folder.scratch.text(name + "/tokenizer.json")
        }
        let first = try train("a", "texts.jsonl", "more", "--workers", "1")
        #expect(try train("b", "more/code.jsonl", "texts.jsonl", "--workers", "3") == first)
        #expect(try train("c", "texts.jsonl", "more", "--memory", "500K") == first)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.scratch("c"))
        #expect(
            left.sorted() == [
                "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json",
                "training.json",
            ])
    }

    @Test func `texts come back from their ids`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "300", "-q", "-o", "t")
        let encoded = try folder.winnow(
            "encode", "-t", "t", "texts.jsonl", "-o", "ids.jsonl", "--workers", "2")
        #expect(encoded.status == 0)
        #expect(encoded.error.contains("400 texts"))
        let decoded = try folder.winnow("decode", "-t", "t/tokenizer.json", "ids.jsonl")
        let texts = try folder.scratch.text("texts.jsonl").split(separator: "\n")
        let back = decoded.text.split(separator: "\n")
        #expect(texts.count == back.count)
        for (text, line) in zip(texts, back) {
            #expect(text.hasPrefix(line.dropLast(1)))
        }
    }

    @Test func `numbers are written little-endian in two or four bytes`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "300", "-q", "-o", "t")
        func numbers(_ format: String) throws -> [UInt8] {
            try folder.winnow(
                "encode", "-t", "t", "texts.jsonl", "-o", format, "--format", format, "-q")
            return [UInt8](try Data(contentsOf: URL(filePath: folder.scratch(format))))
        }
        let (narrow, wide) = try (numbers("u16"), numbers("u32"))
        #expect(narrow.count * 2 == wide.count && !wide.isEmpty)
        for at in stride(from: 0, to: narrow.count, by: 2) {
            #expect(Array(wide[at * 2..<at * 2 + 4]) == Array(narrow[at..<at + 2]) + [0, 0])
        }
    }

    @Test func `lines with id and text give lines with id and ids`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "260", "-q", "-o", "t")
        try folder.scratch.write(#"{"text":"ab","id":"x\"1"}"# + "\n{}\n", to: "in.data")
        let outcome = try folder.winnow("encode", "--tokenizer", "t", "--jsonl", "in.data")
        #expect(outcome.text == #"{"id":"x\"1","ids":[65,66]}"# + "\n")
        #expect(outcome.error.contains("1 lines without text left out"))
    }

    @Test func `a plain file is one text unless lines are asked for`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "260", "-q", "-o", "t")
        try folder.scratch.write("a\n\nb", to: "in.txt")
        func lines(_ arguments: String...) throws -> [Substring] {
            let all = ["tokenizer", "encode", "-q", "-t", "t", "in.txt"] + arguments
            return try WinnowProcess.run(all, in: folder.scratch.path).text.split(separator: "\n")
        }
        #expect(try lines() == [#"{"id":0,"ids":[65,199,199,66]}"#])
        #expect(try lines("--lines").count == 3)
    }

    @Test func `an empty file is a text, and what a folder has beside texts is said`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "260", "-q", "-o", "t")
        for (name, text) in ["1.txt": "a", "2.txt": "", "3.txt": "b", "4.bin": "c"] {
            try folder.scratch.write(text, to: "plain/" + name)
        }
        let outcome = try folder.winnow("encode", "-t", "t", "plain")
        let ids = outcome.text.split(separator: "\n").map { $0.split(separator: "\"ids\":")[1] }
        #expect(ids == ["[65]}", "[]}", "[66]}"])
        #expect(outcome.error.contains("passed over: 1 .bin"))
    }

    @Test func `a tokenizer is replaced only when asked for`() throws {
        let folder = try TokenizerFolder()
        let train = ["train", "texts.jsonl", "--vocab-size", "260", "-q", "-o", "t"]
        func run(_ arguments: [String]) throws -> WinnowProcess.Outcome {
            try WinnowProcess.run(["tokenizer"] + arguments, in: folder.scratch.path)
        }
        #expect(try run(train).status == 0)
        let first = try folder.scratch.text("t/tokenizer.json")
        let again = try run(train + ["--vocab-size", "261"])
        #expect(again.status == 64 && again.error.contains("--force"))
        #expect(try folder.scratch.text("t/tokenizer.json") == first)
        #expect(try run(train + ["--vocab-size", "261", "--force"]).status == 0)
        #expect(try folder.scratch.text("t/tokenizer.json") != first)
        #expect(try run(["convert", "t", "-o", "t"]).status == 64)
        #expect(try run(["convert", "t", "-o", "t", "--force"]).status == 0)
    }

    @Test func `a folder with BERT's vocab.txt is a tokenizer`() throws {
        let folder = try TokenizerFolder()
        try folder.scratch.write(
            "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nlow\n##er\n", to: "bert/vocab.txt")
        try folder.scratch.write(#"{"text":"LOWER low!"}"# + "\n", to: "in.jsonl")
        let outcome = try folder.winnow("encode", "-t", "bert", "in.jsonl", "--template")
        #expect(outcome.text == #"{"id":0,"ids":[2,5,6,5,1,3]}"# + "\n", "\(outcome.error)")
    }

    @Test func `blank lines are learned from plain files`() throws {
        let folder = try TokenizerFolder()
        try folder.scratch.write(
            String(repeating: "one\n\ntwo\n\n", count: 50), to: "plain/text.txt")
        try folder.winnow("train", "plain", "--vocab-size", "270", "-q", "-o", "t")
        #expect(try folder.scratch.text("t/tokenizer.json").contains(#""ĊĊ""#))
    }

    @Test func `a field that no line has is an error that names those there are`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "260", "-q", "-o", "t")
        let outcome = try folder.winnow("encode", "-t", "t", "texts.jsonl", "--text-field", "body")
        #expect(outcome.status != 0)
        #expect(outcome.error.contains("'body'") && outcome.error.contains("id, text, language"))
    }

    @Test func `ids that the tokenizer doesn't have are errors`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "260", "-q", "-o", "t")
        for id in ["260", "-1", "1.5"] {
            #expect(try folder.winnow("decode", "-t", "t", "--ids=\(id)").status != 0)
            try folder.scratch.write(#"{"ids":[65,\#(id)]}"#, to: "ids.jsonl")
            let outcome = try folder.winnow("decode", "-t", "t", "ids.jsonl")
            #expect(outcome.status != 0 && outcome.error.contains(id))
        }
    }

    @Test func `extending keeps the tokens that were there`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "270", "-q", "-o", "t")
        try folder.winnow(
            "train", "more", "--extend", "t", "--vocab-size", "280", "-q", "-o", "u")
        let (old, new) = try (folder.winnow("info", "t"), folder.winnow("info", "u"))
        #expect(old.text.contains("tokens          270"))
        #expect(new.text.contains("tokens          280"))
    }

    @Test func `what can't be meant is refused before training`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "270", "-q", "-o", "t")
        let smaller = try folder.winnow(
            "train", "more", "--extend", "t", "--vocab-size", "270", "-q", "-o", "u")
        #expect(smaller.status == 64 && smaller.error.contains("more than the 270 tokens"))
        let all = try folder.winnow(
            "train", "texts.jsonl", "--vocab-size", "270", "--hold-back", "1", "-q", "-o", "u")
        #expect(all.status == 64 && all.error.contains("--hold-back"))
        #expect(!FileManager.default.fileExists(atPath: folder.scratch("u")))
    }

    @Test func `the ids don't replace the texts that they are of`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "270", "-q", "-o", "t")
        let before = try folder.scratch.text("texts.jsonl")
        let outcome = try folder.winnow("encode", "-t", "t", "texts.jsonl", "-o", "./texts.jsonl")
        #expect(outcome.status == 64 && outcome.error.contains("is one of the texts"))
        #expect(try folder.scratch.text("texts.jsonl") == before)
    }

    @Test func `plain texts are UTF-8 or UTF-16, their marks are no part, and jl is JSON lines`()
        throws
    {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "260", "-q", "-o", "t")
        let wide = "low é".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        try folder.scratch.write("low é", to: "a.txt")
        try folder.scratch.write([0xEF, 0xBB, 0xBF] + Array("low é".utf8), to: "b.txt")
        try folder.scratch.write([0xFF, 0xFE] + wide, to: "c.txt")
        let ids = try ["a", "b", "c"].map {
            try folder.winnow("encode", "-t", "t", $0 + ".txt").text
        }
        #expect(ids[0] == ids[1] && ids[0] == ids[2] && ids[0].contains("ids"))
        try folder.scratch.write(#"{"text":"a"}"# + "\n" + #"{"text":"b"}"#, to: "d.jl")
        #expect(
            try folder.winnow("encode", "-t", "t", "d.jl").text.split(separator: "\n").count == 2)
        try folder.scratch.write([0x6C, 0xFF], to: "e.txt")
        #expect(try folder.winnow("encode", "-t", "t", "e.txt").error.contains("neither UTF-8 nor"))
    }

    @Test func `comparing shows every group`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "300", "-q", "-o", "t")
        let outcome = try folder.winnow(
            "compare", "-t", "t", "texts.jsonl", "--by", "language", "--json")
        #expect(outcome.text.contains(#""group" : "aa""#))
        #expect(outcome.text.contains(#""bytes_per_token""#))
    }

    @Test func `converting to ranks and back encodes the same`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "300", "-q", "-o", "t")
        try folder.winnow("convert", "t", "--to", "tiktoken", "-o", "t.tiktoken")
        try folder.winnow("convert", "t.tiktoken", "-o", "again")
        let ids = try folder.winnow("encode", "-t", "t", "texts.jsonl", "-q").text
        #expect(try folder.winnow("encode", "-t", "again", "texts.jsonl", "-q").text == ids)
        #expect(!ids.isEmpty)
    }

    @Test func `what is wrong is said with a place`() throws {
        let folder = try TokenizerFolder()
        try folder.scratch.write("{", to: "bad.json")
        let broken = try folder.winnow("info", "bad.json")
        #expect(broken.status == 1 && broken.error.contains("bad.json: "))
        let unknown = try folder.winnow(
            "train", "texts.jsonl", "--pattern", "(", "--output", "t")
        #expect(unknown.status != 0 && unknown.error.contains("regular expression"))
        let small = try folder.winnow("train", "texts.jsonl", "--vocab-size", "3", "-o", "t")
        #expect(small.status != 0 && small.error.contains("vocabulary size 3"))
    }

    @Test func `lists of ids with holes, signs and leading zeros are errors`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "260", "-q", "-o", "t")
        for list in ["1,,2", "+5", "010", "", "1,", "1 2"] {
            #expect(try folder.winnow("decode", "-t", "t", "--ids=\(list)").status != 0, "\(list)")
        }
        #expect(try folder.winnow("decode", "-t", "t", "--ids=65, 66").text == "ab\n")
        try folder.scratch.write(
            #"{"ids":[65]}"# + "\n" + #"{"ids":[65],"ids":[66]}"#, to: "twice.jsonl")
        let twice = try folder.winnow("decode", "-t", "t", "twice.jsonl")
        #expect(twice.status != 0 && twice.error.contains("twice.jsonl"))
        #expect(twice.error.contains("line 2 has ids twice"))
        try folder.scratch.write(#"{"ids":[65]}"# + "\n{\n", to: "cut.jsonl")
        let cut = try folder.winnow("decode", "-t", "t", "cut.jsonl")
        #expect(cut.status != 0 && cut.error.contains("cut.jsonl") && cut.error.contains("line 2"))
    }

    @Test func `training on nothing is an error`() throws {
        let folder = try TokenizerFolder()
        try folder.scratch.write("", to: "empty.jsonl")
        let outcome = try folder.winnow("train", "empty.jsonl", "-o", "t")
        #expect(outcome.status != 0 && outcome.error.contains("no text to learn from"))
    }

    @Test func `a weight that no file has is an error`() throws {
        let folder = try TokenizerFolder()
        let outcome = try folder.winnow(
            "train", "texts.jsonl", "--weight", "code=3", "--vocab-size", "300", "-o", "t")
        #expect(outcome.status != 0 && outcome.error.contains("'code'"))
    }

    @Test func `fewer tokens than asked for are told`() throws {
        let folder = try TokenizerFolder()
        try folder.scratch.write(#"{"text":"ab ab ab"}"# + "\n", to: "few.jsonl")
        let outcome = try folder.winnow(
            "train", "few.jsonl", "--vocab-size", "300", "--hold-back", "0", "-q", "-o", "t")
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("259 tokens, not 300"))
    }

    @Test func `long words under little memory end with the setting that would do`() throws {
        let folder = try TokenizerFolder()
        var random = SystemRandomNumberGenerator()
        let lines = (0..<300).map { _ in
            let word = (0..<10_000).map { _ in "ACGT".randomElement(using: &random) ?? "A" }
            return #"{"text":"\#(String(word))"}"# + "\n"
        }
        try folder.scratch.write(lines.joined(), to: "dna.jsonl")
        let common = ["tokenizer", "train", "dna.jsonl", "--vocab-size", "280", "-q", "-o", "t"]
        let little = try WinnowProcess.run(
            common + ["--memory", "8M"], in: folder.scratch.path)
        #expect(little.status != 0)
        #expect(little.error.contains("need 11 MiB") && little.error.contains("--memory 8M"))
        #expect(little.error.contains("allow 23 MiB"))
        let enough = try WinnowProcess.run(
            common + ["--memory", "23M"], in: folder.scratch.path)
        #expect(enough.status == 0 && enough.error.isEmpty, "\(enough.error)")
        #expect(try folder.winnow("info", "t").text.contains("tokens          280"))
    }

    @Test func `special tokens with a role are in the files, and their names are no words`() throws
    {
        let folder = try TokenizerFolder()
        let line = #"{"text":"<|im_end|> yes <|im_end|> no"}"# + "\n"
        try folder.scratch.write(String(repeating: line, count: 50), to: "chat.jsonl")
        func train(_ arguments: String...) throws {
            let common = ["tokenizer", "train", "chat.jsonl", "--vocab-size", "275", "-q"]
            let outcome = try WinnowProcess.run(common + arguments, in: folder.scratch.path)
            #expect(outcome.status == 0)
        }
        try train("-o", "t", "--eos-token", "<|im_end|>", "--pad-token", "<|pad|>")
        let config = try folder.scratch.text("t/tokenizer_config.json")
        #expect(config.contains(#""eos_token":"<|im_end|>""#))
        #expect(config.contains(#""pad_token":"<|pad|>""#))
        #expect(
            try folder.scratch.text("t/special_tokens_map.json")
                .contains(#""eos_token":"<|im_end|>""#))
        #expect(try !folder.scratch.text("t/tokenizer.json").contains(#""im""#))
        try train("-o", "u", "--eos-token", "<|im_end|>", "--learn-special-tokens")
        #expect(try folder.scratch.text("u/tokenizer.json").contains(#""im""#))
    }

    @Test func `ranges of bytes are written beside the ids`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "260", "-q", "-o", "t")
        try folder.scratch.write(#"{"text":"aé"}"# + "\n", to: "in.jsonl")
        let outcome = try folder.winnow("encode", "-q", "-t", "t", "in.jsonl", "--offsets")
        #expect(outcome.text.contains(#""offsets":[[0,1],[1,2],[2,3]]}"#))
        #expect(
            try folder.winnow("encode", "-t", "t", "in.jsonl", "--offsets", "--format", "u16")
                .status != 0)
    }

    @Test func `a corpus is counted as it is encoded`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "300", "-q", "-o", "t")
        let encoded = try folder.winnow("encode", "-t", "t", "texts.jsonl", "more", "-o", "ids")
        let count = try folder.winnow("count", "-t", "t", "texts.jsonl", "more", "--json").text
        func number(_ key: String) -> Substring? {
            count.split(separator: "\n").first { $0.contains("\"\(key)\"") }
                .map { $0.split(separator: " ").last ?? "" }
        }
        let tokens = try #require(number("tokens")).filter(\.isNumber)
        #expect(encoded.error.contains("800 texts") && encoded.error.contains("\(tokens) tokens"))
    }

    @Test func `ranks that nothing is known of need a split, which an option names`() throws {
        let folder = try TokenizerFolder()
        try folder.winnow("train", "texts.jsonl", "--vocab-size", "300", "-q", "-o", "t")
        try folder.winnow("convert", "t", "--to", "tiktoken", "-o", "t.tiktoken")
        let ranks = try folder.scratch.text("t.tiktoken")
        try folder.scratch.write(ranks, to: "llama/tokenizer.model")
        let unknown = try folder.winnow("encode", "-t", "llama", "texts.jsonl", "-q")
        #expect(unknown.status != 0 && unknown.error.contains("option pattern"))
        let named = try folder.winnow(
            "encode", "-t", "llama", "--pattern", "cl100k", "texts.jsonl", "-q")
        #expect(
            try named.text == folder.winnow("encode", "-t", "t", "texts.jsonl", "-q").text)
        let other = try folder.winnow(
            "encode", "-t", "t", "--pattern", "cl100k", "texts.jsonl", "-q")
        #expect(other.status != 0 && other.error.contains("its own split"))
    }

    @Test func `a name that no pattern has is refused, not taken for an expression`() throws {
        let folder = try TokenizerFolder()
        let outcome = try folder.winnow(
            "train", "texts.jsonl", "--pattern", "gpt5", "--output", "t")
        #expect(outcome.status != 0)
        #expect(outcome.error.contains("'gpt5'") && outcome.error.contains("cl100k"))
    }

    @Test func `a pattern that two programs read otherwise is refused in training`() throws {
        let folder = try TokenizerFolder()
        for pattern in [#"\p{N}{1,3}+|\P{N}"#, #"\s+$|\S+|\s"#] {
            let outcome = try folder.winnow(
                "train", "texts.jsonl", "--pattern", pattern, "-o", "t")
            #expect(outcome.status != 0 && outcome.error.contains("otherwise"), "\(pattern)")
        }
        let outcome = try folder.winnow(
            "train", "texts.jsonl", "--pattern", #"\w+|\W"#, "--vocab-size", "260", "-o", "t")
        #expect(outcome.status == 0)
    }
}
