// Where the documents of a shard end: what every format's index comes down to.

/// The ends of a shard's documents, in tokens from the shard's start; they never fall.
public struct DocumentEnds: Equatable, Sendable {
    package private(set) var all: [Int] = []

    init() {}

    /// - Precondition: the ends don't fall.
    init(_ all: [Int]) { self.all = all }

    public var documents: Int { all.count }

    public var tokens: Int { all.last ?? 0 }

    /// Adds a document after the last one.
    mutating func append(tokens count: Int) { all.append(tokens + count) }

    /// The tokens of document `number`, counted from the shard's start.
    ///
    /// - Precondition: the shard has such a document.
    public func tokenRange(of number: Int) -> Range<Int> {
        (number == 0 ? 0 : all[number - 1])..<all[number]
    }

    /// The first end of a sequence of `length` tokens at which no document ends; nil where all have
    /// one, or nothing is packed.
    func sequenceBreak(every length: Int) -> Int? {
        guard length > 0 else { return nil }
        var border = 0
        for end in all where end > border {
            if end > border + length { return border + length }
            if end == border + length { border = end }
        }
        return border == tokens ? nil : border + length
    }

    /// The document that holds the token at `place`.
    ///
    /// - Precondition: the shard has such a token.
    package func document(holding place: Int) -> Int {
        precondition((0..<tokens).contains(place), "no such token")
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if all[middle] > place { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Numbers of an index that have to rise or stay, from `first` up to `last`, as `Int`.
///
/// - Parameters:
///   - part: what one of the numbers is of, such as "document".
///   - what: what the number is, such as "end".
/// - Throws: ``ShardError/Code/damagedIndex`` naming the first that falls or is too large.
func risingNumbers(
    _ numbers: [UInt64], from first: Int, upTo last: Int, of part: String, _ what: String,
    _ file: String
) throws(ShardError) -> [Int] {
    var rising: [Int] = []
    rising.reserveCapacity(numbers.count)
    var least = first
    for (place, number) in numbers.enumerated() {
        guard let number = Int(exactly: number), number >= least, number <= last else {
            throw ShardError(
                .damagedIndex, file,
                "\(part) \(place): its \(what) \(number) is not within \(least)...\(last)")
        }
        rising.append(number)
        least = number
    }
    return rising
}
