// The Huffman tree of hierarchical softmax.

/// Leaves are labels `0..<n`, which fastText sorts by falling count; inner nodes follow.
struct LabelTree: Sendable {
    private let leaves: Int32
    private var left: [Int32]
    private var right: [Int32]
    private(set) var parent: [Int32]

    /// The weight of an inner node that isn't made yet: no label may be as frequent.
    private static let unmade: Int64 = 1_000_000_000_000_000

    /// Whether a tree can be made of labels with these counts.
    static func canHold(_ counts: some Sequence<Int64>) -> Bool {
        counts.allSatisfy { (0..<unmade).contains($0) }
    }

    /// - Precondition: there are labels, and ``canHold(_:)`` says yes to their counts.
    init(counts: [Int64]) {
        let nodes = 2 * counts.count - 1
        leaves = Int32(counts.count)
        left = [Int32](repeating: -1, count: nodes)
        right = left
        parent = left
        var weights = counts + [Int64](repeating: Self.unmade, count: counts.count - 1)
        var leaf = counts.count - 1
        var node = counts.count
        for new in counts.count..<max(nodes, counts.count) {
            let first = Self.lightest(weights, &leaf, &node)
            let second = Self.lightest(weights, &leaf, &node)
            left[new] = Int32(first)
            right[new] = Int32(second)
            weights[new] = weights[first] &+ weights[second]
            parent[first] = Int32(new)
            parent[second] = Int32(new)
        }
    }

    /// The next of the two queues, labels from the rarest up and inner nodes in order of birth.
    private static func lightest(_ weights: [Int64], _ leaf: inout Int, _ node: inout Int) -> Int {
        if leaf >= 0, node >= weights.count || weights[leaf] < weights[node] {
            defer { leaf -= 1 }
            return leaf
        }
        defer { node += 1 }
        return node
    }

    var root: Int32 { Int32(parent.count - 1) }

    /// Nil for a leaf.
    func children(of node: Int32) -> (left: Int32, right: Int32)? {
        node < leaves ? nil : (left[Int(node)], right[Int(node)])
    }

    /// The inner nodes above a label, counted from the first inner node, and whether the way down
    /// turns right there; from the leaf up.
    func path(to label: Int32) -> [(node: Int32, turnsRight: Bool)] {
        var path: [(node: Int32, turnsRight: Bool)] = []
        var below = label
        while case let above = parent[Int(below)], above >= 0 {
            path.append((above - leaves, right[Int(above)] == below))
            below = above
        }
        return path
    }
}
