// Texts that stand twice in a row: once to be seen, once for screen readers.

/// Finds an inline element that says again what the element right before it says, where `aria-hidden`
/// tells that one of the two is not read out.
struct TwinTexts {
    private struct Said {
        var text = 0..<0
        var isUnspoken = false
    }

    /// The element that was closed last, or the outermost unspoken one around it.
    private var last = Said()
    /// Where the outermost unspoken element's text begins, and how many are open in it.
    private var unspokenStart = 0
    private var depth = 0
    /// Where the innermost element's text begins; -1 once it is closed.
    private var leafStart = -1

    mutating func open(at place: Int, isUnspoken: Bool) {
        leafStart = place
        if isUnspoken || depth > 0 { depth += 1 }
        if depth == 1 { unspokenStart = place }
    }

    /// Removes the element's text where it is its neighbour's.
    mutating func close(_ text: inout [UInt8]) {
        let leaf = leafStart
        leafStart = -1
        if depth > 0 {
            depth -= 1
            if depth == 0 { end(at: unspokenStart, isUnspoken: true, &text) }
        } else if leaf >= 0 {
            end(at: leaf, isUnspoken: false, &text)
        }
    }

    /// The block ends, and with it all elements.
    mutating func finish(_ text: inout [UInt8]) {
        depth = min(depth, 1)
        close(&text)
    }

    private mutating func end(at start: Int, isUnspoken: Bool, _ text: inout [UInt8]) {
        let own = Said(text: min(start, text.count)..<text.count, isUnspoken: isUnspoken)
        let areTwins = isUnspoken != last.isUnspoken && isSame(own.text, as: last.text, text)
        if areTwins { text.removeLast(text.count - last.text.upperBound) }
        // A third is said on purpose.
        last = areTwins ? Said() : own
    }

    /// Whether two texts are the same, and nothing but a space parts them.
    private func isSame(_ own: Range<Int>, as other: Range<Int>, _ text: [UInt8]) -> Bool {
        let words = text[own].first == 0x20 ? own.dropFirst() : own
        var end = own.lowerBound
        if end > other.upperBound, text[end - 1] == 0x20 { end -= 1 }
        guard words.count >= 2, end == other.upperBound, other.upperBound <= text.count else {
            return false
        }
        return text[other] == text[words]
    }
}
