// A text cut at its grapheme clusters: what readers take for one character.

extension PretokenText {
    /// The stretches of the text's grapheme clusters.
    var clusters: [Range<Int>] {
        var result: [Range<Int>] = []
        var at = 0
        while at < count {
            if isAlone(at) {
                result.append(at..<at + 1)
                at += 1
            } else {
                appendClusters(at..<mixedEnd(from: at), to: &result)
                at = result[result.count - 1].upperBound
            }
        }
        return result
    }

    /// Whether an ASCII character is a cluster by itself, as nearly all are that ASCII follows.
    @inline(__always)
    private func isAlone(_ at: Int) -> Bool {
        if base[at] >= 0x80 { return false }
        if at + 1 == count { return true }
        return base[at + 1] < 0x80 && !(base[at] == 13 && base[at + 1] == 10)
    }

    /// Behind the ASCII character after what is not ASCII; nothing joins what comes then to it.
    private func mixedEnd(from start: Int) -> Int {
        var at = start + 1
        while at < count && !isAlone(at) { at += 1 }
        return min(count, at + 1)
    }

    private func appendClusters(_ range: Range<Int>, to result: inout [Range<Int>]) {
        let bytes = UnsafeBufferPointer(rebasing: buffer[range])
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.count == range.count, text.utf8.elementsEqual(bytes) else {
            // Not UTF-8: each byte or character by itself.
            var at = range.lowerBound
            while at < range.upperBound {
                result.append(at..<at + scalar(at).width)
                at += scalar(at).width
            }
            return
        }
        var at = range.lowerBound
        for character in text {
            let end = at + character.utf8.count
            result.append(at..<end)
            at = end
        }
    }
}
