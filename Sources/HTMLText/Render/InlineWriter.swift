// Writes the inline content of one block.

/// Text with line breaks, quotation marks and, in markdown, marks of emphasis as ``MarkdownMark`` has
/// them; one for all blocks of a page.
struct InlineWriter {
    let tree: PageTree
    let page: ScannedPage
    private var isMarkdown = false
    private var isCode = false

    /// `spoken` is a quote that has its signs in the text.
    private enum Mark: Equatable {
        case sign(MarkdownMark)
        case quote, spoken
    }

    /// Marks that are open; the last `pending` of them wait for the first letter.
    private var marks: [Mark] = []
    private var pending = 0
    private var start = 0
    /// A link, or deleted text, ended after the last text, and another link or element began.
    private var closedLink = false
    private var closedDeletion = false
    private var touchesLink = false
    /// The same of other inline elements.
    private var closedElement = false
    private var touchesElement = false
    /// It ended in a colon.
    private var closedColon = false
    /// The `cite` that is a quotation's first thing, -1 for none.
    private var attribution = -1
    private var codeDepth = 0
    private var raised = 0
    /// Where the text of the innermost link begins.
    private var linkStart = -1
    private var twins = TwinTexts()

    init(_ tree: PageTree, _ page: ScannedPage) {
        self.tree = tree
        self.page = page
    }

    /// Appends a block's text, without white space at its ends.
    mutating func write(
        _ block: Block, isMarkdown: Bool = false, isCode: Bool = false, to text: inout [UInt8]
    ) {
        begin(isMarkdown: isMarkdown, isCode: isCode, at: text.count)
        for index in firstEvent(of: block)..<Int(block.endEvent) {
            let event = tree.events[index]
            switch event.kind {
            case .text: append(page.run(event.index), at: index, to: &text)
            case .open:
                if isAttribution(at: index), text.count == start { attribution = event.index }
                open(tree.nodes[event.index], &text)
            case .close:
                close(tree.nodes[event.index], &text)
                if event.index == attribution { breakLine(&text) }
            }
        }
        twins.finish(&text)
        while !marks.isEmpty { closeMark(&text) }
        trimEnd(&text)
    }

    /// Forgets the block before.
    private mutating func begin(isMarkdown: Bool, isCode: Bool, at start: Int) {
        self.isMarkdown = isMarkdown
        self.isCode = isCode
        self.start = start
        (closedLink, closedDeletion, touchesLink) = (false, false, false)
        (closedElement, touchesElement, closedColon) = (false, false, false)
        (codeDepth, raised, linkStart, attribution) = (0, 0, -1, -1)
        twins = TwinTexts()
    }

    /// Where the inline elements open that hold a block's first text.
    private func firstEvent(of block: Block) -> Int {
        var first = Int(block.firstEvent)
        while first > 0, opensInline(tree.events[first - 1]) { first -= 1 }
        return first
    }

    private func opensInline(_ event: PageEvent) -> Bool {
        event.kind == .open && !tree.nodes[event.index].tag.isBlock
    }

    /// Whether a `cite` opens right where a quotation does: who said it.
    private func isAttribution(at event: Int) -> Bool {
        guard tree.nodes[tree.events[event].index].fact == .cites else { return false }
        var at = event - 1
        while at >= 0, tree.events[at].kind == .open {
            if tree.nodes[tree.events[at].index].tag == .blockquote { return true }
            at -= 1
        }
        return false
    }

    private func breakLine(_ text: inout [UInt8]) {
        trimEnd(&text)
        if text.count > start { text.append(0x0A) }
    }

    private mutating func append(_ run: Range<Int>, at event: Int, to text: inout [UInt8]) {
        var run = run
        if !isCode, text.count == start || text.last == 0x0A {
            while run.lowerBound < run.upperBound, page.text[run.lowerBound] == 0x20 {
                run = run.lowerBound + 1..<run.upperBound
            }
        }
        guard !run.isEmpty else { return }
        separateLinks(page.text[run.lowerBound], &text)
        if pending > 0, page.text[run.lowerBound] == 0x20 {
            text.append(0x20)
            run = run.dropFirst()
        }
        guard !run.isEmpty else { return }
        openMarks(before: page.text[run], &text)
        guard raised > 0 else { return text.append(contentsOf: page.text[run]) }
        appendRaised(run, at: event, &text)
    }

    /// Two links that touch are two words on the screen; so are other elements where a capital or
    /// a price follows a small letter or a number, or an element that ends in a colon.
    private mutating func separateLinks(_ next: UInt8, _ text: inout [UInt8]) {
        if text.count > start, let last = text.last(where: { !MarkdownMark.isMark($0) }),
            touchesLink && isWordByte(last) && isWordByte(next)
                || codeDepth == 0 && !isCode
                    && (touchesElement && Self.isBorder(last, next)
                        || closedColon && last == 0x3A && Self.isBorder(0x61, next))
        {
            text.append(0x20)
        }
        (closedLink, closedDeletion, touchesLink) = (false, false, false)
        (closedElement, touchesElement, closedColon) = (false, false, false)
    }

    private static func isBorder(_ last: UInt8, _ next: UInt8) -> Bool {
        (isASCIIDigit(last) || 0x61...0x7A ~= last) && (0x41...0x5A ~= next || next == 0x24)
    }

