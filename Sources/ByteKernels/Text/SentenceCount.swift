// Sentences, counted over words as spaCy's sentencizer does.

extension WordTable {
    /// The sentences in a stretch of the text, which begins with one.
    ///
    /// A sentence begins at the first word that is neither punctuation nor a sentence mark, once a
    /// sentence mark was seen. `next` is a word at or before the stretch, and is moved past it.
    func sentenceCount(in range: Range<Int>, of text: TextAnalysis, from next: inout Int) -> Int {
        while next < count && Int(storage.starts.base[next]) < range.lowerBound { next += 1 }
        var (sentences, seenMark) = (0, false)
        var end = range.lowerBound
        while next < count && Int(storage.starts.base[next]) < range.upperBound {
            let flags = WordFlags(rawValue: storage.flags.base[next])
            let start = Int(storage.starts.base[next])
            if sentences == 0 {
                sentences = 1
            } else if seenMark && isSpaceWord(text.start, end..<start) {
                sentences += 1
                seenMark = false
            }
            if flags.contains(.sentenceMark) {
                seenMark = true
            } else if seenMark && !flags.contains(.punctuation) {
                sentences += 1
                seenMark = false
            }
            end = start + storage.byteCount(next)
            next += 1
        }
        if seenMark && isSpaceWord(text.start, end..<range.upperBound) { sentences += 1 }
        return sentences
    }

    /// Whether spaCy makes a word of the white space between two words: all but a single space.
    private func isSpaceWord(_ text: UnsafePointer<UInt8>, _ gap: Range<Int>) -> Bool {
        guard segmentation != .unicode, !gap.isEmpty else { return false }
        return gap.count > 1 || text[gap.lowerBound] != 0x20
    }
}
