// The scanner's understanding of one start tag's attributes.

extension PageScanner {
    /// What the current class says.
    mutating func classWords() -> ClassWords {
        let range = attributes[.classNames].range
        guard !range.isEmpty else { return ClassWords() }
        if let known = page.classes.words(bytes, range) { return known }
        let hashes = Self.hashes(bytes, range)
        let words = ClassWords(
            hints: tables.hintWords.hints(bytes, range),
            signs: tables.nameSigns.signs(bytes, range), classHash: hashes.class,
            groupHash: hashes.group, weight: weight(of: range, .classNames))
        page.classes.remember(words, of: bytes, range)
        return words
    }

    /// The hints in the current attributes.
    func hints(of tag: Tag, _ words: ClassWords) -> Hints {
        var hints = words.hints
        if !attributes[.id].isEmpty {
            hints.formUnion(tables.hintWords.hints(bytes, attributes[.id].range))
        }
        if !attributes[.role].isEmpty { hints.formUnion(roleHints) }
        if !attributes[.itemprop].isEmpty { hints.formUnion(itempropHints) }
        if isHidden || tag.part == .span && isUnseen(hints) { hints.insert(.hidden) }
        if isUnspoken { hints.insert(.unspoken) }
        // DocBook's class of what a terminal shows.
        if tag == .pre { hints.remove(.screenReader) }
        // A post that is quoted is no call to post.
        if tag == .blockquote { hints.remove(.share) }
        if tag == .span || tag == .div, isRenderedMath { hints.insert(.renderedMath) }
        return hints
    }

    /// What the current attributes say about the element's place, or what it does.
    func fact(of tag: Tag, _ hints: Hints) -> ElementFact {
        switch tag {
        case .ol: place(attributes[.start])
        case .li: place(attributes[.value])
        case .td, .th:
            attributes[.columnSpan].isEmpty && attributes[.rowSpan].isEmpty
                ? .none
                : .spans(
                    columns: UInt16(span(attributes[.columnSpan], most: 64, rest: 1)),
                    rows: UInt16(span(attributes[.rowSpan], most: 1000, rest: 1000)))
        case .tr: state.isBetweenRowGroups ? .beginsRowGroup : .none
        case .emphasis:
            state.name.count == 4 && starts(bytes, state.name.lowerBound, "cite")
                ? .cites : .none
        case .dialog: .dialog
        default:
            !attributes[.expanded].isEmpty
                ? .opens
                : !attributes[.role].isEmpty
                    ? roleFact
                    : tag.part == .span && hints.contains(.hidden) ? restFact : .none
        }
    }

    private var roleFact: ElementFact {
        let role = Int(attributes[.role].start)
        if starts(bytes, role, "tabpanel") { return .panel }
        let length = attributes[.role].range.count
        let isDialog =
            length == 6 && starts(bytes, role, "dialog")
            || length == 11 && starts(bytes, role, "alertdialog")
        return isDialog ? .dialog : .none
    }

    /// Whether the id or class of hidden inline text is a name that scripts which shorten texts give.
    private var restFact: ElementFact {
        isRest(attributes[.id].range) || isRest(attributes[.classNames].range) ? .rest : .none
    }

    private func isRest(_ names: Range<Int>) -> Bool {
        var at = names.lowerBound
        while at < names.upperBound {
            let start = at
            while at < names.upperBound, bytes[at] > 0x20 { at += 1 }
            for word in Self.restWords
            where word.utf8CodeUnitCount == at - start && starts(bytes, start, word) {
                return true
            }
            at += 1
        }
        return false
    }

    private static let restWords: [StaticString] = [
        "more", "moretext", "more-text", "more_text", "morecontent", "more-content",
        "readmore-content", "read-more-content", "read-more-text", "read-more-target",
        "full-text", "fulltext", "hidden-text",
    ]

    private func place(_ value: Extent) -> ElementFact {
        value.isEmpty ? .none : number(value).map { .place($0) } ?? .none
    }

    /// - Parameter rest: what 0 means: of rows, those to the table's end.
    private func span(_ value: Extent, most: Int32, rest: Int32) -> Int32 {
        let stated = value.isEmpty ? 1 : number(value) ?? 1
        return stated == 0 ? rest : min(most, stated)
    }

