// The scanner's treatment of elements whose contents aren't markup.

extension PageScanner {
    /// Deals with an element that has its own rules for its contents, whose start tag ends at
    /// `after`; returns where to go on.
    mutating func special(_ tag: Tag, name: Range<Int>, after: Int) -> Int {
        if tag == .plaintext {
            appendText(after, bytes.count)
            return bytes.count
        }
        guard let end = endTag(of: tag, name: name, from: after) else {
            return unclosed(tag, after)
        }
        switch tag {
        case .title:
            if page.metadata.title.isEmpty { page.metadata.title = plainText(after..<end) }
        case .math:
            let isDisplayed = isBlockFormula
            if let source = latex(after..<end) {
                appendFormula(source, isDisplayed: isDisplayed)
            } else if let text = MathWriter.text(bytes, after..<end, tables.references) {
                page.text.append(contentsOf: text)
                if !text.isEmpty { state.isAtLineStart = false }
            } else {
                return open(tag, after)
            }
        case .script: script(after..<end)
        default: break
        }
        return skip(past: 0x3E, from: end)
    }

    private mutating func open(_ tag: Tag, _ after: Int) -> Int {
        write(tag)
        return after
    }

    /// Scripts and styles run to the end of the page; other elements are taken as markup, so
    /// that a missing end tag costs no text.
    private func unclosed(_ tag: Tag, _ after: Int) -> Int {
        tag == .script || tag == .style ? bytes.count : after
    }

    /// The index of the `<` of the end tag that closes a raw element.
    private mutating func endTag(of tag: Tag, name: Range<Int>, from start: Int) -> Int? {
        let key = rawKey(name)
        if tag == .rawText ? state.isEndless(rawName: key) : state.isEndless(tag) { return nil }
        if tag == .math, let known = state.mathEnd, known.contains(start) {
            return known.upperBound
        }
        var at = start
        while let next = find(0x3C, in: bytes, from: at) {
            if next + 1 < bytes.count, bytes[next + 1] == 0x2F, isName(name, at: next + 2) {
                if tag == .math { state.mathEnd = start..<next }
                return next
            }
            at = next + 1
        }
        if tag == .rawText { state.setEndless(rawName: key) } else { state.setEndless(tag) }
        return nil
    }

    /// A number below 64 that tells the names of ``Tag/rawText`` apart: by first letter and whether
    /// the length is odd.
    private func rawKey(_ name: Range<Int>) -> UInt64 {
        UInt64(lowercased(bytes[name.lowerBound]) & 31) << 1 | UInt64(name.count & 1)
    }

    /// Whether the element's own name stands at `at`, and ends there.
    private func isName(_ name: Range<Int>, at: Int) -> Bool {
        guard at + name.count <= bytes.count else { return false }
        for i in 0..<name.count
        where lowercased(bytes[at + i]) != lowercased(bytes[name.lowerBound + i]) {
            return false
        }
        return at + name.count == bytes.count || !isASCIILetter(bytes[at + name.count])
    }

    /// A stretch of the page with its references decoded, as one line of plain text unless its white
    /// space is kept.
    func plainText(_ range: Range<Int>, keepsSpace: Bool = false) -> [UInt8] {
        var text: [UInt8] = []
        var at = range.lowerBound
        while at < range.upperBound {
            if bytes[at] == 0x26 {
                at = tables.references.decode(bytes, at, range.upperBound, into: &text)
            } else if bytes[at] <= 0x20, !keepsSpace {
                if let last = text.last, last != 0x20 { text.append(0x20) }
                at += 1
            } else {
                text.append(bytes[at])
                at += 1
            }
        }
        if text.last == 0x20, !keepsSpace { text.removeLast() }
        return text
    }

    /// Formulas in scripts (`math/tex`) are text, and descriptions (`ld+json`) state facts;
    /// everything else in scripts is nothing.
    private mutating func script(_ body: Range<Int>) {
        let type = Int(attributes[.type].start)
        guard !attributes[.type].isEmpty else { return }
        if starts(bytes, type, "application/ld+json") { return collectDescription(body) }
        guard starts(bytes, type, "math/tex") else { return }
        appendFormula(body, isDisplayed: contains("mode=display", in: attributes[.type].range))
    }

    /// `display="block"` on a `math` element.
    private var isBlockFormula: Bool {
        !attributes[.display].isEmpty && starts(bytes, Int(attributes[.display].start), "block")
    }

