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
}
