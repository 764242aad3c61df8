// Training, pruning and quantising.
import FastText
import Foundation
import Testing

@Suite struct TrainTests {
    /// Lines whose label shows in their words: each label has ten words of its own and all share
    /// twenty.
    static func text(lines: Int, labels: Int, seed: UInt64) -> [UInt8] {
        var random = SplitMix(state: seed)
        var text = ""
        for _ in 0..<lines {
            let label = Int(random.next() % UInt64(labels))
            text += "__label__l\(label)"
            for _ in 0..<6 {
                let isOwn = random.next() % 3 == 0
                text +=
                    isOwn ? " own\(label)x\(random.next() % 10)" : " common\(random.next() % 20)"
            }
            text += "\n"
        }
        return Array(text.utf8)
    }

    static func options(_ loss: Loss = .softmax) -> TrainingOptions {
        var options = TrainingOptions()
        options.model.dimension = 12
        options.model.loss = loss
        options.model.buckets = 2000
        options.model.minimumNgram = 3
        options.model.maximumNgram = 5
        options.model.wordNgrams = 2
        options.learningRate = 0.5
        return options
    }

    @Test(arguments: Loss.allCases)
    func `each loss learns what can be learned`(loss: Loss) throws {
        let model = try FastTextTrainer(Self.options(loss)).train(
            Self.text(lines: 4000, labels: 5, seed: 1).span)
        let report = model.evaluate(Self.text(lines: 1000, labels: 5, seed: 2).span)
        // A line has none of its label's words with probability (2/3)^6 = 0.09.
        #expect(report.precision > 0.88, "\(report)")
    }

    @Test func `the same seed gives the same bytes, another seed others`() throws {
        let text = Self.text(lines: 500, labels: 3, seed: 3)
        var options = Self.options()
        let first = try FastTextTrainer(options).train(text.span).fileBytes()
        #expect(try FastTextTrainer(options).train(text.span).fileBytes() == first)
        options.seed = 1
        #expect(try FastTextTrainer(options).train(text.span).fileBytes() != first)
    }

    @Test func `rare words and labels are left out and unknown ones are harmless`() throws {
        var options = Self.options()
        options.model.maximumNgram = 0
        options.model.wordNgrams = 1
        options.model.minimumCount = 2
        options.minimumLabelCount = 2
        let text = "__label__a x y\n__label__a x z\n__label__b x\n\n__label__c\n"
        let model = try FastTextTrainer(options).train(Array(text.utf8).span)
        #expect(model.vocabulary.wordCount == 2)  // x and </s>
        #expect(model.vocabulary.labelCount == 1)
        let state = model.makeState()
        #expect(
            model.guesses(Array("nothing known".utf8), state: state).map(\.label) == ["__label__a"])
    }

    @Test func `a pruned and quantised model is small and nearly as good`() throws {
        let text = Self.text(lines: 4000, labels: 5, seed: 1)
        let unseen = Self.text(lines: 1000, labels: 5, seed: 2)
        let model = try FastTextTrainer(Self.options()).train(text.span)
        var options = QuantizeOptions()
        options.cutoff = 400
        options.codesNorms = true
        options.retraining = .init(epochs: 2, learningRate: 0.2)
        let small = try model.quantized(options, text: text.span)
        #expect(small.isQuantized)
        let bytes = try small.fileBytes()
        #expect(bytes.count < (try model.fileBytes().count) / 4)
        let report = try FastTextModel(bytes: bytes).evaluate(unseen.span)
        #expect(report.precision > (model.evaluate(unseen.span).precision) - 0.03)
        let again = try model.quantized(options, text: text.span).fileBytes()
        #expect(again == bytes)
    }

    @Test func `what cannot be trained or quantised is refused`() throws {
        var options = Self.options()
        #expect(throws: FastTextError.self) {
            try FastTextTrainer(options).train(Array("no labels here\n".utf8).span)
        }
        let text = Self.text(lines: 300, labels: 2, seed: 5)
        options.learningRate = 1e30
        #expect(throws: FastTextError.self) { try FastTextTrainer(options).train(text.span) }
        options = Self.options()
        options.model.buckets = 0
        #expect(throws: FastTextError.self) { try FastTextTrainer(options) }
        let model = try FastTextTrainer(Self.options()).train(text.span)
        var quantize = QuantizeOptions()
        quantize.codesOutput = true  // two labels are fewer than 256 centroids
        #expect(throws: FastTextError.self) { try model.quantized(quantize) }
        quantize = QuantizeOptions()
        let small = try model.quantized(quantize)
        #expect(throws: FastTextError.self) { try small.quantized(quantize) }
    }

    @Test func `precision and recall are counted by label`() throws {
        let model = try FastTextTrainer(Self.options()).train(
            Self.text(lines: 2000, labels: 3, seed: 1).span)
        let test = "__label__l0 own0x1 own0x2\n__label__l0 own1x1 own1x2\nown2x1\n"
        let report = model.evaluate(Array(test.utf8).span)
        #expect(report.lines == 2)
        #expect(report.precision == 0.5)
        let first = report.labels.first { $0.name == "__label__l0" }
        #expect(first?.precision == 1)
        #expect(first?.recall == 0.5)
    }
}
