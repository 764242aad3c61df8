// Scores as chances, and what choice among a page's blocks promises the best text.

/// The chance that a block with a score belongs to the main text.
enum Chance {
    /// A score of one, which is the natural logarithm of the odds, in the units of scores.
    static let one: Int32 = 2048
    /// Scores past this make no difference.
    static let most = 6 * one
    /// Scores are told apart in steps of a sixteenth.
    static let steps = 193

    /// In thousandths.
    static func of(_ score: Int32) -> Int32 { table[step(score)] }

    static func step(_ score: Int32) -> Int { Int((max(-most, min(most, score)) + most) / 128) }

    /// The least score of a step.
    static func score(_ step: Int) -> Int32 { Int32(step) * 128 - most }

    private static let table: [Int32] = (0..<steps).map { step in
        let odds = exponential(Double(step - 96) / 16)
        return Int32((1000 * odds / (1 + odds)).rounded())
    }

    /// e to a power up to ±32, from whole steps and a series: alike on every machine.
    static func exponential(_ power: Double) -> Double {
        let part = max(-32, min(32, power)) / 64
        var term = 1.0
        var sum = 1.0
        for index in 1...12 {
            term *= part / Double(index)
            sum += term
        }
        for _ in 0..<6 { sum *= sum }
        return sum
    }
}

/// How good a text would be, for each score from which on blocks could be kept.
///
/// The measure is F over characters, F1 where both count alike, with chances in the place of what is true: keeping more is
/// right where the page is doubtful as a whole, and keeping less where it is plain.
struct Expectation {
    private var lengths = InlineArray<193, Int64>(repeating: 0)
    private var weights = InlineArray<193, Int64>(repeating: 0)
    /// Blocks from this score on make the best choice.
    private(set) var threshold: Int32 = 0

    /// How much what is missing counts, beside what is too much.
    private let recall: Double

    init(_ blocks: [Block], _ scores: [Int32], recall: Double) {
        self.recall = recall
        for (block, score) in zip(blocks, scores) {
            let step = Chance.step(score)
            let length = Int64(block.text.characters) + 1
            lengths[step] += length
            weights[step] += length * Int64(Chance.of(score))
        }
        choose()
    }

    /// Goes down from the highest score, as long as the promise rises.
    private mutating func choose() {
        let all = weights.indices.reduce(0) { $0 + weights[$1] }
        var (length, weight): (Int64, Int64) = (0, 0)
        var best = 0.0
        for step in lengths.indices.reversed() where lengths[step] > 0 {
            length += lengths[step]
            weight += weights[step]
            let promise = Double(weight) / (Double(length) * 1000 + recall * Double(all))
            if promise > best {
                best = promise
                threshold = Chance.score(step)
            }
        }
    }
}
