// Hand-written scanners for the split patterns in use, exact to the regex each stands for.
import ByteKernels

/// Finds where the pretoken that begins at a place ends. One type per family, so that the loop
/// over a text is specialised.
protocol SplitRule {
    /// The end, after `start`, of the pretoken that begins at `start` (before the text's end).
    func end(in text: PretokenText, from start: Int) -> Int
}

/// `'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`: GPT-2, r50k, p50k.
struct GPT2Rule: SplitRule {
    @inline(__always)
    func end(in text: PretokenText, from start: Int) -> Int {
        typealias Class = ClassifiedCharacter
        let contraction = text.contraction(at: start, anyCase: false)
        if contraction > start { return contraction }
        var at = start
        if text[start] == UInt8(ascii: " ") && start &+ 1 < text.count { at &+= 1 }
        let first = text.character(at)
        if first.isIn(Class.letter) { return text.run(of: Class.letter, from: at &+ first.width) }
        if first.isIn(Class.number) { return text.run(of: Class.number, from: at &+ first.width) }
        if first.isIn(Class.space) { return text.spaces(from: start) }
        return text.run(
            outside: Class.letter | Class.number | Class.space, from: at &+ first.width)
    }
}

/// The GPT-4 pattern's family: cl100k, Llama 3, Qwen 2 and 3.
///
/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,n}| ?[^\s\p{L}\p{N}]+[\r\n]*|`
/// `\s*[\r\n]+|\s+(?!\S)|\s+`
struct GPT4Rule: SplitRule {
    /// The longest run of digits in one pretoken: 3, or 1 for Qwen.
    let digits: Int
    /// Whether `\s++$` comes before the line rule, as in the newer form of cl100k.
    let wholeAtEnd: Bool

    @inline(__always)
    func end(in text: PretokenText, from start: Int) -> Int {
        typealias Class = ClassifiedCharacter
        let first = text.character(start)
        if first.isIn(Class.letter) {
            return text.run(of: Class.letter, from: start &+ first.width)
        }
        if first.isIn(Class.number) {
            return text.run(of: Class.number, from: start, atMost: digits)
        }
        let contraction = text.contraction(at: start, anyCase: true)
        if contraction > start { return contraction }
        let second = start &+ first.width
        if !isLineEnd(text[start]) && text.has(Class.letter, at: second) {
            return text.run(of: Class.letter, from: second)
        }
        let outside = Class.letter | Class.number | Class.space
        if !first.isIn(Class.space)
            || (text[start] == UInt8(ascii: " ") && second < text.count
                && !text.character(second).isIn(outside))
        {
            return text.lineEnds(from: text.run(outside: outside, from: second))
        }
        return text.spacesByLine(from: start, wholeAtEnd: wholeAtEnd)
    }
}

/// o200k: as the GPT-4 family, but a word ends where lower case gives way to upper case, takes a
/// contraction with it, has marks in it, and punctuation takes slashes with it.
struct O200kRule: SplitRule {
    /// How many digits a pretoken has at most.
    var digits = 3
    /// Whether a word takes the contraction after it.
    var takesContractions = true

    @inline(__always)
    func end(in text: PretokenText, from start: Int) -> Int {
        typealias Class = ClassifiedCharacter
        let first = text.character(start)
        if first.isIn(Class.number) {
            return text.run(of: Class.number, from: start, atMost: digits)
        }
        if let word = word(in: text, from: start, first: first) {
            return takesContractions ? text.contraction(at: word, anyCase: true) : word
        }
        let second = start &+ first.width
        let outside = Class.letter | Class.number | Class.space
        if !first.isIn(Class.space)
            || (text[start] == UInt8(ascii: " ") && second < text.count
                && !text.character(second).isIn(outside))
        {
            return text.lineEnds(from: text.run(outside: outside, from: second), slash: true)
        }
        return text.spacesByLine(from: start, wholeAtEnd: false)
    }

    /// The two word alternatives, each first with its optional leading character, then without.
    @inline(__always)
    private func word(
        in text: PretokenText, from start: Int, first: ClassifiedCharacter
    ) -> Int? {
        typealias Class = ClassifiedCharacter
        let leads = !first.isIn(Class.letter | Class.number) && !isLineEnd(text[start])
        let second = start &+ first.width
        if leads, let end = endsInLower(in: text, from: second) { return end }
        if let end = endsInLower(in: text, from: start) { return end }
        if leads, let end = uppers(in: text, from: second) { return end }
        return uppers(in: text, from: start)
    }

    /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`
    @inline(__always)
    private func endsInLower(in text: PretokenText, from start: Int) -> Int? {
        typealias Class = ClassifiedCharacter
        let both = Class.caseless | Class.mark
        var at = start
        var lastInBoth = -1
        while at < text.count {
            let character = text.character(at)
            if !character.isIn(Class.upper | both) { break }
            at &+= character.width
            if character.isIn(both) { lastInBoth = at }
        }
        let end = text.run(of: Class.lower | both, from: at)
        if end > at { return end }
        return lastInBoth >= 0 ? lastInBoth : nil
    }

    /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*`
    @inline(__always)
    private func uppers(in text: PretokenText, from start: Int) -> Int? {
        typealias Class = ClassifiedCharacter
        let both = Class.caseless | Class.mark
        let upper = text.run(of: Class.upper | both, from: start)
        return upper > start ? text.run(of: Class.lower | both, from: upper) : nil
    }
}
