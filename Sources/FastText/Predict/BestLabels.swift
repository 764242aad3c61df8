// The k best labels of a prediction, in the order in which the original prints them.

/// A label and what the model gives it: a probability plus fastText's 1e-5.
public struct Prediction: Equatable, Sendable {
    public var label: Int
    public var probability: Float

    public init(label: Int, probability: Float) {
        self.label = label
        self.probability = probability
    }
}

/// A heap of the `k` best scores with the worst on top.
///
/// Equal scores are common (labels of probability zero, saturated logistic outputs), and among
/// them fastText's order is that of the C++ standard library's heap functions as GCC ships them.
/// The moves here are the same, so that ties come out the same.
struct BestLabels {
    struct Entry {
        var score: Float
        var label: Int32
    }

    private(set) var entries: [Entry] = []
    private(set) var limit = 1

    mutating func reset(limit: Int) {
        entries.removeAll(keepingCapacity: true)
        self.limit = limit
    }

    var isFull: Bool { entries.count == limit }
    /// The worst score kept. - Precondition: there is one.
    var worst: Float { entries[0].score }

    mutating func insert(score: Float, label: Int32) {
        entries.append(Entry(score: score, label: label))
        siftUp(entries[entries.count - 1], from: entries.count - 1)
        guard entries.count > limit else { return }
        moveTopToEnd(count: entries.count)
        entries.removeLast()
    }

    /// Best first.
    mutating func sort() {
        var count = entries.count
        while count > 1 {
            moveTopToEnd(count: count)
            count -= 1
        }
    }

    private mutating func siftUp(_ value: Entry, from start: Int) {
        var hole = start
        while hole > 0 {
            let parent = (hole - 1) / 2
            guard entries[parent].score > value.score else { break }
            entries[hole] = entries[parent]
            hole = parent
        }
        entries[hole] = value
    }

    /// Swaps the top with the last of `count` entries and repairs the heap of the others: the hole
    /// goes down to a leaf first, then the moved entry rises.
    private mutating func moveTopToEnd(count: Int) {
        let value = entries[count - 1]
        entries[count - 1] = entries[0]
        let length = count - 1
        var hole = 0
        var child = 0
        while child < (length - 1) / 2 {
            child = 2 * (child + 1)
            if entries[child].score > entries[child - 1].score { child -= 1 }
            entries[hole] = entries[child]
            hole = child
        }
        if length & 1 == 0, length >= 2, child == (length - 2) / 2 {
            child = 2 * (child + 1)
            entries[hole] = entries[child - 1]
            hole = child - 1
        }
        siftUp(value, from: hole)
    }
}
