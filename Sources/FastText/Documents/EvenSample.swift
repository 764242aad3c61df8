// A few pieces of a long text that stand for the whole.

/// Up to `limit` bytes of a text: all of a short one, else pieces at even distances.
public struct EvenSample: Equatable, Sendable {
    public var limit: Int
    public var pieces: Int

    /// - Precondition: both are positive.
    public init(limit: Int = 2048, pieces: Int = 8) {
        precondition(limit > 0 && pieces > 0)
        self.limit = limit
        self.pieces = pieces
    }

    /// The piece's bytes, moved to the next word or at least the next character; nil past the last.
    public func piece(_ index: Int, of text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        guard text.count > limit else { return index == 0 ? 0..<text.count : nil }
        guard index < pieces else { return nil }
        let size = max(1, limit / pieces)
        let step = pieces == 1 ? 0 : (text.count - size) * index / (pieces - 1)
        let start = index == 0 ? 0 : wordStart(near: step, of: text, within: size / 4)
        return start..<max(start, characterStart(step + size, of: text))
    }

    private func wordStart(near place: Int, of text: UnsafeBufferPointer<UInt8>, within: Int) -> Int
    {
        for position in place..<min(text.count, place + within)
        where FeatureExtractor.isBlank(text[position]) {
            return position
        }
        return characterStart(place, of: text)
    }

    private func characterStart(_ place: Int, of text: UnsafeBufferPointer<UInt8>) -> Int {
        var position = place
        while position < text.count, position < place + 3, text[position] & 0xC0 == 0x80 {
            position += 1
        }
        return min(position, text.count)
    }
}
