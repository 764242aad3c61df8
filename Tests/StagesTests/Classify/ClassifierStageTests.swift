// The classifying stages as a pipeline file uses them.
import FastText
import Foundation
import PipelineCore
import TestSupport
import Testing

@Suite struct ClassifierStageTests {
    private let english = "The river was high after three days of rain, so we took the old bridge."
    private let german = "Der Fluss stand nach drei Tagen Regen hoch, also nahmen wir die Brücke."

    @Test func `the language is recorded and unwanted ones are dropped`() throws {
        let probe = try StageProbe("detect_language: { keep: [en], min_score: 0.5 }")
        let kept = try probe.run(english)
        #expect(kept.drop == nil)
        #expect(kept.label("language") == "en")
        #expect((kept["score"] ?? 0) > 0.5)
        let dropped = try probe.run(german)
        #expect(dropped.drop?.rule == "other_language")
        #expect(dropped.label("language") == "de")
        #expect(try probe.run("123 456").label("language") == "und")
    }

    @Test func `without keep nothing is dropped`() throws {
        let probe = try StageProbe("detect_language: {}")
        #expect(try probe.run(german).drop == nil)
    }

    @Test func `mixed documents are told by paragraph`() throws {
        let probe = try StageProbe("detect_language: { min_main_share: 0.8 }")
        let mixed = try probe.run(english + "\n" + german)
        #expect(mixed["languages"] == 2)
        #expect(mixed.drop?.rule == "mixed_languages")
        let pure = try probe.run(english + "\nYes.\n" + english)
        #expect(pure["main_share"] == 1)
        #expect(pure.drop == nil)
    }

    @Test func `the share of each language is measured, and keep is about the largest`() throws {
        let probe = try StageProbe("detect_language: { by_paragraph: true, keep: [en] }")
        let mixed = try probe.run(english + "\n" + english + "\n" + german)
        #expect(mixed.drop == nil)
        #expect(mixed.label("main_language") == "en")
        #expect(mixed.label("shares") == "en 0.66 de 0.34")
        #expect(try probe.run(german + "\n" + german).drop?.rule == "other_language")
    }

    @Test func `paragraphs in other languages are cut, short ones go with the one before`() throws {
        let probe = try StageProbe("cut_other_languages: { keep: [en] }")
        let result = try probe.run("\(english)\nYes.\n\(german)\nJa.\n\(english)")
        #expect(result.text == "\(english)\nYes.\n\(english)")
        #expect(result["cut_paragraphs"] == 2)
        #expect(try probe.run(german).drop?.rule == "nothing_in_wanted_language")
        #expect(throws: (any Error).self) {
            try StageProbe("cut_other_languages: { keep: [klingon] }")
        }
    }

    @Test func `a trained model labels documents and its scores drop them`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var text = ""
        for _ in 0..<200 { text += "__label__hq good solid work\n__label__cc click here now\n" }
        var options = TrainingOptions()
        options.model.dimension = 8
        options.model.buckets = 0
        options.learningRate = 0.5
        let path = folder.appending(path: "quality.bin").path
        try FastTextTrainer(options).train(Array(text.utf8).span).write(to: path)

        let scored = try StageProbe("classify: { model: \(path), label: hq, min_score: 0.5 }")
        #expect(try scored.run("good\nsolid work").drop == nil)
        #expect(try scored.run("click here").drop?.rule == "score_too_low")
        let labelled = try StageProbe("classify: { model: \(path), drop: [cc] }")
        #expect(try labelled.run("click here").drop?.rule == "label_dropped")
        #expect(throws: (any Error).self) {
            try StageProbe("classify: { model: \(path), label: nope }")
        }
        #expect(throws: (any Error).self) { try StageProbe("classify: { model: /nonexistent }") }
    }
}
