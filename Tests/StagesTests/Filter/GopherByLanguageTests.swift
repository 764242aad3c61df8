// `gopher_quality: { by_language: auto }`: what is usual in each language.
import PipelineCore
import Stages
import TestSupport
import Testing

private let chinese = String(
    repeating: "图书馆在修缮之后重新开放，读者们每天晚上都会来这里看报纸，也有人带着孩子来借书。", count: 4)
private let german = String(
    repeating:
        "Der Fluss stand nach drei Tagen Regen hoch, und wir gingen in das Haus auf der Brücke. ",
    count: 6)
private let english = String(
    repeating: "The river was high after three days of rain, so we took the old bridge to town. ",
    count: 6)

@Suite struct GopherByLanguageTests {
    @Test(arguments: [chinese, german])
    func `good text of other languages passes by its own rules`(text: String) throws {
        #expect(try StageProbe("gopher_quality").run(text).drop != nil)
        let result = try StageProbe("gopher_quality: { by_language: auto }").run(text)
        #expect(result.drop == nil)
        #expect(["zh", "de"].contains(result.label("rules_of")))
    }

    @Test func `a language's rules drop what isn't usual in it`() throws {
        let probe = try StageProbe("gopher_quality: { by_language: auto }")
        // German nouns without one of its function words.
        let words = "Straßenbahn Haltestelle Fahrplan Verspätung Regenschirm Brücke Wasserstand "
        let list = try probe.run(String(repeating: words, count: 10))
        #expect(list.drop != nil)
    }

    @Test func `English is judged by the options, whatever by_language says`() throws {
        let usual = try StageProbe("gopher_quality")
        let auto = try StageProbe("gopher_quality: { by_language: auto }")
        let texts = [
            english, english.uppercased(),
            String(repeating: "1 2 3 4 the of and we go 5 ", count: 20),
            String(
                repeating: "incomprehensibilities of internationalization and misunderstandings ",
                count: 20),
        ]
        for text in texts {
            let (a, b) = (try usual.run(text), try auto.run(text))
            guard b.label("rules_of") == "en" else { continue }
            #expect(a.drop?.rule == b.drop?.rule)
            #expect(a["mean_word_length"] == b["mean_word_length"])
        }
        #expect(try auto.run(english).label("rules_of") == "en")
    }

    @Test func `a language without a row isn't judged by these rules`() throws {
        let probe = try StageProbe("gopher_quality: { by_language: auto }")
        let result = try probe.run(String(repeating: "ᚁᚃᚓᚙᚄᚍᚊᚍᚃᚖᚁᚇᚂᚐᚍᚗᚎ ᚁᚃᚓᚙ ", count: 40))
        #expect(result.drop == nil)
        #expect(result.label("rules_of") == "none")
        #expect(result["stop_words"]?.isNaN == true)
    }

    @Test func `it needs the counting that its table was made with`() {
        for options in ["preset: dclm", "words: whitespace", "preset: massivetext"] {
            #expect(throws: (any Error).self) {
                try StageProbe("gopher_quality: { by_language: auto, \(options) }")
            }
        }
    }
}
