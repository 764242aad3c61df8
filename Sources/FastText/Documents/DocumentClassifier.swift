// Classifies whole documents: sample, prepare, predict.

/// A model with its way of reading a document; shared by all workers, each with a ``Scratch``.
public struct DocumentClassifier: Sendable {
    public let model: FastTextModel
    private let preparer: TextPreparer
    /// Nil reads whole documents.
    public let sample: EvenSample?
    /// The probability at which half a sample is enough.
    private let certainty: Float

    /// - Parameter certainty: every other piece of a sample is read first, and the others only if
    ///   the best label's probability is less than this; the default reads all pieces.
    public init(
        _ model: FastTextModel, preparation: TextPreparation, sample: EvenSample?,
        certainty: Float = .infinity
    ) {
        self.model = model
        preparer = TextPreparer(preparation)
        self.sample = sample
        self.certainty = certainty
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
        text.withUnsafeBufferPointer { bytes in
            guard let sample, bytes.count > sample.limit else {
                preparer.append(bytes, to: &line)
                return predict(line, top, scratch)
            }
            append(stride(from: 0, to: sample.pieces, by: 2), of: bytes, sample, to: &line)
            if certainty <= 1 {
                predict(line, top, scratch)
                if let best = scratch.state.predictions.first, best.probability >= certainty {
                    return
                }
            }
            append(stride(from: 1, to: sample.pieces, by: 2), of: bytes, sample, to: &line)
            predict(line, top, scratch)
        }
        swap(&line, &scratch.line)
    }

    private func predict(_ line: [UInt8], _ top: Int, _ scratch: Scratch) {
        // The end of a line is a feature too, but says nothing of an empty one.
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x0A }) {
            scratch.state.predictions = []
        } else {
            model.predict(line.span, top: top, state: scratch.state)
        }
    }

    private func append(
        _ pieces: StrideTo<Int>, of text: UnsafeBufferPointer<UInt8>, _ sample: EvenSample,
        to line: inout [UInt8]
    ) {
        for index in pieces {
            guard let range = sample.piece(index, of: text) else { return }
            preparer.append(UnsafeBufferPointer(rebasing: text[range]), to: &line)
        }
    }

    /// A label without fastText's prefix.
    public func name(of label: Int) -> [UInt8] {
        let whole = model.vocabulary.label(label)
        let prefix = Vocabulary.labelPrefix
        return whole.starts(with: prefix) ? Array(whole[prefix.count...]) : whole
    }
}
