// Whose each byte of a rendered text is.

/// The stretches of a rendered text by owner.
struct OwnedWords {
    /// What the template wrote.
    private(set) var template: [Range<Int>] = []
    /// What was written between generation marks.
    private(set) var generated: [Range<Int>] = []
    private var byMessage: [[Range<Int>]]
    /// Everybody's words but the template's, in order.
    private var all: [Range<Int>] = []
    private let bytes: [UInt8]

    init(_ text: TracedText, messages: Int) {
        byMessage = Array(repeating: [], count: messages)
        bytes = text.bytes
        let stretches = text.stretches
        template.reserveCapacity(stretches.count / 2 + 1)
        generated.reserveCapacity(messages / 2 + 1)
        all.reserveCapacity(stretches.count / 2 + 1)
        var start = 0
        for run in stretches {
            let range = start..<run.end
            start = run.end
            if run.origin.isGenerated { Self.add(range, to: &generated) }
            if run.origin.isTemplate {
                Self.add(range, to: &template)
                continue
            }
            Self.add(range, to: &all)
            if let index = run.origin.message, index < messages {
                Self.add(range, to: &byMessage[index])
            }
        }
    }

    private static func add(_ range: Range<Int>, to ranges: inout [Range<Int>]) {
        if let last = ranges.last, last.upperBound == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
        } else {
            ranges.append(range)
        }
    }

    func ranges(of message: Int) -> [Range<Int>] { byMessage[message] }

    /// From the first to the last byte of a message.
    func hull(of message: Int) -> Range<Int>? {
        guard let first = byMessage[message].first, let last = byMessage[message].last else {
            return nil
        }
        return first.lowerBound..<last.upperBound
    }

    /// Whether a message's words are these, in one stretch.
    func are(_ words: [UInt8], of message: Int) -> Bool {
        guard byMessage[message].count == 1 else { return false }
        return ByteSearch.stands(words, in: bytes, at: byMessage[message][0])
    }

    /// All that a message has in the text.
    func text(of message: Int) -> [UInt8] {
        if byMessage[message].count == 1 { return Array(bytes[byMessage[message][0]]) }
        return byMessage[message].reduce(into: []) { $0 += bytes[$1] }
    }

    /// Where the words before a place end, the place itself where they touch it; 0 where there are none.
    func end(ofWordsBefore place: Int) -> Int {
        let index = all.firstIndex(endingAfter: place - 1)
        if index < all.count, all[index].lowerBound < place { return place }
        return index == 0 ? 0 : all[index - 1].upperBound
    }

    /// Where the words from a place on begin, at the place itself where they go on; `end` where there
    /// are none.
    func start(ofWordsAfter place: Int, _ end: Int) -> Int {
        let index = all.firstIndex(endingAfter: place)
        return index == all.count ? end : max(place, all[index].lowerBound)
    }

    /// The generated stretches that hold words of a message.
    func generatedRanges(of message: Int) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for own in byMessage[message] {
            let index = generated.firstIndex(endingAfter: own.lowerBound)
            if index < generated.count, generated[index].overlaps(own),
                found.last != generated[index]
            {
                found.append(generated[index])
            }
        }
        return found
    }
}

extension [Range<Int>] {
    /// In ranges in order, the first that ends after a place, by bisection.
    func firstIndex(endingAfter place: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].upperBound > place { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Whether one range in order holds all of another one, and whether any meets it.
    func relation(to range: Range<Int>) -> (holds: Bool, meets: Bool) {
        let index = firstIndex(endingAfter: range.lowerBound)
        guard index < count, self[index].overlaps(range) else { return (false, false) }
        let holds =
            self[index].lowerBound <= range.lowerBound && range.upperBound <= self[index].upperBound
        return (holds, true)
    }
}
