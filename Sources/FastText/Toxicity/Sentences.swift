// A text in pieces of about a sentence, for judging each by itself.

/// Cuts text at line feeds and behind `.`, `!` and `?`, but into no pieces shorter than `shortest`
/// bytes, since a cry or a heading says little by itself; at a blank where a sentence has no end.
package struct Sentences: Sequence, IteratorProtocol {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0
    private static let shortest = 80
    private static let longest = 800

    package init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    package mutating func next() -> Range<Int>? {
        guard position < text.count else { return nil }
        let start = position
        position = end(from: start)
        // What is left behind the last one is no piece of its own either.
        if text.count - position < Self.shortest / 2, text.count - start <= Self.longest {
            position = text.count
        }
        return start..<position
    }

    private func end(from start: Int) -> Int {
        var blank = start
        for place in start..<text.count {
            let length = place - start
            let byte = text[place]
            if length >= Self.shortest, byte == 0x0A || isEnd(place) { return place + 1 }
            if byte == 0x20 || byte == 0x0A { blank = place + 1 }
            if length >= Self.longest, blank > start { return blank }
            // Without blanks, at the next character.
            if length >= 2 * Self.longest, byte & 0xC0 != 0x80 { return place }
        }
        return text.count
    }

    private func isEnd(_ place: Int) -> Bool {
        switch text[place] {
        case 0x2E, 0x21, 0x3F:
            place + 1 == text.count || text[place + 1] == 0x20 || text[place + 1] == 0x0A
        default: false
        }
    }
}
