// Unigram models: of all ways to cut a text, the most probable one.

/// The scores of a Unigram model.
public struct UnigramScores: Sendable, Hashable {
    /// Whose numbers and rules they are: single or double precision, and what unknown characters
    /// in a row become.
    enum Arithmetic: Sendable, Hashable {
        case sentencePiece, tokenizers
    }

    var arithmetic: Arithmetic
    /// By id, logarithms; nil for what text never is.
    var scores: [Double?]
    var unknown: UInt32
    /// By byte, what an unknown character becomes; empty where it becomes ``unknown``, as it does
    /// where one of its bytes has `.max`.
    var bytes: [UInt32]

    var least: Double { scores.lazy.compactMap(\.self).min() ?? 0 }
}

/// Viterbi's algorithm over the tokens of a text. Its sums begin at the text's beginning, so that
/// texts can't be cut first.
struct UnigramSegmenter<Score: BinaryFloatingPoint & Sendable>: Sendable {
    /// How much less than the worst token an unknown character scores.
    private static var unknownPenalty: Score { 10 }
    private let scores: UnigramScores
    private let vocabulary: Vocabulary
    private let trie: ByteTrie
    private let byID: [Score]
    private let unknownScore: Score

    init(_ scores: UnigramScores, _ vocabulary: Vocabulary) {
        self.scores = scores
        self.vocabulary = vocabulary
        let known = scores.scores.indices.filter { scores.scores[$0] != nil }
        trie = ByteTrie(known.lazy.map { (text: Array(vocabulary[UInt32($0)]), value: UInt32($0)) })
        byID = scores.scores.map { Score($0 ?? 0) }
        unknownScore = Score(scores.least) - Self.unknownPenalty
    }

    /// The last token of the best path to a place.
    private struct Node {
        var id: UInt32 = 0
        var score: Score = 0
        var start = -1
    }

    func segment(_ text: PretokenText, into tokens: inout [TokenEnd]) {
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
        append(path(best), best, text, to: &tokens)
    }

    private func path(_ best: [Node]) -> [Range<Int>] {
        var path: [Range<Int>] = []
        var end = best.count - 1
        while end > 0 {
            path.append(best[end].start..<end)
            end = best[end].start
        }
        path.reverse()
        return path
    }

    private func append(
        _ path: [Range<Int>], _ best: [Node], _ text: PretokenText, to tokens: inout [TokenEnd]
    ) {
        var at = 0
        while at < path.count {
            let id = best[path[at].upperBound].id
            let start = path[at].lowerBound
            var end = path[at].upperBound
            at += 1
            guard id == scores.unknown else {
                tokens.append(TokenEnd(id: id, end: end))
                continue
            }
            while at < path.count, best[path[at].upperBound].id == scores.unknown {
                end = path[at].upperBound
                at += 1
            }
            appendUnknown(start..<end, text, to: &tokens)
        }
    }

    /// Unknown characters in a row. `tokenizers` looks them up together, and so finds tokens that
    /// were not worth while; it has the unknown token's own name among them.
    private func appendUnknown(
        _ range: Range<Int>, _ text: PretokenText, to tokens: inout [TokenEnd]
    ) {
        let run = UnsafeBufferPointer(rebasing: text.buffer[range])
        if scores.arithmetic == .tokenizers, let id = vocabulary.id(of: run) {
            tokens.append(TokenEnd(id: id, end: range.upperBound))
        } else if scores.bytes.isEmpty || run.contains(where: { scores.bytes[Int($0)] == .max }) {
            tokens.append(TokenEnd(id: scores.unknown, end: range.upperBound))
        } else {
            for at in range {
                tokens.append(TokenEnd(id: scores.bytes[Int(text[at])], end: at + 1))
            }
        }
    }
}
