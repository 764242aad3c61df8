// What a model is made of, before it is made ready to predict.

/// A model's parts, as they are read, trained or quantised.
struct ModelParts {
    let options: ModelOptions
    let vocabulary: Vocabulary
    let input: WeightMatrix
    let output: WeightMatrix

    /// The rows of a quantised input by words and then by kept buckets in order; nil where the
    /// file's order is kept.
    var rowOrder: [Int32]? {
        guard let order = vocabulary.pruned?.rowOrder, case .quantized(let matrix) = input,
            matrix.rows == vocabulary.wordCount + order.count
        else { return nil }
        let words = Int32(vocabulary.wordCount)
        return Array(0..<words) + order.map { words + $0 }
    }
}

extension Vocabulary {
    /// How many input rows the features of this vocabulary can name.
    func rowsNeeded(_ options: ModelOptions) -> Int {
        if let pruned {
            return wordCount + pruned.pairs.reduce(0) { max($0, Int($1.row) + 1) }
        }
        return wordCount + (options.usesBuckets ? Int(options.buckets) : 0)
    }
}
