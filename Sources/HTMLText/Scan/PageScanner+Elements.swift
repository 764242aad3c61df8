// The scanner's writing of the skeleton that the parser reads.

extension PageScanner {
    /// Writes a start tag into the skeleton, with its element.
    mutating func write(_ tag: Tag) {
        let part = tag.part
        guard part != .none else { return }
        beginElement(tag, part)
        let index = page.elements.count
        let words = classWords()
        let hints = hints(of: tag, words)
        page.elements.append(
            ScannedElement(
                tag: tag, hints: hints, names: names(words), fact: fact(of: tag, hints)
            ))
        if tag == .tr { state.isBetweenRowGroups = false }
        appendStart(part, index)
        if state.isFlat { return flatten(part) }
        if part != .void { state.open[Int(part.rawValue)] += 1 }
        if tag == .pre { state.preDepth += 1 }
        state.isParagraphOpen = part == .p || state.isParagraphOpen && !tag.isBlock
    }

    /// Ends the text before an element; a block element also ends an open paragraph.
    private mutating func beginElement(_ tag: Tag, _ part: Part) {
        if tag.isBlock || tag == .br { trimRun() }
        endRun()
        if tag.isBlock || tag == .br { state.isAtLineStart = true }
        if tag.isBlock, state.isParagraphOpen { appendEnd(.p) }
    }

    /// Writes an end tag, unless nothing of its kind is open.
    mutating func close(_ tag: Tag) {
        if tag == .br { return write(.br) }
        let part = tag.part
        guard part != .none, part != .void else { return }
        if state.isFlat { return endLine(part) }
        guard state.open[Int(part.rawValue)] > 0 else { return }
        if part == .p, !state.isParagraphOpen { return }
        if part.isBlock {
            trimRun()
            state.isParagraphOpen = false
        }
        endRun()
        if part.isBlock { state.isAtLineStart = true }
        if tag == .pre, state.preDepth > 0 { state.preDepth -= 1 }
        appendEnd(part)
    }

    /// In a flat page an element ends where it starts.
    private mutating func flatten(_ part: Part) {
        guard part != .void else { return }
        state.open[Int(part.rawValue)] += 1
        appendEnd(part)
    }

    /// `<div ab>`: the letters count the elements modulo 256.
    private mutating func appendStart(_ part: Part, _ index: Int) {
        page.skeleton.append(contentsOf: part.start.bytes)
        let low = UInt8(ascii: "a") + UInt8(index & 15)
        let high = UInt8(ascii: "a") + UInt8(index >> 4 & 15)
        withUnsafeBytes(of: (low, high, UInt8(ascii: ">"))) {
            page.skeleton.append(contentsOf: $0)
        }
    }

    /// There the end of a block is an empty one, so that what follows it is another text.
    private mutating func endLine(_ part: Part) {
        if part.isBlock, !state.isAtLineStart { write(.div) }
    }

    private mutating func appendEnd(_ part: Part) {
        if part == .p { state.isParagraphOpen = false }
        state.open[Int(part.rawValue)] -= 1
        page.skeleton.append(contentsOf: part.end.bytes)
    }
}