    /// Raised text, and what keeps it apart from what it is raised over.
    private mutating func appendRaised(_ run: Range<Int>, at event: Int, _ text: inout [UInt8]) {
        let kind = RaisedText(
            page.text[run], after: text[start...], isLinked: linkStart == text.count,
            isNumerator: isNumerator(event), before: textAfter(event))
        switch kind {
        case .power: text.append(UInt8(ascii: "^"))
        case .note: text.append(UInt8(ascii: "["))
        case .cents(let point): text.append(point)
        case .numerator: text.append(0x20)
        case .plain: break
        }
        text.append(contentsOf: page.text[run])
        if kind == .note { text.append(UInt8(ascii: "]")) }
    }

    /// The text behind the element that ends behind the text of an event.
    private func textAfter(_ event: Int) -> ArraySlice<UInt8> {
        guard event + 2 < tree.events.count, tree.events[event + 1].kind == .close,
            tree.events[event + 2].kind == .text
        else { return [] }
        return page.text[page.run(tree.events[event + 2].index)]
    }

    /// Whether a slash and a lowered number follow.
    private func isNumerator(_ event: Int) -> Bool {
        let next = textAfter(event)
        guard next.elementsEqual([0x2F]) || next.elementsEqual([0xE2, 0x81, 0x84]),
            event + 3 < tree.events.count, tree.events[event + 3].kind == .open
        else { return false }
        return tree.nodes[tree.events[event + 3].index].tag == .lowered
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        isASCIILetter(byte) || byte &- 0x30 < 10 || byte >= 0x80 && !MarkdownMark.isMark(byte)
    }

    private mutating func open(_ node: PageNode, _ text: inout [UInt8]) {
        if !node.tag.isBlock {
            twins.open(at: text.count, isUnspoken: node.hints.contains(.unspoken))
        }
        touchesElement = closedElement
        touchesLink = touchesLink || closedDeletion
        switch node.tag {
        case .a:
            touchesLink = touchesLink || closedLink
            linkStart = text.count
        case .br:
            breakLine(&text)
        case .raised: raised += 1
        case .strong: add(.sign(.strong))
        case .emphasis: add(.sign(.emphasis))
        case .code:
            codeDepth += 1
            add(.sign(.code))
        case .strike: add(.sign(.strike))
        case .quote: add(.quote)
        default: break
        }
    }

    private mutating func close(_ node: PageNode, _ text: inout [UInt8]) {
        closedElement = !node.tag.isBlock
        closedColon = closedColon || closesColon(node, text)
        closedDeletion = closedDeletion || node.tag == .strike
        switch node.tag {
        case .a:
            closedLink = true
            linkStart = -1
        case .raised: raised = max(0, raised - 1)
        case .code:
            codeDepth = max(0, codeDepth - 1)
            if isMarkdown, !isCode { closeMark(&text) }
        case .strong, .emphasis, .strike: if isMarkdown, !isCode { closeMark(&text) }
        case .quote: closeMark(&text)
        default: break
        }
        if !node.tag.isBlock {
            twins.close(&text)
        }
    }

    /// Whether an element ends in a word and a colon: `Author:`, not `std::`.
    private func closesColon(_ node: PageNode, _ text: [UInt8]) -> Bool {
        guard !node.tag.isBlock, node.tag != .code, text.last == 0x3A, text.count > start + 3
        else { return false }
        return isWordByte(text[text.count - 2]) && !isASCIIDigit(text[text.count - 2])
            && isWordByte(text[text.count - 3])
    }

    private mutating func add(_ mark: Mark) {
        guard mark == .quote || isMarkdown && !isCode else { return }
        marks.append(mark)
        pending += 1
    }

    private mutating func openMarks(before next: ArraySlice<UInt8>, _ text: inout [UInt8]) {
        guard pending > 0, let first = next.first, first > 0x20 else { return }
        for place in marks.indices.suffix(pending) {
            if marks[place] == .quote, Self.isQuoted(next) { marks[place] = .spoken }
            append(marks[place], isOpening: true, &text)
        }
        pending = 0
    }

    /// Whether a text begins with a quotation mark.
    private static func isQuoted(_ text: ArraySlice<UInt8>) -> Bool {
        quotationMarks.contains { text.starts(with: $0.bytes) }
    }

    private static let quotationMarks: [StaticString] = ["\"", "“", "„", "”", "«", "»", "‘", "「"]

    /// A mark closes before the white space that ends it; one that never opened leaves nothing.
    private mutating func closeMark(_ text: inout [UInt8]) {
        guard let mark = marks.popLast() else { return }
        if pending > 0 {
            pending -= 1
            return
        }
        let hadSpace = text.last == 0x20
        trimEnd(&text)
        append(mark, isOpening: false, &text)
        if hadSpace { text.append(0x20) }
    }

    private func append(_ mark: Mark, isOpening: Bool, _ text: inout [UInt8]) {
        switch mark {
        case .sign(let mark): text.append(isOpening ? mark.opening : mark.closing)
        case .quote: text.append(UInt8(ascii: "\""))
        case .spoken: break
        }
    }

    private func trimEnd(_ text: inout [UInt8]) {
        while text.count > start, text[text.count - 1] <= 0x20 { text.removeLast() }
    }
}
