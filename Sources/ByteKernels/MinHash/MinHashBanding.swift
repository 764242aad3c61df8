// How many buckets of how many rows find pairs of a given similarity.

/// A banding of MinHash signatures: a pair is a candidate when all rows of any bucket are equal
/// (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4).
public struct MinHashBanding: Sendable, Equatable {
    public let buckets: Int
    public let rows: Int

    public init(buckets: Int, rows: Int) {
        self.buckets = buckets
        self.rows = rows
    }

    /// Permutations that a signature has.
    public var permutations: Int { buckets * rows }

    /// The probability that a pair of this Jaccard similarity is a candidate: 1 - (1 - J^r)^b.
    public func probability(at similarity: Double) -> Double {
        1 - power(1 - power(similarity, rows), buckets)
    }

    /// The similarity that is a candidate with this probability.
    public func similarity(atProbability probability: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if self.probability(at: middle) < probability { low = middle } else { high = middle }
        }
        return high
    }

    /// The banding with the most rows, so the fewest candidates, that finds a pair at `threshold`
    /// with at least this probability; with as many buckets as `permutations` allow.
    ///
    ///     MinHashBanding(threshold: 0.7, permutations: 112)   // 22 buckets of 5: 0.982
    public init(threshold: Double, permutations: Int, recall: Double = 0.95) {
        for rows in stride(from: permutations, through: 1, by: -1) {
            let banding = MinHashBanding(buckets: permutations / rows, rows: rows)
            if banding.probability(at: threshold) >= recall {
                self = banding
                return
            }
        }
        self.init(buckets: permutations, rows: 1)
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<exponent { result *= base }
        return result
    }
}
