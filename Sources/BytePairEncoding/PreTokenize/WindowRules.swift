// The scanners of the common patterns over 64 bytes at once.
//
// A window begins where a pretoken begins, so nothing before it matters. Each rule gives the
// places where the next pretokens begin; the last of them is where the next window begins.
import ByteKernels

/// A split rule that knows the starts of pretokens in a window.
protocol WindowRule: SplitRule {
    /// The starts after the first, one bit each; none when the window cannot tell.
    func starts(in window: ClassWindow, at text: UnsafePointer<UInt8>) -> UInt64
}

/// Starts above this bit may depend on what comes after the window.
private let horizon: UInt64 = (1 << 61) - 2

extension GPT2Rule: WindowRule {
    @inline(__always)
    func starts(in window: ClassWindow, at text: UnsafePointer<UInt8>) -> UInt64 {
        let letter = window.letter
        let number = window.number
        let other = ~(letter | number | window.white)
        let afterSpace = (window.space & (~window.white &>> 1)) &<< 1
        let runs = runStarts(letter) | runStarts(number) | runStarts(other)
        var starts = (runs & ~afterSpace) | runStarts(window.white)
        starts |= window.lastWhites(window.white1)
        var quotes = window.quote & runs & ~afterSpace & (letter &>> 1)
        while quotes != 0 {
            let place = quotes.trailingZeroBitCount
            let length = contractionLength(text + place, anyCase: false)
            if length > 0 { starts.move(place &+ 1, to: place &+ length) }
            quotes &= quotes &- 1
        }
        return starts & horizon
    }
}

extension GPT4Rule: WindowRule {
    @inline(__always)
    func starts(in window: ClassWindow, at text: UnsafePointer<UInt8>) -> UInt64 {
        if window.hasWideNumber { return 0 }
        let other = ~(window.letter | window.number | window.white)
        let afterOther = window.line & (other &<< 1)
        let taken = window.line & ~(window.line &+ afterOther)
        let spaces = window.lineSpaces(taken: afterOther == 0 ? 0 : taken)
        let signs = runStarts(other) & ~(window.space &<< 1)
        let alone = window.startsAfterOne(signs, before: window.letter, other)
        var starts = spaces.starts | signs | numberStarts(window.number)
        starts |= runStarts(window.letter) & ~(spaces.inLine &<< 1) & ~alone
        var quotes = window.quote & signs & (window.letter &>> 1)
        while quotes != 0 {
            let place = quotes.trailingZeroBitCount
            let length = contractionLength(text + place, anyCase: true)
            if length > 0 { starts.set(place &+ length) }
            quotes &= quotes &- 1
        }
        return starts & horizon & spaces.known
    }

    @inline(__always)
    private func numberStarts(_ number: UInt64) -> UInt64 {
        digits == 1 ? number : startsOfThree(number)
    }
}

extension O200kRule: WindowRule {
    @inline(__always)
    func starts(in window: ClassWindow, at text: UnsafePointer<UInt8>) -> UInt64 {
        let word = window.letter | window.mark
        let both = window.caseless | window.mark
        // A mark that begins a word may belong to the signs before it; upper case after a
        // character without case may or may not end a word.
        let unclear = (window.mark & ~(word &<< 1)) | (window.upper & (both &<< 1))
        if window.hasWideNumber || unclear != 0 { return 0 }
        let other = ~(word | window.number | window.white)
        let afterOther = window.line & (other &<< 1)
        let lineOrSlash = window.line | window.slash
        // Slashes are signs too, so a run may have several line ends after signs.
        let flooded = lineOrSlash & ~(lineOrSlash &+ afterOther)
        let taken = afterOther == 0 ? 0 : flooded | afterOther
        let spaces = window.lineSpaces(taken: taken)
        let free = other & ~taken
        let signs = runStarts(free) & ~(window.space &<< 1)
        let alone = window.startsAfterOne(signs, before: word, free)
        var starts = spaces.starts | signs | startsOfThree(window.number)
        starts |= runStarts(word) & ~(spaces.inLine &<< 1) & ~alone
        starts |= window.upper & ((word & ~window.upper) &<< 1)
        var quotes = window.quote & (word &<< 1) & (window.letter &>> 1)
        var last = 0
        while quotes != 0 {
            let place = quotes.trailingZeroBitCount
            let length = contractionLength(text + place, anyCase: true)
            // A contraction right after another one begins a word of its own.
            if length > 0 && (last == 0 || place != last) {
                starts.clear(place, count: length)
                starts.set(place &+ length)
                last = place &+ length
            }
            quotes &= quotes &- 1
        }
        return starts & horizon & spaces.known
    }
}

