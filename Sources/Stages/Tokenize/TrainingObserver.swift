// What one worker gathers for training.
import BytePairEncoding
import FileFormats
import PipelineCore

/// Counts the words of documents, or holds documents back.
public final class TrainingObserver: CorpusObserver {
    let words: SpillingWordCounter
    private(set) var heldBack = HeldBackTexts()
    private(set) var input = TrainingInput()
    private let options: TrainOptions
    private let weightBy: JSONPath
    private let fields = RecordFields()

    init(_ options: TrainOptions, _ words: SpillingWordCounter) {
        self.options = options
        self.words = words
        weightBy = JSONPath(options.weightBy)
    }

    public func observe(_ document: Document, in shared: DocumentScratch) throws {
        input.texts += 1
        if options.holdBack > 0, document.text.count <= HeldBackTexts.longestText {
            let hash = HeldBackTexts.hash(document.text)
            if hash % UInt64(options.holdBack) == 0 { return hold(document, hash) }
        }
        let weight = weight(of: document)
        input.bytes &+= UInt64(document.text.count) &* weight
        guard case .renderedChat(let markup) = document.content else {
            return try words.add(document.text.span, weight: weight)
        }
        // A template's marks become special tokens, whole: they are not words.
        for piece in markup.pieces(of: document.text.count) where !piece.isTemplate {
            try words.add(document.text.span.extracting(piece.range), weight: weight)
        }
    }

    private func hold(_ document: Document, _ hash: UInt64) {
        input.heldBackTexts += 1
        let groups = options.reportBy.compactMap { field in
            value(of: JSONPath(field), in: document).map {
                TokenizerComparison.Group(field: field, value: $0)
            }
        }
        heldBack.add(.init(hash: hash, groups: groups, text: document.text))
    }

    private func weight(of document: Document) -> UInt64 {
        if options.weights.isEmpty { return 1 }
        let value = value(of: weightBy, in: document)
        return UInt64(value.flatMap { options.weights[$0] } ?? 1)
    }

    private func value(of path: JSONPath, in document: Document) -> String? {
        fields.text(path, of: document).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// How much training has read.
struct TrainingInput {
    var texts: UInt64 = 0
    var heldBackTexts: UInt64 = 0
    /// With weights.
    var bytes: UInt64 = 0

    mutating func add(_ other: TrainingInput) {
        texts += other.texts
        heldBackTexts += other.heldBackTexts
        bytes &+= other.bytes
    }

    func serialized() -> [UInt8] { Array("\(texts) \(heldBackTexts) \(bytes)".utf8) }

    init() {}

    /// Reads what ``serialized()`` wrote in the same run.
    init(serialized bytes: [UInt8]) {
        let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ")
            .map { UInt64($0) ?? 0 }
        (texts, heldBackTexts, self.bytes) = (numbers[0], numbers[1], numbers[2])
    }
}
