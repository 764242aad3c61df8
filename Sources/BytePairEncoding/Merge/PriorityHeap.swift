// A binary heap, for pairs to merge in training and merges to make in encoding.

/// What a heap can put in order.
protocol Prioritized {
    /// Whether `a` comes first; a total order, so that ties have a rule.
    static func precedes(_ a: Self, _ b: Self) -> Bool
}

/// The element that precedes all others on top.
struct PriorityHeap<Element: Prioritized> {
    private var items: [Element] = []

    var isEmpty: Bool { items.isEmpty }

    mutating func push(_ element: Element) {
        items.append(element)
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if !Element.precedes(items[child], items[parent]) { break }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> Element? {
        guard let top = items.first else { return nil }
        let last = items.removeLast()
        if !items.isEmpty {
            items[0] = last
            sink()
        }
        return top
    }

    mutating func removeAll(keepingCapacity: Bool) {
        items.removeAll(keepingCapacity: keepingCapacity)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var child = parent * 2 + 1
            if child >= items.count { return }
            if child + 1 < items.count && Element.precedes(items[child + 1], items[child]) {
                child += 1
            }
            if !Element.precedes(items[child], items[parent]) { return }
            items.swapAt(child, parent)
            parent = child
        }
    }
}
