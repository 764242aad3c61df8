// Predictions against those of the original.
import FastText
import Foundation
import TestSupport
import Testing

@Suite struct PredictTests {
    @Test func `labels and probabilities are the original's, whatever the loss or form`() throws {
        var models: [String: (FastTextModel, FastTextModel.State)] = [:]
        for name in Fixture.models {
            let model = try FastTextModel(contentsOf: Fixture.folder.appending(path: name).path)
            models[name] = (model, model.makeState())
        }
        let expectations = try Fixture.expectations()
        #expect(Set(expectations.map(\.model)) == Set(Fixture.models))
        for expected in expectations {
            let (model, state) = models[expected.model]!
            let found = model.guesses(expected.line, top: expected.top, state: state)
            #expect(found.map(\.label) == expected.guesses.map(\.label), "\(expected)")
            for (ours, theirs) in zip(found, expected.guesses) {
                #expect(abs(ours.probability - theirs.probability) < 1e-6, "\(expected)")
            }
        }
    }

    @Test func `a state carries nothing from one line to the next`() throws {
        let model = try FastTextModel(bytes: Fixture.bytes("softmax.bin"))
        let reused = model.makeState()
        for expected in try Fixture.expectations() where expected.model == "softmax.bin" {
            let fresh = model.guesses(expected.line, top: 3, state: model.makeState())
            let again = model.guesses(expected.line, top: 3, state: reused)
            #expect(fresh.map(\.label) == again.map(\.label))
            #expect(fresh.map(\.probability) == again.map(\.probability))
        }
    }

    @Test func `tokens seen before give what they gave the first time, however many there were`()
        throws
    {
        for name in ["softmax.bin", "words.bin", "pruned.ftz"] {
            let model = try FastTextModel(bytes: Fixture.bytes(name))
            let reused = model.makeState()
            var random = SeededGenerator(seed: 42)
            func token() -> [UInt8] {
                // Often a short one, so that some come again; long ones are past what is kept.
                let longest = [2, 3, 9, 50].randomElement(using: &random)!
                return (0..<Int.random(in: 1...longest, using: &random)).map { _ in
                    UInt8(ascii: "kahisc".unicodeScalars.randomElement(using: &random)!)
                }
            }
            for number in 0..<12_000 {
                let line = Array((0..<6).map { _ in token() }.joined(separator: [0x20]))
                model.predict(line.span, top: 3, state: reused)
                guard number % 100 == 0 else { continue }
                let again = reused.predictions
                let fresh = model.makeState()
                model.predict(line.span, top: 3, state: fresh)
                #expect(again == fresh.predictions, "\(name): \(line)")
            }
        }
    }

    @Test func `only the first line of a text is read, and its end counts when asked to`() throws {
        let model = try FastTextModel(bytes: Fixture.bytes("softmax.bin"))
        let state = model.makeState()
        func best(_ text: String, endsLine: Bool) -> [Prediction] {
            model.predict(Array(text.utf8).span, top: 2, endsLine: endsLine, state: state)
            return state.predictions
        }
        #expect(best("ka ki\nsch ach", endsLine: true) == best("ka ki", endsLine: true))
        #expect(best("ka ki\n", endsLine: false) == best("ka ki", endsLine: true))
        #expect(best("ka ki", endsLine: false) != best("ka ki", endsLine: true))
        #expect(best("", endsLine: false).isEmpty)
    }

    @Test func `a threshold leaves out what is less likely`() throws {
        let model = try FastTextModel(bytes: Fixture.bytes("softmax.bin"))
        let state = model.makeState()
        let line = Array("ka ki ku".utf8)
        model.predict(line.span, top: 100, state: state)
        let all = state.predictions
        // Reported probabilities are 1e-5 larger than those compared.
        let threshold = (all[1].probability + all[2].probability) / 2 - 1e-5
        model.predict(line.span, top: 100, threshold: threshold, state: state)
        #expect(state.predictions == Array(all[..<2]))
        #expect(all.count > 2)
    }
}
