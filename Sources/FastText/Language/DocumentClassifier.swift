// Classifies whole documents: sample, prepare, predict.

/// A model with its way of reading a document; shared by all workers, each with a ``Scratch``.
public struct DocumentClassifier: Sendable {
    public let model: FastTextModel
    private let preparer: TextPreparer
    /// Nil reads whole documents.
    public let sample: EvenSample?

    public init(_ model: FastTextModel, preparation: TextPreparation, sample: EvenSample?) {
        self.model = model
        preparer = TextPreparer(preparation)
        self.sample = sample
    }

    public final class Scratch {
        public let state: FastTextModel.State
        fileprivate var line: [UInt8] = []

        fileprivate init(_ state: FastTextModel.State) { self.state = state }
    }

    public func makeScratch() -> Scratch { Scratch(model.makeState()) }

    /// The best labels of a text, in `scratch.state.predictions`.
    public func classify(_ text: Span<UInt8>, top: Int = 1, using scratch: Scratch) {
        // Taken out while in use, so that it is neither copied nor exclusive to the class.
        var line: [UInt8] = []
        swap(&line, &scratch.line)
        line.removeAll(keepingCapacity: true)
        text.withUnsafeBufferPointer { prepare($0, into: &line) }
        model.predict(line.span, top: top, state: scratch.state)
        // The end of a line is a feature too, but says nothing of an empty one.
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x0A }) { scratch.state.predictions = [] }
        swap(&line, &scratch.line)
    }

    private func prepare(_ text: UnsafeBufferPointer<UInt8>, into line: inout [UInt8]) {
        guard let sample else {
            return preparer.append(text, to: &line)
        }
        var index = 0
        while let range = sample.piece(index, of: text) {
            let piece = UnsafeBufferPointer(rebasing: text[range])
            preparer.append(piece, to: &line)
            index += 1
        }
    }

    /// A label without fastText's prefix.
    public func name(of label: Int) -> [UInt8] {
        let whole = model.vocabulary.label(label)
        let prefix = Vocabulary.labelPrefix
        return whole.starts(with: prefix) ? Array(whole[prefix.count...]) : whole
    }
}
