// The scanner's copying of text: references decoded, white space folded, controls dropped.

extension PageScanner {
    /// Appends the text in `start..<end` to the current run.
    mutating func appendText(_ start: Int, _ end: Int) {
        var at = start
        while at < end {
            let plain = endOfPlain(at, end)
            if plain > at {
                page.text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[at..<plain]))
                state.isAtLineStart = false
                at = plain
            } else {
                at = appendSpecial(at, end)
            }
        }
    }

    /// Where bytes that need no thought end.
    private func endOfPlain(_ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end, isPlain(bytes[at]) { at &+= 1 }
        return at
    }

    @inline(__always)
    private func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x26 && byte != 0x7F && byte != 0xC2 && byte != 0xEF
    }

    /// Appends whatever the byte at `at` stands for; returns the index after it.
    private mutating func appendSpecial(_ at: Int, _ end: Int) -> Int {
        switch bytes[at] {
        case 0x26:
            let before = page.text.count
            let next = tables.references.decode(bytes, at, end, into: &page.text)
            foldReference(from: before)
            return next
        case 0x09, 0x0A, 0x0C, 0x0D, 0x20:
            return appendSpace(at)
        case 0xC2:
            return appendLatin(at, end)
        case 0xEF:
            if at + 2 < end, bytes[at + 1] == 0xBB, bytes[at + 2] == 0xBF { return at + 3 }
            page.text.append(0xEF)
            state.isAtLineStart = false
            return at + 1
        default:
            return at + 1
        }
    }

    /// White space: kept in `pre` (line ends as line feeds), elsewhere one space between words.
    private mutating func appendSpace(_ at: Int) -> Int {
        if state.preDepth > 0 {
            if bytes[at] == 0x0D {
                page.text.append(0x0A)
                return at + 1 < bytes.count && bytes[at + 1] == 0x0A ? at + 2 : at + 1
            }
            page.text.append(bytes[at] == 0x0C ? 0x0A : bytes[at])
        } else if !state.isAtLineStart, page.text.last != 0x20 {
            page.text.append(0x20)
        }
        return at + 1
    }

    /// U+0080 to U+00BF: no-break space is a space, and soft hyphens go. C1 controls are bytes of
    /// windows-1252 that somebody took for Latin-1.
    private mutating func appendLatin(_ at: Int, _ end: Int) -> Int {
        guard at + 1 < end else { return at + 1 }
        let second = bytes[at + 1]
        if second == 0xA0 {
            appendNoBreakSpace()
        } else if second > 0xA0, second != 0xAD {
            page.text.append(0xC2)
            page.text.append(second)
            state.isAtLineStart = false
        } else if second < 0xA0, windows1252Scalar(second) > 0x9F {
            appendUTF8(windows1252Scalar(second), to: &page.text)
            state.isAtLineStart = false
        }
        return at + 2
    }

    private mutating func appendNoBreakSpace() {
        if state.preDepth > 0 || !state.isAtLineStart && page.text.last != 0x20 {
            page.text.append(0x20)
        }
    }

    /// Treats the character that a reference gave as if it had been written out.
    private mutating func foldReference(from before: Int) {
        let length = page.text.count - before
        let first = page.text[before]
        let second = length > 1 ? page.text[before + 1] : 0
        if length == 2, first == 0xC2, second == 0xA0 {
            page.text.removeLast(2)
            appendNoBreakSpace()
        } else if length == 2, first == 0xC2, second < 0xA0 || second == 0xAD {
            page.text.removeLast(2)
        } else if length == 1, first <= 0x20 || first == 0x7F {
            page.text.removeLast()
            if first == 0x20 || first == 0x0A || first == 0x09 { appendNoBreakSpace() }
        } else {
            state.isAtLineStart = false
        }
    }

    /// Ends the current run, if it holds anything, and marks its place in the skeleton.
    mutating func endRun() {
        guard page.text.count > state.runStart else { return }
        page.skeleton.append(UInt8(ascii: "x"))
        page.runEnds.append(Int32(page.text.count))
        state.runStart = page.text.count
    }

    /// Drops the white space that a run holds before a block element; keeps it in `pre`.
    mutating func trimRun() {
        guard state.preDepth == 0 else { return }
        if page.text.count > state.runStart, page.text.last == 0x20 { page.text.removeLast() }
    }
}
