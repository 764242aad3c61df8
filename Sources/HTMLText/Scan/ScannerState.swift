// What the scanner remembers between tags.

/// The scanner's place in the page.
struct ScannerState {
    /// Elements open in the skeleton, per part.
    var open = InlineArray<16, Int32>(repeating: 0)
    var preDepth = 0
    /// A `p` that the next block element closes, as HTML5 has it.
    var isParagraphOpen = false
    /// Where the current run of text starts in the text arena.
    var runStart = 0
    /// White space here would start a line, and is dropped.
    var isAtLineStart = true
    /// Only ends of lines go into the skeleton.
    var isFlat = false
    /// The name of the start tag at hand.
    var name = 0..<0
    /// A `thead`, `tbody` or `tfoot` began or ended since the last row.
    var isBetweenRowGroups = false
    /// The first date that a `time` element states.
    var timeDate: [UInt8] = []
    /// Kinds of raw text (comments count as `inline`) that no end follows any more, as bits.
    private var endless: (UInt64, UInt64) = (0, 0)
    /// The same of the elements that are one kind, ``Tag/rawText``, by their names.
    private var endlessNames: UInt64 = 0
    /// Where the `math` elements end that were found open so far: those inside one share its end.
    var mathEnd: Range<Int>?
    /// A stretch of the page in which no formula's source stands.
    var sourceless = 0..<0

    func isEndless(_ tag: Tag) -> Bool {
        let bit = UInt64(1) << UInt64(tag.rawValue & 63)
        return (tag.rawValue < 64 ? endless.0 : endless.1) & bit != 0
    }

    func isEndless(rawName key: UInt64) -> Bool { endlessNames & 1 << key != 0 }

    mutating func setEndless(rawName key: UInt64) { endlessNames |= 1 << key }

    mutating func setEndless(_ tag: Tag) {
        let bit = UInt64(1) << UInt64(tag.rawValue & 63)
        if tag.rawValue < 64 { endless.0 |= bit } else { endless.1 |= bit }
    }
}
