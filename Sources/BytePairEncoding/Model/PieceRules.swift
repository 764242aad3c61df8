// SentencePiece's own preparation of texts, in one pass as it does it.

/// What SentencePiece does to a text before it looks for pieces.
public struct PieceRules: Sendable, Hashable {
    struct Flags: Sendable, Hashable {
        /// Puts a space before the text, or after it with ``spaceIsSuffix``.
        var addsSpace = true
        var spaceIsSuffix = false
        /// Removes spaces at the ends and all but one of each run of spaces.
        var collapsesSpaces = true
        /// Writes `▁` for each space.
        var marksSpaces = true
    }

    let flags: Flags
    /// Characters and what they become.
    let map: CharacterMap?
    /// Stretches of text that stay as they are.
    let kept: [[UInt8]]
    private let keptTrie: ByteTrie
    /// Whether a byte is a character that stays as it is.
    private let isPlain: [Bool]

    init(_ flags: Flags, map: CharacterMap?, kept: [[UInt8]]) {
        self.flags = flags
        self.map = map
        self.kept = kept
        keptTrie = ByteTrie(kept.lazy.map { (text: $0, value: 0) })
        let first = Set(kept.compactMap(\.first))
        isPlain = (0...255).map { (byte: UInt8) in
            byte < 0x80 && byte != 32 && !first.contains(byte) && map?.begins(with: byte) != true
        }
    }

    public static func == (a: PieceRules, b: PieceRules) -> Bool {
        a.flags == b.flags && a.map == b.map && a.kept == b.kept
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(flags)
        hasher.combine(kept)
    }

    /// Bytes that rules share only when they are equal.
    var identity: [UInt8] {
        let settings = Array("\(flags)\n".utf8) + kept.joined(separator: [10])
        return settings + (map?.file ?? [])
    }

    /// Appends what the rules make of a text.
    func apply(to text: PretokenText, _ output: inout PieceOutput) {
        guard let map else {
            return apply(to: text, UnsafeRawBufferPointer(start: nil, count: 0), &output)
        }
        map.withTexts { apply(to: text, UnsafeRawBufferPointer($0), &output) }
    }

    private func apply(
        to text: PretokenText, _ texts: UnsafeRawBufferPointer, _ output: inout PieceOutput
    ) {
        var at = flags.collapsesSpaces ? spacesEnd(text, texts) : 0
        if at == text.count { return }
        if flags.addsSpace && !flags.spaceIsSuffix { output.appendMark(self, at..<at) }
        var wasSpace = flags.collapsesSpaces
        while at < text.count {
            let start = at
            while at < text.count && isPlain[Int(text[at])] { at &+= 1 }
            if at > start {
                output.appendCopy(text, start..<at)
                wasSpace = false
                continue
            }
            let stretch = next(text, texts, &at)
            wasSpace = append(stretch, start..<at, wasSpace, &output)
        }
        if flags.collapsesSpaces { output.trim(flags.marksSpaces ? spaceMark : [32]) }
        if flags.addsSpace && flags.spaceIsSuffix {
            output.appendMark(self, text.count..<text.count)
        }
    }

    /// Appends what a stretch became; whether the next one's spaces are to go.
    private func append(
        _ stretch: UnsafeRawBufferPointer, _ range: Range<Int>, _ wasSpace: Bool,
        _ output: inout PieceOutput
    ) -> Bool {
        var first = 0
        while wasSpace && first < stretch.count && stretch[first] == 32 { first &+= 1 }
        if first == stretch.count { return wasSpace }
        for byte in stretch[first...] {
            if byte == 32 { output.appendMark(self, range) } else { output.append(byte, range) }
        }
        return flags.collapsesSpaces && stretch[stretch.count - 1] == 32
    }

    /// Where what becomes spaces at the beginning ends.
    private func spacesEnd(_ text: PretokenText, _ texts: UnsafeRawBufferPointer) -> Int {
        var at = 0
        while at < text.count {
            let start = at
            let stretch = next(text, texts, &at)
            if stretch.count != 1 || stretch[0] != 32 { return start }
        }
        return at
    }

    private static let replacement: StaticString = "\u{FFFD}"

    /// What the next stretch of the text becomes.
    @inline(__always)
    private func next(
        _ text: PretokenText, _ texts: UnsafeRawBufferPointer, _ at: inout Int
    ) -> UnsafeRawBufferPointer {
        let start = at
        if !keptTrie.isEmpty, let found = keptTrie.longest(in: text, from: start) {
            at = found.end
        } else if let found = map?.longest(in: text, from: start) {
            at = found.end
            var end = min(found.text, texts.count)
            while end < texts.count && texts[end] != 0 { end &+= 1 }
            return UnsafeRawBufferPointer(rebasing: texts[min(found.text, end)..<end])
        } else {
            let width = text.scalar(start).width
            at = start &+ width
            if width == 1 && text[start] >= 0x80 {
                return UnsafeRawBufferPointer(start: Self.replacement.utf8Start, count: 3)
            }
        }
        return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text.buffer)[start..<at])
    }
}

/// What ``PieceRules`` make of a text, with what each byte stands for where that is asked for.
struct PieceOutput {
    var bytes: [UInt8] = []
    /// By byte, the bytes of the source.
    var ranges: [Range<Int>]?

    @inline(__always)
    mutating func append(_ byte: UInt8, _ range: Range<Int>) {
        bytes.append(byte)
        ranges?.append(range)
    }

    mutating func appendMark(_ rules: PieceRules, _ range: Range<Int>) {
        if !rules.flags.marksSpaces { return append(32, range) }
        for byte in spaceMark { append(byte, range) }
    }

    mutating func appendCopy(_ text: PretokenText, _ range: Range<Int>) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text.buffer[range]))
        ranges?.append(contentsOf: range.map { $0..<$0 + 1 })
    }

    /// Removes every `mark` at the end.
    mutating func trim(_ mark: [UInt8]) {
        while bytes.count >= mark.count && bytes.suffix(mark.count).elementsEqual(mark) {
            bytes.removeLast(mark.count)
            ranges?.removeLast(mark.count)
        }
    }
}
