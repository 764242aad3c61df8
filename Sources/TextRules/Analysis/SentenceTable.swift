// Sentences, found over words as spaCy's sentencizer finds them.
import ByteKernels

/// The sentences of a text.
///
/// A sentence begins at the first word that is neither punctuation nor a sentence mark, once a
/// sentence mark was seen. Line feeds don't end sentences.
public final class SentenceTable {
    private var ends = ScratchBuffer<UInt32>()
    public private(set) var count = 0
    private var filled = false

    /// Sentence `index` with the white space before it: put together, sentences are the text.
    public subscript(index: Int) -> Range<Int> {
        precondition(index >= 0 && index < count)
        return (index == 0 ? 0 : Int(ends.base[index - 1]))..<Int(ends.base[index])
    }

    func clear() { filled = false }

    func fill(_ text: TextAnalysis, _ words: WordTable) {
        guard !filled else { return }
        filled = true
        count = 0
        ends.giveBack()
        var next = 0
        words.forEachSentence(in: 0..<text.count, of: text, from: &next) { previousEnd in
            if count > 0 { ends.base[count - 1] = UInt32(previousEnd) }
            ends.grow(count + 1, keeping: count)
            count += 1
        }
        if count > 0 { ends.base[count - 1] = UInt32(text.count) }
    }
}

extension WordTable {
    /// The sentences in a stretch of the text, which begins with one.
    func sentenceCount(in range: Range<Int>, of text: TextAnalysis, from next: inout Int) -> Int {
        if segmentation == .unicode { return sentenceCount(in: range, from: &next) }
        var sentences = 0
        forEachSentence(in: range, of: text, from: &next) { _ in sentences += 1 }
        return sentences
    }

    /// The same where white space makes no words, without branches on what words are.
    private func sentenceCount(in range: Range<Int>, from next: inout Int) -> Int {
        let (starts, flags) = (storage.starts.base, storage.flags.base)
        var at = next
        while at < count && Int(starts[at]) < range.lowerBound { at &+= 1 }
        let first = at
        var (sentences, seenMark) = (UInt32(0), UInt8(0))
        while at < count && Int(starts[at]) < range.upperBound {
            let mark = flags[at] &>> 2 & 1
            let begins = seenMark & ~(mark | flags[at] &>> 3)
            sentences &+= UInt32(begins)
            seenMark = mark | (seenMark & ~begins)
            at &+= 1
        }
        next = at
        return at > first ? Int(sentences) + 1 : 0
    }

    /// Calls `begin` for each sentence in a stretch of the text, with the end of the word before.
    ///
    /// `next` is a word at or before the stretch, and is moved past it.
    @inline(__always)
    func forEachSentence(
        in range: Range<Int>, of text: TextAnalysis, from next: inout Int, _ begin: (Int) -> Void
    ) {
        while next < count && Int(storage.starts.base[next]) < range.lowerBound { next += 1 }
        var (isFirst, seenMark) = (true, false)
        var end = range.lowerBound
        while next < count && Int(storage.starts.base[next]) < range.upperBound {
            let flags = WordFlags(rawValue: storage.flags.base[next])
            let start = Int(storage.starts.base[next])
            if isFirst || (seenMark && isSpaceWord(text.start, end..<start)) {
                begin(end)
                (isFirst, seenMark) = (false, false)
            }
            if flags.contains(.sentenceMark) {
                seenMark = true
            } else if seenMark && !flags.contains(.punctuation) {
                begin(end)
                seenMark = false
            }
            end = start + storage.byteCount(next)
            next += 1
        }
        if seenMark && isSpaceWord(text.start, end..<range.upperBound) { begin(end) }
    }

    /// Whether spaCy makes a word of the white space between two words: all but a single space.
    private func isSpaceWord(_ text: UnsafePointer<UInt8>, _ gap: Range<Int>) -> Bool {
        guard segmentation != .unicode, !gap.isEmpty else { return false }
        return gap.count > 1 || text[gap.lowerBound] != 0x20
    }
}
