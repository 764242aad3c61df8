// The scanner's understanding of one start tag's attributes.

extension PageScanner {
    /// The hints in the current attributes.
    func hints(of tag: Tag) -> Hints {
        var hints: Hints = []
        if !attributes[.classNames].isEmpty {
            hints.formUnion(tables.hintWords.hints(bytes, attributes[.classNames].range))
        }
        if !attributes[.id].isEmpty {
            hints.formUnion(tables.hintWords.hints(bytes, attributes[.id].range))
        }
        if !attributes[.role].isEmpty { hints.formUnion(roleHints) }
        if !attributes[.itemprop].isEmpty { hints.formUnion(itempropHints) }
        if isHidden || tag.part == .span && isUnseen(hints) { hints.insert(.hidden) }
        if isUnspoken { hints.insert(.unspoken) }
        // A post that is quoted is no call to post.
        if tag == .blockquote { hints.remove(.share) }
        if tag == .span || tag == .div, isRenderedMath { hints.insert(.renderedMath) }
        return hints
    }

    /// What the letters of the current class and id say.
    var names: ElementNames {
        var names = ElementNames()
        if !attributes[.classNames].isEmpty {
            let range = attributes[.classNames].range
            names.signs = tables.nameSigns.signs(bytes, range)
            var hash = WordHash()
            for at in range { hash.add(UInt32(bytes[at])) }
            names.classHash = UInt16(truncatingIfNeeded: hash.value >> 8) | 1
        }
        if !attributes[.id].isEmpty {
            names.signs.formUnion(tables.nameSigns.signs(bytes, attributes[.id].range).ofID)
        }
        return names
    }

    private var isUnspoken: Bool {
        !attributes[.ariaHidden].isEmpty
            && starts(bytes, Int(attributes[.ariaHidden].start), "true")
    }

    /// KaTeX's and MathJax's visible copies of a formula whose source stands beside them.
    private var isRenderedMath: Bool {
        let names = Int(attributes[.classNames].start)
        return starts(bytes, names, "katex-html") || starts(bytes, names, "mathjax_preview")
    }

    private var isHidden: Bool {
        attributes.isHidden
            || !attributes[.style].isEmpty && isInvisible(attributes[.style].range)
    }

    /// Inline text that only screen readers get, by its class or by its style.
    private func isUnseen(_ hints: Hints) -> Bool {
        if hints.contains(.screenReader), namesReaders(attributes[.classNames].range) {
            return true
        }
        return !attributes[.style].isEmpty && isClipped(attributes[.style].range)
    }

    private func namesReaders(_ names: Range<Int>) -> Bool {
        for at in names where Self.readerWords.contains(where: { starts(bytes, at, $0) }) {
            return !(at - names.lowerBound >= 4 && starts(bytes, at - 4, "not-"))
        }
        return false
    }

    private static let readerWords: [StaticString] = [
        "sr-only", "sronly", "sr_only", "visually-hidden", "visuallyhidden", "visually_hidden",
        "screen-reader", "screenreader", "assistive-text",
    ]

    /// Whether a style clips all away, or moves text out of the screen.
    private func isClipped(_ style: Range<Int>) -> Bool {
        for at in style where bytes[at] == 0x3A {
            var value = at + 1
            while value < style.upperBound, bytes[value] <= 0x20 { value += 1 }
            if starts(bytes, value, "rect(0"), endsWord(at, "clip") { return true }
            if starts(bytes, value, "rect(1px"), endsWord(at, "clip") { return true }
            if starts(bytes, value, "inset(50%") || starts(bytes, value, "inset(100%"),
                endsWord(at, "clip-path")
            {
                return true
            }
            if starts(bytes, value, "-999"), endsWord(at, "left") || endsWord(at, "text-indent") {
                return true
            }
        }
        return false
    }

    /// Whether a style holds `display: none` or `visibility: hidden`.
    private func isInvisible(_ style: Range<Int>) -> Bool {
        for at in style where bytes[at] == 0x3A {
            var value = at + 1
            while value < style.upperBound, bytes[value] <= 0x20 { value += 1 }
            if starts(bytes, value, "none"), endsWord(at, "display") { return true }
            if starts(bytes, value, "hidden"), endsWord(at, "visibility") { return true }
        }
        return false
    }

    /// Whether `word` stands before `at`, white space between them allowed.
    private func endsWord(_ at: Int, _ word: StaticString) -> Bool {
        var end = at
        while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
        let start = end - word.utf8CodeUnitCount
        return start >= 0 && starts(bytes, start, word)
    }

    private var roleHints: Hints {
        let role = Int(attributes[.role].start)
        if starts(bytes, role, "main") { return [.mainRole] }
        if starts(bytes, role, "article") { return [.article] }
        if starts(bytes, role, "tabpanel") { return [] }
        for word in Self.sideRoles where starts(bytes, role, word) { return [.sideRole] }
        return []
    }

    private static let sideRoles: [StaticString] = [
        "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert",
        "menu", "tab", "toolbar", "button",
    ]

    private var itempropHints: Hints {
        let itemprop = Int(attributes[.itemprop].start)
        for word in Self.bodyProperties where starts(bytes, itemprop, word) {
            return [.statedBody]
        }
        if starts(bytes, itemprop, "author") { return [.author] }
        if starts(bytes, itemprop, "date") { return [.date] }
        if starts(bytes, itemprop, "comment") { return [.comment] }
        return []
    }

    private static let bodyProperties: [StaticString] = ["articlebody", "blogpost", "maincontent"]
}