    /// A whole number of at most six digits.
    private func number(_ value: Extent) -> Int32? {
        let digits = bytes[value.range].drop { $0 <= 0x20 }
        guard 1...6 ~= digits.count, digits.allSatisfy(isASCIIDigit) else { return nil }
        return digits.reduce(0) { 10 * $0 + Int32($1 & 15) }
    }

    /// What the letters of the current class and id say.
    mutating func names(_ words: ClassWords) -> ElementNames {
        var names = ElementNames(
            signs: words.signs, classHash: words.classHash, groupHash: words.groupHash,
            weight: words.weight)
        if !attributes[.id].isEmpty {
            let id = attributes[.id].range
            names.signs.formUnion(tables.nameSigns.signs(bytes, id).ofID)
            names.weight = Int16(clamping: Int(names.weight) + Int(weight(of: id, .id)))
        }
        if page.evidence.record != nil { names.weight = record() }
        return names
    }

    /// The hashes of a class, whole and without the words that count a group's members.
    private static func hashes(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) -> (class: UInt16, group: UInt16) {
        var whole = WordHash()
        var group: UInt32 = 0
        var at = range.lowerBound
        while at < range.upperBound {
            var word = WordHash()
            var digits = 0
            while at < range.upperBound, bytes[at] > 0x20 {
                if isASCIIDigit(bytes[at]) { digits += 1 }
                word.add(UInt32(bytes[at]))
                whole.add(UInt32(bytes[at]))
                at += 1
            }
            if digits < 3, !memberWords.contains(word.value) {
                group = (group ^ word.value) &* 0x0100_0193
            }
            if at < range.upperBound { whole.add(UInt32(bytes[at])) }
            at += 1
        }
        return (
            UInt16(truncatingIfNeeded: whole.value >> 8) | 1,
            UInt16(truncatingIfNeeded: group >> 8) | 1
        )
    }

    private static let memberWords = {
        ["odd", "even", "first", "last", "active", "current", "bg1", "bg2", "alt"].map { word in
            var hash = WordHash()
            for byte in word.utf8 { hash.add(UInt32(byte)) }
            return hash.value
        }
    }()

    private var isUnspoken: Bool {
        !attributes[.ariaHidden].isEmpty
            && starts(bytes, Int(attributes[.ariaHidden].start), "true")
    }

    /// KaTeX's and MathJax's visible copies of a formula whose source stands beside them.
    private var isRenderedMath: Bool {
        let names = Int(attributes[.classNames].start)
        return starts(bytes, names, "katex-html") || starts(bytes, names, "mathjax_preview")
            || !attributes[.id].isEmpty
                && starts(bytes, Int(attributes[.id].start), "mathjax-element-")
    }

    private var isHidden: Bool {
        attributes.isHidden
            || !attributes[.style].isEmpty && isInvisible(attributes[.style].range)
    }

    /// Inline text that only screen readers get, by its class or by its style.
    private func isUnseen(_ hints: Hints) -> Bool {
        if hints.contains(.screenReader), names(attributes[.classNames].range, Self.readerWords) {
            return true
        }
        if !attributes[.classNames].isEmpty,
            names(
                attributes[.classNames].range, state.preDepth > 0 ? Self.codeWords : Self.editWords)
        {
            return true
        }
        return !attributes[.style].isEmpty && isClipped(attributes[.style].range)
    }

    private func names(_ names: Range<Int>, _ words: [StaticString]) -> Bool {
        // Nobody writes so many.
        for at in names.prefix(512) where words.contains(where: { starts(bytes, at, $0) }) {
            return !(at - names.lowerBound >= 4 && starts(bytes, at - 4, "not-"))
        }
        return false
    }

    /// The numbers of lines in code, and the calls to edit that follow headings.
    private static let codeWords: [StaticString] = ["lineno", "linenum", "line-num", "line_num"]
    private static let editWords: [StaticString] = ["editsection"]

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
        if starts(bytes, role, "button"), !attributes[.expanded].isEmpty { return [] }
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
