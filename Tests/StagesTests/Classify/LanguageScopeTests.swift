// Stages that judge some languages only, and say nothing of all others.
import FastText
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

private let sesotho = """
    Bana ba sekolo ba ne ba tsamaea tseleng e telele hoseng ho hong le ho hong, ba bina lipina tseo
    ntate-moholo a ba rutileng tsona. Mme o ne a ba lebela hae ka lijo tse monate.
    """
private let german = """
    Der Fluss stand nach drei Tagen Regen hoch, also nahmen wir die alte Brücke. Auf der anderen
    Seite wartete schon der Bus, der uns in die Stadt brachte.
    """
private let english = """
    The river was high after three days of rain, so we took the old bridge. On the other side the
    bus was waiting already to take us into the town.
    """

@Suite struct LanguageScopeTests {
    private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file.path)
    }

    @Test(arguments: [sesotho, german])
    func `toxicity says nothing of other languages than its own`(text: String) throws {
        let result = try StageProbe("toxicity: { max_score: 0, max_density: 0 }").run(text)
        #expect(result.drop == nil)
        #expect(result["judged"] == 0)
        #expect(result["score"]?.isNaN == true && result["terms"]?.isNaN == true)
    }

    @Test func `toxicity judges English and what is too short to tell`() throws {
        let probe = try StageProbe("toxicity")
        #expect(try probe.run(english)["judged"] == 1)
        let short = try probe.run("zzyzx fuck fuck fuckers")
        #expect(short["judged"] == 1)
        #expect((short["terms"] ?? 0) == 3)
    }

    @Test func `a list is for text in its own language`() throws {
        try withFile("brücke\tslur\n") { path in
            let yaml = "toxicity: { lists: { DEU: \(path) } }"
            let probe = try StageProbe(yaml)
            let judged = try probe.run(german)
            #expect(judged["judged"] == 1 && judged["terms"] == 1)
            #expect(judged["model"]?.isNaN == true)
            #expect(try probe.run(english + " Brücke.")["terms"] == 0)
            #expect(try probe.run(sesotho)["judged"] == 0)
        }
        #expect(throws: OptionError.self) {
            try Toxicity(options { $0.lists = ["klingon": "/dev/null"] }, in: StageContext())
        }
    }

    private func options(_ change: (inout Toxicity.Options) -> Void) -> Toxicity.Options {
        var options = Toxicity.Options()
        change(&options)
        return options
    }

    @Test func `what detect_language found earlier decides`() throws {
        let context = StageContext(earlierColumns: [
            EarlierColumn(name: "detect_language.language", index: 0, unit: .label),
            EarlierColumn(name: "detect_language.score", index: 1, unit: .score),
        ])
        let stage = try Toxicity(Toxicity.Options(), in: context)
        for (label, score, judged) in [("de", 0.99, 0.0), ("en", 0.99, 1), ("eng_Latn", 0.9, 1)] {
            var document = Document(
                key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: Array(english.utf8))
            document.values = [.nan, score]
            document.labels = [MeasuredLabel(column: 0, text: Array(label.utf8))]
            var scratch = stage.makeScratch()
            let record = Recorder<Toxicity.Column>()
            try stage.measure(document, using: &scratch, in: DocumentScratch(), into: record)
            #expect(record[.judged] == judged)
        }
    }

    @Test func `classify judges the languages that the pipeline names`() throws {
        let probe = try StageProbe(
            "classify: { model: 'builtin:language', prepare: letters, keep: [fr], languages: [de] }"
        )
        #expect(try probe.run(german).drop?.rule == "label_not_kept")
        let other = try probe.run(english)
        #expect(other.drop == nil && other["judged"] == 0 && other.label("label") == nil)
        #expect(throws: (any Error).self) {
            try StageProbe("classify: { model: 'builtin:language', languages: [xx] }")
        }
    }

    @Test func `a card says which languages its model is for`() {
        #expect(BuiltinModel.toxicity.scope.languages == ["en"])
        #expect(BuiltinModel.language.scope.languages.isEmpty)
        #expect(!BuiltinModel.toxicity.scope.text.isEmpty)
    }
}
