// The toxicity and bad-word stages as a pipeline file uses them.
import Foundation
import PipelineCore
import TestSupport
import Testing

@Suite struct ToxicityStageTests {
    private func withList(_ text: String, _ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file.path)
    }

    @Test func `abuse is dropped and a mention of the same people is kept`() throws {
        let probe = try StageProbe("toxicity: {}")
        let abuse = try probe.run("fuck you, you stupid c u n t, all you fucking bitches")
        #expect(abuse.drop?.rule == "toxic")
        #expect((abuse["terms"] ?? 0) >= 3)
        let mention = try probe.run("Trans women and gay men spoke at the town's history evening.")
        #expect(mention.drop == nil)
        #expect(mention["terms"] == 0)
    }

    @Test func `lists are loaded and can stand alone`() throws {
        try withList("grumpf\tslur\n") { path in
            let yaml = "toxicity: { lists: { en: \(path) }, sample_list: false, model: '' }"
            let probe = try StageProbe(yaml)
            #expect(try probe.run("they are grumpf, grumpf, grumpf").drop?.rule == "toxic")
            #expect(try probe.run("fuck").drop == nil)
        }
        #expect(throws: (any Error).self) {
            try StageProbe("toxicity: { lists: { en: /nonexistent } }")
        }
    }

    @Test func `C4's rule drops at the first whole word`() throws {
        try withList("grumpf\nbad phrase\n") { path in
            let probe = try StageProbe("c4_bad_words: { list: \(path) }")
            #expect(try probe.run("A GRUMPF here").drop?.rule == "bad_word")
            #expect(try probe.run("a bad phrase.").drop?.rule == "bad_word")
            #expect(try probe.run("grumpfs and xgrumpf, bad phrases").drop == nil)
            let anywhere = try StageProbe("c4_bad_words: { list: \(path), language: ja }")
            #expect(try anywhere.run("xgrumpfx").drop?.rule == "bad_word")
        }
    }
}
