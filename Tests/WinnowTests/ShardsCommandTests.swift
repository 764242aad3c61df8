// `winnow shards` on a run's folder, in every format.
import Foundation
import TestSupport
import Testing

@Suite struct ShardsCommandTests {
    static let formats = ["winnow", "mds", "megatron", "datatrove"]

    /// A finished run with three documents in one format.
    private func run(_ format: String) throws -> TinyRun {
        let tiny = try TinyRun(
            fullPipeline.replacing("tokens }", with: "tokens, format: \(format) }"))
        let outcome = try tiny.winnow("run", "tiny.yaml", "--output", "out")
        #expect(outcome.status == 0, "\(outcome.error)")
        return tiny
    }

    private func json(_ outcome: WinnowProcess.Outcome) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(outcome.output))
        return try #require(value as? [String: Any])
    }

    /// The largest file with tokens.
    private func tokenFile(_ tiny: TinyRun) throws -> String {
        let names = try FileManager.default.subpathsOfDirectory(atPath: tiny.scratch("out/tokens"))
        let endings = [".tokens.zst", ".mds", ".bin", ".ds"]
        let name = try #require(names.first { name in endings.contains { name.hasSuffix($0) } })
        return "out/tokens/" + name
    }

    @Test(arguments: formats)
    func `a run's folder is described, verified and printed`(format: String) throws {
        let tiny = try run(format)
        let info = try json(tiny.winnow("shards", "info", "out", "--json"))
        #expect(info["documents"] as? Int == 3)
        let shard = try #require((info["shards"] as? [[String: Any]])?.first)
        #expect(shard["format"] as? String == format && shard["dtype"] as? String == "uint16")
        #expect((shard["vocabulary_size"] != nil) == (format == "winnow"))
        #expect(try tiny.winnow("shards", "info", "out").text.contains(format))

        let verified = try tiny.winnow("shards", "verify", "out")
        #expect(verified.status == 0 && verified.text.hasPrefix("ok   out/tokens/"))

        let lines = try tiny.winnow("shards", "cat", "out").text.split(separator: "\n")
        #expect(lines.count == 3)
        let texts = try tiny.winnow(
            "shards", "cat", "out/tokens", "--limit", "1", "--tokenizer",
            "out/tokenizer/tokenizer.json"
        ).text
        #expect(texts.contains(TinyRun.prose))
        #expect(texts.hasPrefix("{\"id\":\"a\"") == ["winnow", "mds"].contains(format))
    }

    @Test(arguments: formats)
    func `a changed byte is named, for people and for scripts`(format: String) throws {
        let tiny = try run(format)
        let file = try tokenFile(tiny)
        var bytes = Array(try Data(contentsOf: URL(filePath: tiny.scratch(file))))
        bytes[bytes.count / 2] ^= 1
        try tiny.scratch.write(bytes, to: file)
        for folder in ["out", "out/tokens", "./out/../out"] {
            let outcome = try tiny.winnow("shards", "verify", folder)
            #expect(outcome.status == 1)
            #expect(outcome.text.contains("BAD") && outcome.text.contains("manifest says"))
        }
        let verdict = try json(tiny.winnow("shards", "verify", "out", "--json"))
        #expect(verdict["sound"] as? Bool == false)
        let shard = try #require((verdict["shards"] as? [[String: Any]])?.first)
        let findings = try #require(shard["findings"] as? [[String: String]])
        #expect(findings.contains { $0["file"] == file && $0["code"] == "wrong_content" })
    }

    @Test(arguments: formats)
    func `a shard that is not where the manifest has it is missing`(format: String) throws {
        let tiny = try run(format)
        for name in try tiny.names(in: "out/tokens") {
            try FileManager.default.moveItem(
                atPath: tiny.scratch("out/tokens/" + name),
                toPath: tiny.scratch("out/tokens/7" + name.dropFirst(5)))
        }
        let outcome = try tiny.winnow("shards", "verify", "out/tokens")
        #expect(outcome.status == 1)
        #expect(outcome.text.hasPrefix("ok   out/tokens/7"))
        #expect(outcome.text.contains("BAD  out/tokens/00000"))
        #expect(outcome.text.contains(": missing"))
    }

    @Test func `the index of MDS shards is checked by the manifest too`() throws {
        let tiny = try run("mds")
        let index = try tiny.scratch.text("out/tokens/00000/index.json")
        try tiny.scratch.write(index + " ", to: "out/tokens/00000/index.json")
        let outcome = try tiny.winnow("shards", "verify", "out")
        #expect(outcome.status == 1)
        #expect(outcome.text.contains("BAD  out/tokens/00000/index.json"))
        try tiny.scratch.write(
            index.replacing("shard.00000", with: "../shard.00000"),
            to: "out/tokens/00000/index.json")
        let hostile = try tiny.winnow("shards", "info", "out")
        #expect(hostile.status == 1)
        #expect(hostile.error.contains("'../shard.00000.mds' names no .mds file in this folder"))
    }

    @Test func `documents are found by their id where the format keeps ids`() throws {
        let tiny = try run("mds")
        let found = try tiny.winnow("shards", "cat", "out", "--id", "d")
        #expect(found.status == 0 && found.text.hasPrefix("{\"id\":\"d\""))
        #expect(try tiny.winnow("shards", "cat", "out", "--id", "nobody").status == 66)
        let other = try run("megatron")
        let nothing = try other.winnow("shards", "cat", "out", "--id", "d")
        #expect(nothing.status == 66 && nothing.error.contains("keeps no ids"))
    }

    @Test func `documents of a run that wrote its tokens twice are not printed twice`() throws {
        let tiny = try TinyRun(
            fullPipeline.replacing(
                "tokens }", with: "tokens }\n  - token_shards: { path: more, format: mds }"))
        #expect(try tiny.winnow("run", "tiny.yaml", "--output", "out").status == 0)
        let both = try tiny.winnow("shards", "cat", "out")
        #expect(both.status == 64 && both.error.contains("out/tokens, out/more"), "\(both.error)")
        let converted = try tiny.winnow("shards", "convert", "out", "--to", "npy", "-o", "new")
        #expect(converted.status == 64 && converted.error.contains("several sets"))
        let one = try tiny.winnow("shards", "cat", "out/more")
        #expect(one.text.split(separator: "\n").count == 3)
    }

    @Test func `what is no shard is refused with its name`() throws {
        let tiny = try TinyRun()
        for path in ["tiny.yaml", "in", "nowhere"] {
            let outcome = try tiny.winnow("shards", "verify", path)
            let status: Int32 = path == "tiny.yaml" ? 1 : 66
            #expect(outcome.status == status && outcome.error.contains(path), "\(outcome.error)")
        }
    }

    @Test func `a name that nothing has is not sound, even inside of a run`() throws {
        let tiny = try run("winnow")
        for name in ["out/tokens/nope", "out/tokens/00000-00009.tokens.zst"] {
            #expect(try tiny.winnow("shards", "verify", name).status == 66)
        }
    }

    @Test(arguments: formats)
    func `a run that kept nothing has no shards, and that is sound`(format: String) throws {
        let tiny = try run(format)
        let none = try tiny.winnow(
            "run", "tiny.yaml", "--output", "none", "--set", "stages.gopher_quality.min_words=5000",
            "--set", "stages.tokenize.tokenizer=out/tokenizer")
        #expect(none.status == 65, "\(none.error)")
        for path in ["none", "none/tokens"] {
            let verified = try tiny.winnow("shards", "verify", path)
            #expect(verified.status == 0, "\(verified.error)")
        }
        #expect(try tiny.winnow("shards", "verify", "nowhere").status == 66)
    }

    @Test(arguments: formats)
    func `shards that are gone are missing, one or all of them`(format: String) throws {
        let tiny = try run(format)
        try FileManager.default.removeItem(atPath: tiny.scratch("out/tokens"))
        for path in ["out", "out/tokens"] {
            let verified = try tiny.winnow("shards", "verify", path)
            #expect(verified.status == 1)
            #expect(
                verified.text.contains("00000-00000: missing") || format == "mds", "\(verified)")
            #expect(verified.text.contains("missing"), "\(verified)")
        }
    }

}
