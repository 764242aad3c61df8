// How a pretoken becomes tokens, where it is not by merges.

/// How a pretoken becomes tokens.
public enum Segmentation: Sendable, Hashable {
    /// By merging its symbols.
    case merges
    /// From the left, the longest token each time. A byte that begins no token is left out.
    case longest
    /// The most probable tokens, as Unigram models find them.
    case mostProbable(UnigramScores)
    /// From the left, the longest token each time, as WordPiece models find them.
    case wordPieces(WordPieces)
    /// Pretokens are tokens, or `unknown`.
    case words(unknown: UInt32)
}

/// A token and where it ends in its pretoken.
struct TokenEnd {
    let id: UInt32
    let end: Int
}

/// Finds the tokens of pretokens that are not merged.
enum TokenSegmenter: Sendable {
    case longest(ByteTrie)
    case mostProbable(UnigramSegmenter<Float>)
    case mostProbableInDouble(UnigramSegmenter<Double>)
    case wordPieces(WordPieceSegmenter)
    case words(Vocabulary, unknown: UInt32)

    /// Nil for tokenizers that merge.
    init?(_ parts: TokenizerParts) {
        let vocabulary = parts.vocabulary
        switch parts.segmentation {
        case .merges: return nil
        case .longest: self = .longest(ByteTrie(vocabulary.found))
        case .mostProbable(let scores):
            self =
                scores.arithmetic == .sentencePiece
                ? .mostProbable(UnigramSegmenter(scores, vocabulary))
                : .mostProbableInDouble(UnigramSegmenter(scores, vocabulary))
        case .wordPieces(let pieces):
            self = .wordPieces(WordPieceSegmenter(pieces, vocabulary))
        case .words(let unknown): self = .words(vocabulary, unknown: unknown)
        }
    }

    /// Appends the tokens of a pretoken.
    func segment(_ text: PretokenText, into tokens: inout [TokenEnd]) {
        switch self {
        case .mostProbable(let segmenter): segmenter.segment(text, into: &tokens)
        case .mostProbableInDouble(let segmenter): segmenter.segment(text, into: &tokens)
        case .wordPieces(let segmenter): segmenter.segment(text, into: &tokens)
        case .words(let vocabulary, let unknown):
            let id = vocabulary.id(of: text.buffer) ?? unknown
            tokens.append(TokenEnd(id: id, end: text.count))
        case .longest(let trie):
            var at = 0
            while at < text.count {
                guard let found = trie.longest(in: text, from: at) else {
                    at += 1
                    continue
                }
                tokens.append(TokenEnd(id: found.value, end: found.end))
                at = found.end
            }
        }
    }
}

extension Vocabulary {
    /// The tokens that their bytes lead to.
    var found: [(text: [UInt8], value: UInt32)] {
        (0..<UInt32(idBound)).filter { contains($0) && id(of: self[$0]) == $0 }
            .map { (Array(self[$0]), $0) }
    }
}
