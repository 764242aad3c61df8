// Prediction: the average of a line's rows, scored against every label.
import Glibc

extension FastTextModel {
    /// What one worker needs to predict; reused from line to line, never shared.
    public final class State {
        let line: FeatureExtractor.Line
        let hidden: FlatStorage<Float>
        let output: FlatStorage<Float>
        var best = BestLabels()
        /// The last prediction, best label first; empty if the text had no known feature.
        public internal(set) var predictions: [Prediction] = []
        /// The share of the words and n-grams of the last text that the model has weights for;
        /// a model that left none out knows all n-grams.
        public internal(set) var knownShare: Double = 0

        init(_ model: FastTextModel) {
            line = model.features.makeLine()
            hidden = FlatStorage(count: Matrix.stride(columns: model.input.columns), repeating: 0)
            output = FlatStorage(count: model.scorer.paddedCount, repeating: 0)
        }
    }

    public func makeState() -> State { State(self) }

    /// Predicts labels for the first line of `text`.
    ///
    /// - Parameters:
    ///   - top: how many labels at most; the default is the best one.
    ///   - threshold: the least probability to report.
    ///   - endsLine: whether to treat text without a line feed as if it had one, as fastText's
    ///     Python `predict` does; its command line doesn't for the last line of a file.
    public func predict(
        _ text: Span<UInt8>, top: Int = 1, threshold: Float = 0, endsLine: Bool = true,
        state: State
    ) {
        text.withUnsafeBufferPointer { bytes in
            _ = features.extract(bytes, endsLine: endsLine, into: state.line)
        }
        predict(top: top, threshold: threshold, state: state)
    }

    /// Scores the features that `state.line` holds.
    func predict(top: Int, threshold: Float, state: State) {
        state.predictions.removeAll(keepingCapacity: true)
        let count = state.line.rows.count
        state.knownShare = min(1, Double(count) / Double(max(1, state.line.tried)))
        guard count > 0, top > 0 else { return }
        rows.average(state.line.rows.base, count: count, into: state.hidden.base)
        state.best.reset(limit: min(top, vocabulary.labelCount))
        scorer.score(
            hidden: state.hidden.base, output: state.output.base, threshold: threshold,
            best: &state.best)
        state.best.sort()
        for entry in state.best.entries {
            state.predictions.append(
                Prediction(label: Int(entry.label), probability: expf(entry.score)))
        }
    }
}
