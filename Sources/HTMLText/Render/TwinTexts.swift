// Texts that stand twice in a row: once to be seen, once for screen readers.

/// Finds an inline element that says again what the one before it says, where `aria-hidden` tells that
/// one of them is not read out.
struct TwinTexts {
    /// Where the outermost unspoken element's text begins, and how many are open in it.
    private var unspokenStart = 0
    private var depth = 0
    /// The text of the last unspoken element.
    private var unspoken = 0..<0
    /// Where the innermost element's text begins; -1 once it is closed.
    private var leafStart = -1

    mutating func open(at place: Int, isUnspoken: Bool) {
        leafStart = place
        if isUnspoken || depth > 0 { depth += 1 }
        if depth == 1 { unspokenStart = place }
    }

    /// Removes the element's text where it is its neighbour's; `start` is the block's beginning.
    mutating func close(from start: Int, _ text: inout [UInt8]) {
        let leaf = leafStart
        leafStart = -1
        if depth > 0 {
            depth -= 1
            guard depth == 0 else { return }
            let own = min(unspokenStart, text.count)..<text.count
            removeRepeated(own, from: start, &text)
            unspoken = own.clamped(to: 0..<text.count)
        } else if leaf >= 0, unspoken.upperBound == leaf, text.count >= leaf {
            removeRepeated(leaf..<text.count, from: unspoken.lowerBound, &text)
        }
    }

    /// The block ends, and with it all elements.
    mutating func finish(from start: Int, _ text: inout [UInt8]) {
        depth = min(depth, 1)
        close(from: start, &text)
    }

    /// Removes a text that is the same as that right before it, whether or not a space parts them.
    private func removeRepeated(_ own: Range<Int>, from start: Int, _ text: inout [UInt8]) {
        let words = text[own].first == 0x20 ? own.dropFirst() : own
        var end = own.lowerBound
        if end > start, text[end - 1] == 0x20 { end -= 1 }
        guard words.count >= 2, end - start >= words.count else { return }
        if text[end - words.count..<end] == text[words] { text.removeLast(text.count - end) }
    }
}
