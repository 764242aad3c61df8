// Word lists, context and the combined score.
import FastText
import Testing

@Suite struct ToxicityScorerTests {
    private let scorer = ToxicityScorer([
        ToxicTerm("zorg", .slur), ToxicTerm("blarg", .sexual), ToxicTerm("go away", .insult),
        ToxicTerm("悪口", .profanity, isAnywhere: true),
    ])

    private func weigh(_ text: String) -> ToxicityEvidence {
        Array(text.utf8).withUnsafeBufferPointer {
            scorer.weigh($0, using: ToxicityScorer.Scratch())
        }
    }

    @Test func `terms match as whole words and phrases, disguised or not`() {
        #expect(weigh("a zorg, Z0RG and z o r g").terms == 3)
        #expect(weigh("zorgs are azorg").terms == 0)
        #expect(weigh("please go   away now").terms == 1)
        #expect(weigh("z*rg").terms == 1)
        #expect(weigh("これは悪口です").terms == 1)
        #expect(weigh("").terms == 0)
    }

    @Test func `a term that is mentioned weighs less than one that is used`() {
        let used = weigh("he is a zorg").weight
        #expect(used == 3)
        #expect(weigh("you are a zorg").weight > used)
        #expect(weigh("he wrote the word zorg on it").weight < used / 2)
        #expect(weigh("he wrote \"zorg\" on it").weight < used / 2)
        #expect(weigh("as a proud zorg he sang").weight < used / 2)
    }

    @Test func `clinical context spares sexual terms only`() {
        #expect(weigh("the doctor saw the blarg").weight < weigh("he saw the blarg").weight / 2)
        #expect(weigh("the doctor saw the zorg").weight == weigh("he saw the zorg").weight)
    }

    @Test func `density falls with the length of the text`() {
        let short = weigh("he is a zorg")
        let long = weigh("he is a zorg" + String(repeating: " lorem ipsum", count: 100))
        #expect(long.weight == short.weight)
        #expect(long.density < short.density / 5)
    }

    @Test func `lists are read in LDNOOBW's form and in ours`() throws {
        let terms = try ToxicTerm.list(
            "# comment\nplain\r\n\nsome phrase\tslur\nheavy\tinsult\t4.5\n", language: "en")
        #expect(
            terms == [
                ToxicTerm("plain", .profanity), ToxicTerm("some phrase", .slur),
                ToxicTerm("heavy", .insult, weight: 4.5),
            ])
        #expect(try ToxicTerm.list("語", language: "ja")[0].isAnywhere)
        #expect(throws: FastTextError.self) { try ToxicTerm.list("a\tnope", language: "en") }
        #expect(throws: FastTextError.self) { try ToxicTerm.list("a\tslur\t-1", language: "en") }
    }
}

@Suite struct ToxicityDetectorTests {
    private let detector = ToxicityDetector(
        ToxicTerm.sample, model: BuiltinModel.toxicity.model)!

    private func score(_ text: String) -> Float {
        detector.examine(Array(text.utf8).span, using: detector.makeScratch()).score
    }

    @Test func `abuse scores above harmless sentences that name the same people`() {
        #expect(score("you stupid b1tch, f u c k you") > 0.6)
        for harmless in [
            "Gay people deserve equal rights.", "My best friends are Muslims.",
            "The clinic for trans people opened in May.", "Women voted in large numbers.",
            "The recipe needs two eggs and a cup of milk.", "",
        ] {
            #expect(score(harmless) < 0.6, "\(harmless)")
        }
    }
}
