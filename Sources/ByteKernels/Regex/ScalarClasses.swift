// Divides all characters into classes that a regular expression does not tell apart.

/// Which characters are alike for a regular expression: in the same of its sets, and alike for
/// its anchors.
struct ScalarClasses: Sendable {
    /// The kinds of neighbour that anchors ask about.
    enum Neighbour: UInt8, Sendable {
        /// Nothing: the text begins or ends here.
        case edge
        case lineFeed
        /// A character of `\w`.
        case word
        case other
    }

    /// The number of classes; the class after the last stands for the end of the text.
    private(set) var count = 0
    private(set) var neighbours: [Neighbour] = []
    /// Whether set `s` has class `c`: `members[s][c]`.
    private(set) var members: [[Bool]]
    private var ascii: [UInt16] = []
    /// Where runs of one class begin, ascending, and each one's class.
    private var starts: [UInt32] = []
    private var runs: [UInt16] = []

    init(_ sets: [ScalarSet]) {
        members = sets.map { _ in [] }
        let anchored = [ScalarSet([10...10]), ScalarSet.word]
        var known: [[Bool]: UInt16] = [:]
        for start in Self.boundaries(sets + anchored) {
            let signature = (sets + anchored).map { $0.contains(start) }
            if known[signature] == nil {
                known[signature] = UInt16(count)
                addClass(signature, sets.count)
            }
            starts.append(start)
            runs.append(known[signature] ?? 0)
        }
        ascii = (0..<128).map { search(UInt32($0)) }
        neighbours.append(.edge)
    }

    private mutating func addClass(_ signature: [Bool], _ sets: Int) {
        count += 1
        for set in 0..<sets { members[set].append(signature[set]) }
        neighbours.append(
            signature[sets] ? .lineFeed : signature[sets + 1] ? .word : .other)
    }

    private static func boundaries(_ sets: [ScalarSet]) -> [UInt32] {
        var found: Set<UInt32> = [0]
        for range in sets.flatMap(\.ranges) {
            found.insert(range.lowerBound)
            found.insert(range.upperBound + 1)
        }
        return found.filter { $0 <= 0x10FFFF }.sorted()
    }

    /// The class of a character.
    @inline(__always)
    func of(_ scalar: UInt32) -> Int {
        scalar < 128 ? Int(ascii[Int(scalar)]) : Int(search(scalar))
    }

    private func search(_ scalar: UInt32) -> UInt16 {
        var (first, end) = (0, starts.count)
        while end - first > 1 {
            let middle = (first + end) / 2
            if starts[middle] <= scalar { first = middle } else { end = middle }
        }
        return runs[first]
    }
}
