// A conversation as one text, cut into the segments that a tokenizer encodes one by one.

/// The text of a conversation and what each part of it is.
///
/// The segments partition the text in order. A tokenizer encodes a mark as its one special token, and
/// a text segment as ordinary text in which no special token is looked for: so a user who types
/// `<|im_end|>` has written ten characters, not ended a turn. Segments also part where the loss begins
/// and ends, so that each token is on one side of it.
///
/// The buffers keep their room between conversations: reuse one value for many.
public struct RenderedChat: Equatable, Sendable {
    /// One part of the text, from the end of the part before it.
    package struct Segment: Equatable, Sendable {
        /// Where the segment ends in ``RenderedChat/text``, in bytes.
        package var end: Int
        /// The segment is exactly one special token of the template.
        package var isMark: Bool
        /// The model should learn to produce this segment.
        package var carriesLoss: Bool

        package init(end: Int, isMark: Bool, carriesLoss: Bool) {
            self.end = end
            self.isMark = isMark
            self.carriesLoss = carriesLoss
        }
    }

    public private(set) var text: [UInt8] = []
    package private(set) var segments: [Segment] = []

    public init() {}

    /// Empties both buffers and keeps their room.
    public mutating func removeAll() {
        text.removeAll(keepingCapacity: true)
        segments.removeAll(keepingCapacity: true)
    }

    /// Adds one special token of the template.
    public mutating func append(mark: [UInt8], carriesLoss: Bool = false) {
        text.append(contentsOf: mark)
        segments.append(Segment(end: text.count, isMark: true, carriesLoss: carriesLoss))
    }

    /// Adds ordinary text; text of the same kind as the text before it joins that segment.
    public mutating func append(text added: [UInt8], carriesLoss: Bool = false) {
        guard !added.isEmpty else { return }
        text.append(contentsOf: added)
        if let last = segments.last, !last.isMark, last.carriesLoss == carriesLoss {
            segments[segments.count - 1].end = text.count
        } else {
            segments.append(Segment(end: text.count, isMark: false, carriesLoss: carriesLoss))
        }
    }

    /// Where segment `index` lies in the text, in bytes.
    package func range(ofSegment index: Int) -> Range<Int> {
        (index == 0 ? 0 : segments[index - 1].end)..<segments[index].end
    }

    /// The byte ranges of the marks: exactly the places where special tokens belong.
    public var markRanges: [Range<Int>] {
        segments.indices.filter { segments[$0].isMark }.map(range(ofSegment:))
    }

    /// The byte ranges that carry loss, joined where they touch.
    public var lossRanges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        for index in segments.indices where segments[index].carriesLoss {
            let range = range(ofSegment: index)
            if let last = ranges.last, last.upperBound == range.lowerBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }
}
