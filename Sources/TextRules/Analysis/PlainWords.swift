// Words reduced to lower-case letters and digits, hashed, for matching texts word by word.
import ByteKernels

/// The words of a text, for finding runs of words that another text has too.
///
/// A word is a run of letters, digits and marks in lower case; each Han, Hiragana or South East
/// Asian letter is a word by itself. `words` and `Words,` are the same, and so are line feeds and
/// blanks. Scratch for one worker.
public final class PlainWords {
    /// What becomes of punctuation and symbols.
    public enum Punctuation: Sendable {
        /// They end words: `don't` is two.
        case separates
        /// They vanish, and only white space ends words: `don't` is `dont` (GPT-3's definition).
        case vanishes
    }

    private let punctuation: Punctuation
    private let lowercase = LowercaseMap.shared
    private var hashBuffer = ScratchBuffer<UInt64>()
    private var startBuffer = ScratchBuffer<UInt32>()
    private var endBuffer = ScratchBuffer<UInt32>()
    private var word: [UInt8] = []
    public private(set) var count = 0

    public init(_ punctuation: Punctuation) { self.punctuation = punctuation }

    /// A hash of each word; equal words have equal hashes in every text.
    public var hashes: UnsafeBufferPointer<UInt64> { .init(start: hashBuffer.base, count: count) }

    /// Where word `index` is, in bytes.
    public subscript(index: Int) -> Range<Int> {
        precondition(index >= 0 && index < count)
        return Int(startBuffer.base[index])..<Int(endBuffer.base[index])
    }

    /// Appends a hash of each run of `length` words among words of a range.
    public func appendNGrams(of range: Range<Int>, length: Int, to found: inout [UInt64]) {
        precondition(length > 0 && range.lowerBound >= 0 && range.upperBound <= count)
        guard range.count >= length else { return }
        rollingHashes(UnsafeBufferPointer(rebasing: hashes[range]), length) { found.append($1) }
    }

    /// Finds the words of the text at hand.
    public func load(_ text: TextAnalysis) {
        count = 0
        hashBuffer.giveBack()
        startBuffer.giveBack()
        endBuffer.giveBack()
        var at = 0
        while at < text.count {
            let stretchEnd = min(at + 4096, text.count)
            let room = count + (stretchEnd - at)
            hashBuffer.grow(room, keeping: count)
            startBuffer.grow(room, keeping: count)
            endBuffer.grow(room, keeping: count)
            appendWords(text.start, from: &at, to: stretchEnd, count: text.count)
        }
    }

    /// Appends the words that begin before `limit`, for which there is room.
    private func appendWords(
        _ text: UnsafePointer<UInt8>, from at: inout Int, to limit: Int, count end: Int
    ) {
        let needsSpace = punctuation == .vanishes
        var place = at
        while place < limit {
            if text[place] == 0x20 {
                place &+= 1
                continue
            }
            let mask = wordMask(text + place)
            let length = (~mask | 0x10000).trailingZeroBitCount
            let next = text[place &+ length]
            let isPlain = needsSpace ? next == 0x20 || next == 0x0A : next < 0x80
            if length > 0 && length < 16 && isPlain {
                append(hash(text + place, length), place, place &+ length)
                place &+= length
            } else if length == 0 && next < 0x80 && !needsSpace {
                place &+= 1
            } else {
                place = appendAnyWord(text, place, end)
            }
        }
        at = place
    }

    /// Appends the word at `start`, if one begins there; returns where to go on.
    private func appendAnyWord(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        word.removeAll(keepingCapacity: true)
        var (at, wordStart, wordEnd) = (start, start, start)
        while at < count {
            let scalar = DecodedScalar(at: text + at)
            let textClass = scalar.textClass
            if textClass.isSpace {
                at += scalar.length
                break
            }
            switch textClass.kind {
            case .other:
                at += scalar.length
                if !word.isEmpty && punctuation == .separates {
                    return finish(wordStart, wordEnd, at)
                }
                continue
            case .single:
                if !word.isEmpty { return finish(wordStart, wordEnd, at) }
                (wordStart, wordEnd) = (at, at + scalar.length)
                take(scalar.value)
                return finish(wordStart, wordEnd, wordEnd)
            case .letter, .digit, .mark, .katakana:
                if word.isEmpty { wordStart = at }
                take(scalar.value)
                at += scalar.length
                wordEnd = at
            }
        }
        return finish(wordStart, wordEnd, at)
    }

    /// Adds a code point to the word at hand; ASCII as the fast path sees it.
    private func take(_ scalar: UInt32) {
        if scalar < 0x80 {
            word.append(UInt8(scalar) | 0x20)
        } else {
            appendUTF8(lowercase[scalar], to: &word)
        }
    }

    private func finish(_ start: Int, _ end: Int, _ next: Int) -> Int {
        guard !word.isEmpty else { return next }
        let length = word.count
        word.append(contentsOf: repeatElement(0, count: 16))
        append(word.withUnsafeBufferPointer { hash($0.baseAddress!, length) }, start, end)
        return next
    }

    @inline(__always)
    private func append(_ hash: UInt64, _ start: Int, _ end: Int) {
        hashBuffer.base[count] = hash
        startBuffer.base[count] = UInt32(truncatingIfNeeded: start)
        endBuffer.base[count] = UInt32(truncatingIfNeeded: end)
        count &+= 1
    }

    /// The hash of a word of which 16 bytes can be read; upper-case ASCII counts as lower case.
    @inline(__always)
    private func hash(_ word: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        if count > 16 { return foldedHash(word, count) }
        // Without a branch on the length, which is hard to foresee.
        let bits = UInt64(truncatingIfNeeded: count) &* 8
        let inFirst = min(bits, 64)
        let first = Self.lowered(word.littleEndian()) & (~0 >> (64 &- inFirst))
        let second = Self.lowered(word.littleEndian(at: 8)) & ~(~0 << (bits &- inFirst))
        return foldedMultiply(
            first ^ 0x9E37_79B9_7F4A_7C15, second ^ bits ^ 0xA076_1D64_78BD_642F)
    }

    /// Bit 5 set in each ASCII byte.
    @inline(__always)
    private static func lowered(_ bytes: UInt64) -> UInt64 {
        bytes | ((~bytes & 0x8080_8080_8080_8080) &>> 2)
    }
}