/// The first bit of each run of ones.
@inline(__always)
private func runStarts(_ bits: UInt64) -> UInt64 { bits & ~(bits &<< 1) }

/// The first of each run of ones, and every third after it.
@inline(__always)
private func startsOfThree(_ bits: UInt64) -> UInt64 {
    var starts = runStarts(bits)
    let goesOn = bits & (bits &<< 1) & (bits &<< 2)
    var more = (starts &<< 3) & goesOn
    while more != 0 {
        starts |= more
        more = (more &<< 3) & goesOn
    }
    return starts
}

/// The length of the contraction at an apostrophe that a letter follows; 0 when it is none.
@inline(__always)
private func contractionLength(_ text: UnsafePointer<UInt8>, anyCase: Bool) -> Int {
    let text = PretokenText(base: text, count: 4)
    return text.contraction(at: 0, anyCase: anyCase)
}

extension UInt64 {
    @inline(__always)
    fileprivate mutating func set(_ bit: Int) { self |= 1 << bit }

    @inline(__always)
    fileprivate mutating func clear(_ bit: Int, count: Int) { self &= ~(((1 << count) - 1) << bit) }

    @inline(__always)
    fileprivate mutating func move(_ bit: Int, to other: Int) {
        self &= ~(1 << bit)
        self |= 1 << other
    }
}

/// White space as the patterns with a rule for line ends cut it.
private struct LineSpaces {
    /// Where its pretokens begin.
    var starts: UInt64
    /// White space but for line ends.
    var inLine: UInt64
    /// The places about which the window can tell.
    var known: UInt64
}

extension ClassWindow {
    /// The last character of each run of white space that something else follows.
    @inline(__always)
    fileprivate func lastWhites(_ single: UInt64) -> UInt64 {
        let last = single & (~white &>> 1)
        if white2 | white3 == 0 { return last }
        return last | (white2 & (~white &>> 2)) | (white3 & (~white &>> 3))
    }

    /// `taken` are the line ends (and slashes) that go with the signs before them.
    @inline(__always)
    fileprivate func lineSpaces(taken: UInt64) -> LineSpaces {
        let free = white & ~taken
        let lines = line & ~taken
        let inLine = free & ~line
        var spaces = LineSpaces(
            starts: runStarts(free) | lastWhites(white1 & inLine), inLine: inLine, known: ~0)
        // What follows the last line end of a run begins anew; a line end after it undoes that.
        var after = (lines &<< 1) & inLine
        while after != 0 {
            let place = after.trailingZeroBitCount
            let end = place &+ (~(inLine &>> UInt64(place))).trailingZeroBitCount
            if end > 63 {
                spaces.known = (1 &<< UInt64(place)) &- 1
                break
            }
            if lines &>> UInt64(end) & 1 == 0 { spaces.starts |= 1 &<< UInt64(place) }
            after &= after &- 1
        }
        return spaces
    }

    /// The places after a run of exactly one character of `others`, at `starts`, where one of
    /// `next` stands.
    @inline(__always)
    fileprivate func startsAfterOne(
        _ starts: UInt64, before next: UInt64, _ others: UInt64
    ) -> UInt64 {
        var place = starts &<< 1
        var found = place & next
        let more = continuation & others
        if more == 0 { return found }
        for _ in 0..<3 {
            place = (place & more) &<< 1
            found |= place & next
        }
        return found
    }
}
