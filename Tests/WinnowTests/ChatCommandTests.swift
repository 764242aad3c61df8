// `winnow chat`, from the outside.
import TestSupport
import Testing

@Suite struct ChatCommandTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        let fine =
            #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
        let half = fine.replacing(#""a"}"#, with: #""a","weight":0.5}"#)
        try scratch.write("\(fine)\n\(half)\n", to: "fine.jsonl")
        try scratch.write("{\"text\":\"x\"}\nno json\n", to: "bad.jsonl")
    }

    private func chat(_ arguments: String...) throws -> WinnowProcess.Outcome {
        try WinnowProcess.run(["chat"] + arguments, in: scratch.path)
    }

    @Test func `what carries loss is shown, and how much`() throws {
        let shown = try chat("render", "--template", "chatml", "fine.jsonl")
        #expect(shown.status == 0)
        let text = String(decoding: shown.output, as: UTF8.self)
        #expect(text.contains("⟦a<|im_end|>⟧") && text.contains("⟦×0.5 a<|im_end|>⟧"))
    }

    @Test func `ranges of what carries loss come as JSON`() throws {
        let lines = try chat("render", "--template", "chatml", "--jsonl", "--loss", "fine.jsonl")
        let text = String(decoding: lines.output, as: UTF8.self)
        #expect(text.contains(#""loss":[[51,62]]"#) && text.contains(#""loss":[[51,62,0.5]]"#))
        #expect(try chat("render", "--template", "chatml", "--loss", "fine.jsonl").status == 64)
    }

    @Test func `a file of which every record is refused is a data error`() throws {
        for more in [[], ["--jsonl"]] {
            let arguments = ["chat", "render", "--template", "chatml"] + more
            let bad = try WinnowProcess.run(arguments + ["bad.jsonl"], in: scratch.path)
            #expect(bad.status == 65)
            #expect(try WinnowProcess.run(arguments + ["fine.jsonl"], in: scratch.path).status == 0)
        }
        #expect(try chat("check", "bad.jsonl").status == 65)
    }
}
