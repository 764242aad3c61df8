// How a pretoken becomes tokens, where it is not by merges.

/// How a pretoken becomes tokens.
public enum Segmentation: Sendable, Hashable {
    /// By merging its symbols.
    case merges
    /// From the left, the longest token each time. A byte that begins no token is left out.
    case longest
    /// The most probable tokens, as SentencePiece finds them.
    case mostProbable(UnigramScores)
}

/// The scores of a SentencePiece Unigram model.
public struct UnigramScores: Sendable, Hashable {
    /// By id; nil for what text never is.
    var scores: [Float?]
    var unknown: UInt32
    /// By byte, what an unknown character becomes; empty where it becomes ``unknown``.
    var bytes: [UInt32]
}

/// Finds the tokens of pretokens that are not merged.
enum TokenSegmenter: Sendable {
    case longest(ByteTrie)
    case mostProbable(UnigramSegmenter)

    /// Nil for tokenizers that merge.
    init?(_ parts: TokenizerParts) {
        let vocabulary = parts.vocabulary
        switch parts.segmentation {
        case .merges: return nil
        case .longest:
            let ids = (0..<UInt32(vocabulary.idBound)).filter {
                vocabulary.id(of: vocabulary[$0]) == $0
            }
            self = .longest(ByteTrie(ids.lazy.map { (text: Array(vocabulary[$0]), value: $0) }))
        case .mostProbable(let scores):
            self = .mostProbable(UnigramSegmenter(scores, vocabulary))
        }
    }

    /// Appends the tokens of a pretoken.
    func segment(_ text: PretokenText, into tokens: inout [UInt32]) {
        switch self {
        case .mostProbable(let segmenter): segmenter.segment(text, into: &tokens)
        case .longest(let trie):
            var at = 0
            while at < text.count {
                guard let found = trie.longest(in: text, from: at) else {
                    at += 1
                    continue
                }
                tokens.append(found.value)
                at = found.end
            }
        }
    }
}

/// Viterbi's algorithm over the pieces of a text, with the arithmetic of SentencePiece: sums of
/// single precision from the beginning of the text, so that texts can't be cut first.
struct UnigramSegmenter: Sendable {
    /// How much less than the worst piece an unknown character scores.
    private static let unknownPenalty: Float = 10
    private let scores: UnigramScores
    private let trie: ByteTrie
    private let byID: [Float]
    private let unknownScore: Float

    init(_ scores: UnigramScores, _ vocabulary: Vocabulary) {
        self.scores = scores
        let known = scores.scores.indices.filter { scores.scores[$0] != nil }
        trie = ByteTrie(known.lazy.map { (text: Array(vocabulary[UInt32($0)]), value: UInt32($0)) })
        byID = scores.scores.map { $0 ?? 0 }
        let least = scores.scores.lazy.compactMap(\.self).min() ?? Float.greatestFiniteMagnitude
        unknownScore = least - Self.unknownPenalty
    }

    /// The last piece of the best path to a place.
    private struct Node {
        var id: UInt32 = 0
        var score: Float = 0
        var start = -1
    }

    func segment(_ text: PretokenText, into tokens: inout [UInt32]) {
        var best = [Node](repeating: Node(), count: text.count + 1)
        var start = 0
        while start < text.count {
            let width = text.character(start).width
            let before = best[start].score
            var hasSingle = false
            var node: ByteTrie.Node = 0
            var at = start
            while at < text.count, let next = trie.next(node, text[at]) {
                node = next
                at += 1
                let id = trie.value(node)
                if id == .max { continue }
                let score = byID[Int(id)] + before
                if best[at].start < 0 || score > best[at].score {
                    best[at] = Node(id: id, score: score, start: start)
                }
                if at - start == width { hasSingle = true }
            }
            if !hasSingle {
                let score = unknownScore + before
                if best[start + width].start < 0 || score > best[start + width].score {
                    best[start + width] = Node(id: scores.unknown, score: score, start: start)
                }
            }
            start += width
        }
        append(best, text, to: &tokens)
    }

    private func append(_ best: [Node], _ text: PretokenText, to tokens: inout [UInt32]) {
        var path: [Range<Int>] = []
        var end = text.count
        while end > 0 {
            path.append(best[end].start..<end)
            end = best[end].start
        }
        var wasUnknown = false
        for range in path.reversed() {
            let id = best[range.upperBound].id
            let isUnknown = id == scores.unknown
            if isUnknown && !scores.bytes.isEmpty {
                for at in range { tokens.append(scores.bytes[Int(text[at])]) }
            } else if !(isUnknown && wasUnknown) {
                tokens.append(id)
            }
            wasUnknown = isUnknown
        }
    }
}
