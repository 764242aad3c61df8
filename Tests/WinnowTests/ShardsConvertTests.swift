// `winnow shards convert`, `merge`, `trace` and `cat --text`, and what they refuse.
import Foundation
import TestSupport
import Testing

@Suite struct ShardsConvertTests {
    private func run(_ output: String = "token_shards: { path: tokens }") throws -> TinyRun {
        let tiny = try TinyRun(
            fullPipeline.replacing("token_shards: { path: tokens }", with: output))
        let outcome = try tiny.winnow("run", "tiny.yaml", "--output", "out")
        #expect(outcome.status == 0, "\(outcome.error)")
        return tiny
    }

    private func tokens(_ tiny: TinyRun, _ folder: String) throws -> [[Int]] {
        try tiny.winnow("shards", "cat", folder).text.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require((object as? [String: Any])?["tokens"] as? [Int])
        }
    }

    @Test(arguments: ["winnow", "mds", "megatron", "datatrove", "bin", "npy"])
    func `shards go to any format and back`(format: String) throws {
        let tiny = try run()
        let wanted = try tokens(tiny, "out/tokens")
        let there = try tiny.winnow(
            "shards", "convert", "out/tokens", "--to", format, "--output", "there")
        #expect(there.status == 0 && there.text.contains("3 documents"), "\(there.error)")
        #expect(try tokens(tiny, "there") == wanted)
        let verified = try tiny.winnow("shards", "verify", "there")
        #expect(verified.status == 0)
        #expect(!verified.text.contains("not checked"))
        let info = try tiny.winnow("shards", "info", "there", "--json").text
        #expect(info.contains("tokenizer_sha256") && info.contains("vocabulary_size"))
        let back = try tiny.winnow(
            "shards", "convert", "there", "--to", "winnow", "--output", "back")
        #expect(back.status == 0, "\(back.error)")
        #expect(try tokens(tiny, "back") == wanted)
        let again = try tiny.winnow(
            "shards", "convert", "out/tokens", "--to", format, "--output", "there")
        #expect(again.status != 0 && again.error.contains("not empty"))
    }

    @Test func `frames are as small as is asked for`() throws {
        let tiny = try run("token_shards: { path: tokens, frame_kilobytes: 4 }")
        let wanted = try tokens(tiny, "out/tokens")
        let made = try tiny.winnow(
            "shards", "convert", "out/tokens", "--to", "winnow", "--frame-kilobytes", "16",
            "--output", "small")
        #expect(made.status == 0, "\(made.error)")
        #expect(try tokens(tiny, "small") == wanted)
        #expect(try tiny.winnow("shards", "verify", "small", "out").status == 0)
        for arguments in [
            ["--to", "mds", "--frame-kilobytes", "16"],
            ["--to", "winnow", "--frame-kilobytes", "2"],
        ] {
            let refused = try WinnowProcess.run(
                ["shards", "convert", "out/tokens", "--output", "x"] + arguments,
                in: tiny.scratch.path)
            #expect(refused.status != 0 && refused.error.contains("--frame-kilobytes"))
        }
    }

    @Test func `sets of shards become one, in order`() throws {
        let tiny = try run()
        let wanted = try tokens(tiny, "out/tokens")
        let merged = try tiny.winnow(
            "shards", "merge", "out/tokens", "out/tokens/00000-00000.index.zst", "--output", "all")
        // A shard that is named twice is one shard.
        #expect(merged.status == 0 && merged.text.contains("3 documents"), "\(merged.error)")
        #expect(try tokens(tiny, "all") == wanted)
        #expect(
            try tiny.winnow(
                "shards", "convert", "out/tokens", "--to", "mds", "--output", "mds"
            ).status == 0)
        let mixed = try tiny.winnow("shards", "merge", "out/tokens", "mds", "--output", "x")
        #expect(mixed.status != 0 && mixed.error.contains("several formats (mds, winnow)"))
    }

    @Test func `a token leads back to its record`() throws {
        let tiny = try run()
        let shard = "out/tokens/00000-00000.tokens.zst"
        let first = try tiny.winnow("shards", "trace", shard, "0")
        #expect(first.status == 0, "\(first.error)")
        #expect(first.text.contains("in/1.jsonl, record 0 at byte 0"))
        #expect(first.text.contains("https://example.org/a"))
        let json = try tiny.winnow("shards", "trace", shard, "1", "--json")
        let facts = try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any]
        #expect(facts?["id"] as? String == "a" && facts?["place"] as? Int == 1)
        #expect(facts?["record"] as? Int == 0 && facts?["byte"] as? Int == 0)
        #expect(try tiny.winnow("shards", "trace", shard, "1000000").status == 66)
        let copied = try tiny.winnow(
            "shards", "convert", "out/tokens", "--to", "winnow", "--output", "copy")
        #expect(copied.status == 0)
        let lost = try tiny.winnow("shards", "trace", "copy/00000-00000.index.zst", "0")
        #expect(lost.status == 66 && lost.error.contains("--run"))
        let found = try tiny.winnow(
            "shards", "trace", "copy/00000-00000.index.zst", "0", "--run", "out")
        #expect(found.text.contains("in/1.jsonl"))
        let other = try tiny.winnow("shards", "convert", "out", "--to", "mds", "--output", "mds")
        #expect(other.status == 0, "\(other.error)")
        let anew = try tiny.winnow(
            "shards", "trace", "mds/00000/shard.00000.mds", "0", "--run", "out")
        #expect(anew.text.contains("in/1.jsonl") && anew.text.contains("by the id alone"))
        #expect(!first.text.contains("by the id alone"))
    }

    @Test func `a shard of another tokenizer than the run's is not traced in it`() throws {
        let tiny = try run()
        let other = try tiny.winnow(
            "run", "tiny.yaml", "--output", "other", "--set",
            "stages.tokenize.tokenizer.train.vocab_size=270")
        #expect(other.status == 0, "\(other.error)")
        let refused = try tiny.winnow(
            "shards", "trace", "other/tokens/00000-00000", "0", "--run", "out")
        #expect(refused.status == 1 && refused.error.contains("it is no shard of out"))
    }

    @Test func `texts come with the run's own tokenizer, and no other's`() throws {
        let tiny = try run()
        let text = try tiny.winnow("shards", "cat", "out", "--text", "--limit", "1")
        #expect(text.text.contains(TinyRun.prose), "\(text.error)")
        try tiny.winnow(
            "tokenizer", "train", "in/1.jsonl", "--vocab-size", "300", "--output", "other")
        let refused = try tiny.winnow("shards", "cat", "out", "--tokenizer", "other")
        #expect(refused.status == 1 && refused.error.contains("made by the tokenizer"))
        let none = try tiny.winnow("shards", "cat", "in", "--text")
        #expect(none.status == 66)
    }

    @Test func `a tokenizer from a file is kept with the run`() throws {
        let tiny = try run()
        let again = try tiny.winnow(
            "run", "tiny.yaml", "--output", "again", "--set",
            "stages.tokenize.tokenizer=out/tokenizer")
        #expect(again.status == 0, "\(again.error)")
        #expect(
            try tiny.scratch.text("again/tokenizer/tokenizer.json")
                == tiny.scratch.text("out/tokenizer/tokenizer.json"))
        #expect(try tiny.winnow("shards", "cat", "again", "--text").text.contains(TinyRun.prose))
    }

    @Test func `a folder of a run without shards is no sound set of shards`() throws {
        let tiny = try run()
        for path in ["out/text", "out/tokenizer", "out/ledger"] {
            let verified = try tiny.winnow("shards", "verify", path)
            #expect(verified.status == 66, "\(path): \(verified.text)")
        }
    }
}