    /// The LaTeX source that a MathML element carries in an annotation.
    private mutating func latex(_ math: Range<Int>) -> Range<Int>? {
        if state.sourceless.contains(math.lowerBound),
            math.upperBound <= state.sourceless.upperBound
        {
            return attributes[.altText].isEmpty ? nil : attributes[.altText].range
        }
        var at = math.lowerBound
        while let tag = find(0x3C, in: bytes, from: at), tag < math.upperBound {
            if starts(bytes, tag, "<annotation"), let end = shortTagEnd(tag) {
                if contains("tex", in: tag..<end) {
                    let close = find(0x3C, in: bytes, from: end) ?? math.upperBound
                    return end + 1..<min(close, math.upperBound)
                }
            }
            at = tag + 1
        }
        state.sourceless = math
        return attributes[.altText].isEmpty ? nil : attributes[.altText].range
    }

    /// The alternative text of an image that shows a formula is its source, unless the formula was
    /// written right before it.
    mutating func appendFormulaImage() {
        guard !attributes[.alt].isEmpty else { return }
        let alt = attributes[.alt].range
        guard namesFormula(attributes[.classNames].range) || isLatex(alt) else { return }
        var source = withoutStyle(alt)
        if source.count > 2, bytes[source.lowerBound] == 0x24,
            bytes[source.upperBound - 1] == 0x24
        {
            source = source.lowerBound + 1..<source.upperBound - 1
        }
        if !repeatsFormula(source) { appendFormula(source, isDisplayed: false) }
    }

    /// Whether a class holds a word that formulas' images have.
    private func namesFormula(_ names: Range<Int>) -> Bool {
        var at = names.lowerBound
        while at < names.upperBound {
            var end = at
            while end < names.upperBound, isASCIILetter(bytes[end]) { end += 1 }
            for word in Self.formulaWords
            where end - at == word.utf8CodeUnitCount && starts(bytes, at, word) {
                return true
            }
            at = end + 1
        }
        return false
    }

    private static let formulaWords: [StaticString] = ["latex", "tex", "math", "equation"]

    /// Whether a text holds a command of LaTeX: a backslash before two letters.
    private func isLatex(_ text: Range<Int>) -> Bool {
        text.dropLast(2).contains {
            bytes[$0] == 0x5C && isASCIILetter(bytes[$0 + 1]) && isASCIILetter(bytes[$0 + 2])
        }
    }

    private func repeatsFormula(_ source: Range<Int>) -> Bool {
        guard let last = page.formulas.last, Int(last) == page.runEnds.count - 1,
            page.runEnds.last == Int32(page.text.count)
        else { return false }
        let run = page.text[page.run(Int(last))].drop { $0 == 0x24 }
        let wanted = bytes[source].drop { $0 <= 0x20 }
        return run.starts(with: wanted) && run.count <= wanted.count + 2
    }

    /// The `>` of a tag of a usual length.
    private func shortTagEnd(_ tag: Int) -> Int? {
        (tag..<min(tag + 1024, bytes.count)).first { bytes[$0] == 0x3E }
    }

    private func contains(_ word: StaticString, in range: Range<Int>) -> Bool {
        range.contains { starts(bytes, $0, word) }
    }

    /// Writes a formula's source as a run of its own, between dollar signs.
    private mutating func appendFormula(_ source: Range<Int>, isDisplayed: Bool) {
        endRun()
        let mark: [UInt8] = isDisplayed ? [0x24, 0x24] : [0x24]
        let source = withoutStyle(source)
        page.text.append(contentsOf: mark)
        state.isAtLineStart = true
        appendText(source.lowerBound, source.upperBound)
        if page.text.last == 0x20 { page.text.removeLast() }
        page.text.append(contentsOf: mark)
        state.isAtLineStart = false
        page.formulas.append(Int32(page.runEnds.count))
        endRun()
    }

    /// A source without the `{\displaystyle …}` that wikis put around it.
    private func withoutStyle(_ source: Range<Int>) -> Range<Int> {
        var start = source.lowerBound
        var end = source.upperBound
        while start < end, bytes[start] <= 0x20 { start += 1 }
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        let style: StaticString = "{\\displaystyle"
        guard end - start > style.utf8CodeUnitCount, starts(bytes, start, style) else {
            return start..<end
        }
        return bytes[end - 1] == UInt8(ascii: "}")
            ? start + style.utf8CodeUnitCount..<end - 1 : start..<end
    }
}
