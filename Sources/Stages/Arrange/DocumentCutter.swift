// Parts of documents, for sequences that no whole document fits.
import PipelineCore

/// What sequences need of a document.
struct HeldDocument {
    let key: DocumentKey
    let offset: Int
    let id: [UInt8]
    let tokens: Tokens

    init(_ document: Document) {
        (key, offset, id) = (document.key, document.offset, document.id)
        tokens = document.tokens ?? Tokens()
    }
}

/// Takes parts out of documents.
struct DocumentCutter {
    /// Tokens of a sequence.
    let length: Int
    /// What the rest of a document begins with; fewer than a sequence has.
    let beginning: [UInt32]

    /// A document of the tokens in `range`, behind the beginning's where it is not the first part.
    func part(_ range: Range<Int>, of document: HeldDocument) -> Document {
        let tokens = document.tokens
        var part = Document(key: document.key, offset: document.offset, id: document.id, text: [])
        if range == 0..<tokens.ids.count {
            part.tokens = tokens
            return part
        }
        let again = range.lowerBound == 0 ? [] : beginning
        var mask = tokens.lossMask.isEmpty ? [] : Array(tokens.lossMask[range])
        var weights = tokens.lossWeights.isEmpty ? [] : Array(tokens.lossWeights[range])
        if !again.isEmpty {
            if mask.isEmpty { mask = Array(repeating: 1, count: range.count) }
            mask = again.map { _ in 0 } + mask
            if !weights.isEmpty { weights = again.map { _ in 0 } + weights }
        }
        part.tokens = Tokens(ids: again + tokens.ids[range], lossMask: mask, lossWeights: weights)
        return part
    }

    /// A document without an id that fills a sequence and carries no loss.
    func padding(_ count: Int, with token: UInt32) -> Document {
        var padding = Document(key: DocumentKey(rawValue: 0), offset: 0, id: [], text: [])
        padding.tokens = Tokens(
            ids: Array(repeating: token, count: count), lossMask: Array(repeating: 0, count: count))
        return padding
    }

    /// How many tokens come before those of a part that begins at `start`.
    func added(at start: Int) -> Int { start == 0 ? 0 : beginning.count }
}
