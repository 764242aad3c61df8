// `winnow shards append`, names without endings, and parts that stay parts.
import Foundation
import TestSupport
import Testing

@Suite struct ShardsAppendTests {
    private func run(_ output: String, stages: String = "") throws -> TinyRun {
        let tokens = "token_shards: { path: tokens }"
        let tiny = try TinyRun(
            fullPipeline.replacing(tokens, with: output)
                .replacing("output:", with: stages.isEmpty ? "output:" : "  - \(stages)\noutput:"))
        let outcome = try tiny.winnow("run", "tiny.yaml", "--output", "out")
        #expect(outcome.status == 0, "\(outcome.error)")
        return tiny
    }

    private func documents(_ tiny: TinyRun, _ folder: String) throws -> [String] {
        let outcome = try tiny.winnow("shards", "cat", folder)
        #expect(outcome.status == 0, "\(outcome.error)")
        return outcome.text.split(separator: "\n").map(String.init)
    }

    @Test(arguments: ["winnow", "mds", "megatron", "datatrove"])
    func `shards are added behind those that are there`(format: String) throws {
        let tiny = try run("token_shards: { path: tokens }")
        let made = try tiny.winnow(
            "shards", "convert", "out/tokens", "--to", format, "--output", "all")
        #expect(made.status == 0, "\(made.error)")
        let before = try documents(tiny, "all")
        for round in 1...2 {
            let added = try tiny.winnow("shards", "append", "all", "out/tokens")
            #expect(added.status == 0 && added.text.contains("3 documents"), "\(added.error)")
            let now = try documents(tiny, "all")
            #expect(now == (0...round).flatMap { _ in before })
        }
        let verified = try tiny.winnow("shards", "verify", "all")
        #expect(verified.status == 0 && !verified.text.contains("BAD"), "\(verified.text)")
        #expect(!FileManager.default.fileExists(atPath: tiny.scratch("all/shards.unfinished")))
    }

    @Test func `what does not go together is not appended`() throws {
        let tiny = try run("token_shards: { path: tokens }")
        func append(_ target: String, _ source: String) throws -> String {
            let outcome = try tiny.winnow("shards", "append", target, source)
            #expect(outcome.status != 0)
            return outcome.error
        }
        #expect(try append("out/tokens", "out/tokens").contains("lies in the run"))
        _ = try tiny.winnow("shards", "convert", "out/tokens", "--to", "bin", "--output", "flat")
        #expect(try append("flat", "out/tokens").contains("is one file"))
        _ = try tiny.winnow("shards", "merge", "out/tokens", "--output", "all")
        #expect(try append("all", "all").contains("is in all already"))
        _ = try tiny.winnow(
            "shards", "convert", "flat", "--to", "winnow", "--vocabulary-size", "60000",
            "--output", "other")
        #expect(try append("other", "out/tokens").contains("size of vocabulary"))
        let files = try FileManager.default.contentsOfDirectory(atPath: tiny.scratch("other"))
        #expect(files.count == 4 && !files.contains("shards.unfinished"))
    }

    @Test func `an append that was killed is refused, and mended by the next`() throws {
        let tiny = try run("token_shards: { path: tokens }")
        _ = try tiny.winnow("shards", "merge", "out/tokens", "--output", "all")
        let before = try documents(tiny, "all")
        try tiny.scratch.write("appending 00001\n", to: "all/shards.unfinished")
        try tiny.scratch.write("x", to: "all/00001-00000.tokens.zst")
        let refused = try tiny.winnow("shards", "info", "all")
        #expect(refused.status != 0 && refused.error.contains("'winnow shards append' does"))
        #expect(try tiny.winnow("shards", "append", "all", "out/tokens").status == 0)
        #expect(try documents(tiny, "all") == before + before)
    }

    @Test func `a shard is known by the name that info prints`() throws {
        let tiny = try run("token_shards: { path: tokens }")
        let name = "out/tokens/00000-00000"
        #expect(try tiny.winnow("shards", "info", "out").text.contains(name))
        #expect(try tiny.winnow("shards", "info", name).text.contains(name))
        #expect(try tiny.winnow("shards", "verify", name).status == 0)
        let trace = try tiny.winnow("shards", "trace", name, "0")
        #expect(trace.status == 0 && trace.text.contains("in/1.jsonl"), "\(trace.error)")
        #expect(try tiny.winnow("shards", "info", "out/tokens/00000-00001").status != 0)
    }

    @Test func `parts of a corpus stay parts`() throws {
        let tiny = try run(
            "token_shards: { path: tokens }", stages: "split: { validation: 0.5, by: id }")
        let parts = ["train", "validation"]
        let wanted = try parts.map { try documents(tiny, "out/tokens/\($0)") }
        #expect(!wanted.contains([]))
        for format in ["mds", "megatron"] {
            let outcome = try tiny.winnow(
                "shards", "convert", "out/tokens", "--to", format, "--output", format)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(
                try parts.map { try documents(tiny, "\(format)/\($0)").count }
                    == wanted.map(\.count))
        }
        _ = try tiny.winnow("shards", "convert", "mds", "--to", "bin", "--output", "flat")
        let flat = ["flat/train.bin", "flat/val.bin"]
        #expect(try flat.map { try documents(tiny, $0).count } == wanted.map(\.count))
        let lone = try tiny.winnow(
            "shards", "merge", "out/tokens/train", "out/tokens/train", "--output", "one")
        #expect(lone.status == 0, "\(lone.error)")
        _ = try tiny.winnow("shards", "merge", "out/tokens/train", "--output", "plain")
        let mixed = try tiny.winnow("shards", "merge", "plain", "out/tokens", "--output", "two")
        #expect(mixed.status != 0 && mixed.error.contains("lies in no part"))
        #expect(!FileManager.default.fileExists(atPath: tiny.scratch("two/shards.unfinished")))
    }
}
