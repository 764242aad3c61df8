// Measures a model on labelled lines.

/// How a model does on a test text, as fastText's `test` counts it.
public struct Evaluation: Sendable {
    /// Lines with at least one known label and one feature.
    public internal(set) var lines = 0
    public internal(set) var labels: [LabelScore]

    public struct LabelScore: Sendable {
        public let name: String
        public internal(set) var gold = 0
        public internal(set) var predicted = 0
        var correct = 0

        /// Not a number where nothing was predicted.
        public var precision: Double { Double(correct) / Double(predicted) }
        /// Not a number where the text hasn't got the label.
        public var recall: Double { Double(correct) / Double(gold) }
        public var f1: Double { 2 * Double(correct) / Double(predicted + gold) }
    }

    private func total(_ count: KeyPath<LabelScore, Int>) -> Double {
        Double(labels.reduce(0) { $0 + $1[keyPath: count] })
    }

    /// Of all labels predicted, the share that was right.
    public var precision: Double { total(\.correct) / total(\.predicted) }
    /// Of all labels given, the share that was predicted.
    public var recall: Double { total(\.correct) / total(\.gold) }
    /// The mean F1 of the labels that the text has.
    public var macroF1: Double {
        let present = labels.filter { $0.gold > 0 }
        return present.reduce(0) { $0 + $1.f1 } / Double(present.count)
    }
}

extension FastTextModel {
    /// Predicts `top` labels of at least `threshold` for each labelled line and counts hits.
    public func evaluate(_ text: Span<UInt8>, top: Int = 1, threshold: Float = 0) -> Evaluation {
        let state = makeState()
        var report = Evaluation(
            labels: (0..<vocabulary.labelCount).map {
                .init(name: String(decoding: vocabulary.label($0), as: UTF8.self))
            })
        text.withUnsafeBufferPointer { bytes in
            var position = 0
            while position < bytes.count {
                let rest = UnsafeBufferPointer(rebasing: bytes[position...])
                position += features.extract(rest, endsLine: true, into: state.line)
                guard state.line.labels.count > 0, state.line.rows.count > 0 else { continue }
                predict(top: top, threshold: threshold, state: state)
                report.add(state.predictions, gold: state.line.labels)
            }
        }
        return report
    }
}

extension Evaluation {
    fileprivate mutating func add(_ predictions: [Prediction], gold: GrowingBuffer<Int32>) {
        lines += 1
        let wanted = UnsafeBufferPointer(start: gold.base, count: gold.count)
        for label in wanted { labels[Int(label)].gold += 1 }
        for prediction in predictions {
            labels[prediction.label].predicted += 1
            if wanted.contains(Int32(prediction.label)) { labels[prediction.label].correct += 1 }
        }
    }
}
