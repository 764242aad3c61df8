// DeepSeek's pre-tokenizer: three splits, one after the other, scanned as one.
import ByteKernels

/// Digits by three, then runs of Chinese characters and kana, then in each of these and in what
/// is left:
///
/// `[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|`
/// ` ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
///
/// A run of Chinese, and what is left, ends where the other or a digit begins, as a text ends.
struct DeepSeekRule: SplitRule {
    private typealias Class = ClassifiedCharacter
    private static let word = Class.letter | Class.mark
    private static let sign = Class.punctuation | Class.symbol

    @inline(__always)
    func end(in text: PretokenText, from start: Int) -> Int {
        let first = text.character(start)
        if first.isIn(Class.number) { return text.run(of: Class.number, from: start, atMost: 3) }
        let han = isHan(text, start)
        let end = match(in: text, from: start, first, han)
        return end > start ? end : unmatched(in: text, from: start, han)
    }

    /// Characters that no alternative takes stay together up to one that some alternative takes.
    private func unmatched(in text: PretokenText, from start: Int, _ han: Bool) -> Int {
        var at = start
        repeat {
            at &+= text.character(at).width
        } while at < text.count && !ends(text, at, han)
            && match(in: text, from: at, text.character(at), han) == at
        return at
    }

    /// Whether the stretch of Chinese, or of anything else, ends at `at`.
    @inline(__always)
    private func ends(_ text: PretokenText, _ at: Int, _ han: Bool) -> Bool {
        text.has(Class.number, at: at) || isHan(text, at) != han
    }

    @inline(__always)
    private func match(
        in text: PretokenText, from start: Int, _ first: ClassifiedCharacter, _ han: Bool
    ) -> Int {
        if first.isIn(Self.word) { return run(Self.word, text, from: start, han) }
        let second = start &+ first.width
        if first.isIn(Self.sign) {
            if text[start] < 0x80, let end = asciiLetters(text, from: second) { return end }
        } else if !isLineEnd(text[start]) {
            let end = run(Self.word, text, from: second, han)
            if end > second { return end }
        }
        let signs = text[start] == UInt8(ascii: " ") ? second : start
        let end = run(Self.sign, text, from: signs, han)
        if end > signs { return han ? end : text.lineEnds(from: end) }
        return first.isIn(Class.space) ? spaces(text, from: start) : start
    }

    private func asciiLetters(_ text: PretokenText, from start: Int) -> Int? {
        var at = start
        while at < text.count, text[at] | 0x20 >= UInt8(ascii: "a"),
            text[at] | 0x20 <= UInt8(ascii: "z")
        {
            at &+= 1
        }
        return at > start ? at : nil
    }

    @inline(__always)
    private func run(_ mask: UInt32, _ text: PretokenText, from start: Int, _ han: Bool) -> Int {
        var at = start
        while at < text.count {
            let character = text.character(at)
            if !character.isIn(mask) || isHan(text, at) != han { break }
            at &+= character.width
        }
        return at
    }

    /// `\s*[\r\n]+|\s+(?!\S)|\s+`, where a digit or Chinese character ends the text.
    private func spaces(_ text: PretokenText, from start: Int) -> Int {
        var last = start
        var at = start
        var lineEnd = -1
        while at < text.count {
            let character = text.character(at)
            if !character.isIn(Class.space) { break }
            if isLineEnd(text[at]) { lineEnd = at }
            last = at
            at &+= character.width
        }
        if lineEnd >= 0 { return lineEnd &+ 1 }
        return at == text.count || last == start || ends(text, at, false) ? at : last
    }

    /// `[一-龥぀-ゟ゠-ヿ]`: U+4E00 to U+9FA5, U+3040 to U+30FF.
    @inline(__always)
    private func isHan(_ text: PretokenText, _ at: Int) -> Bool {
        guard text[at] >= 0xE3, text[at] <= 0xE9, at &+ 2 < text.count else { return false }
        guard text[at &+ 1] & 0xC0 == 0x80, text[at &+ 2] & 0xC0 == 0x80 else { return false }
        let bytes =
            UInt32(text[at]) &<< 16 | UInt32(text[at &+ 1]) &<< 8 | UInt32(text[at &+ 2])
        return (bytes >= 0xE4B880 && bytes <= 0xE9BEA5) || (bytes >= 0xE38180 && bytes <= 0xE383BF)
    }

}

/// Words after SentencePiece's `▁` for a space: `▁+[^▁]*|[^▁]+`.
struct MetaspaceRule: SplitRule {
    @inline(__always)
    func end(in text: PretokenText, from start: Int) -> Int {
        var at = start
        while isMark(text, at) { at &+= 3 }
        while at < text.count && !isMark(text, at) { at &+= 1 }
        return at
    }

    /// U+2581, E2 96 81.
    @inline(__always)
    private func isMark(_ text: PretokenText, _ at: Int) -> Bool {
        at &+ 2 < text.count && text[at] == 0xE2 && text[at &+ 1] == 0x96 && text[at &+ 2] == 0x81
    }
}
