// The numbers of list items and table cells.

/// For each node its number among its parent's items or cells, from 0.
struct SiblingNumbers {
    private var numbers: [Int32] = []
    private var counts: [Int32] = []

    mutating func fill(_ tree: PageTree) {
        numbers.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
        for node in tree.nodes {
            var number: Int32 = 0
            if node.parent >= 0, node.tag == .li || node.tag == .td || node.tag == .th {
                number = counts[Int(node.parent)]
                counts[Int(node.parent)] += 1
            }
            numbers.append(number)
            counts.append(0)
        }
    }

    func number(_ node: Int32) -> Int { Int(numbers[Int(node)]) }
}
