// Writes the inline content of one block.

/// Text with line breaks and, in markdown, marks of emphasis.
struct InlineWriter {
    let tree: PageTree
    let page: ScannedPage
    let isMarkdown: Bool
    let isCode: Bool

    private enum Mark { case strong, emphasis, code, strike }

    /// Marks that are open; the last `pending` of them wait for the first letter.
    private var marks: [Mark] = []
    private var pending = 0
    private var start = 0
    private var closedLink = false
    private var raised = 0

    init(_ tree: PageTree, _ page: ScannedPage, isMarkdown: Bool, isCode: Bool) {
        self.tree = tree
        self.page = page
        self.isMarkdown = isMarkdown
        self.isCode = isCode
    }

    /// Appends a block's text, without white space at its ends.
    mutating func write(_ block: Block, to text: inout [UInt8]) {
        start = text.count
        for index in Int(block.firstEvent)..<Int(block.endEvent) {
            let event = tree.events[index]
            switch event.kind {
            case .text: append(page.run(event.index), to: &text)
            case .open: open(tree.nodes[event.index].tag, &text)
            case .close: close(tree.nodes[event.index].tag, &text)
            }
        }
        while !marks.isEmpty { closeMark(&text) }
        trimEnd(&text)
    }

    private mutating func append(_ run: Range<Int>, to text: inout [UInt8]) {
        var run = run
        if !isCode, text.count == start || text.last == 0x0A {
            while run.lowerBound < run.upperBound, page.text[run.lowerBound] == 0x20 {
                run = run.lowerBound + 1..<run.upperBound
            }
        }
        guard !run.isEmpty else { return }
        if closedLink { separateLinks(page.text[run.lowerBound], &text) }
        openMarks(before: page.text[run.lowerBound], &text)
        if raised > 0 { markRaised(run, &text) }
        text.append(contentsOf: page.text[run])
    }

    /// Two links that touch are two words on the screen.
    private mutating func separateLinks(_ next: UInt8, _ text: inout [UInt8]) {
        closedLink = false
        if let last = text.last, isWordByte(last), isWordByte(next) { text.append(0x20) }
    }

    /// `10<sup>6</sup>` is 10^6, and `x<sup>2</sup>` x^2; a raised number after a longer word is
    /// a footnote's, and `1<sup>st</sup>` stays 1st.
    private mutating func markRaised(_ run: Range<Int>, _ text: inout [UInt8]) {
        guard page.text[run].allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2D || $0 == 0x2B }) else {
            return
        }
        var letters = 0
        while letters < text.count - start, isASCIILetter(text[text.count - 1 - letters]) {
            letters += 1
        }
        let last = text.count > start ? text[text.count - 1] : 0
        if 1...2 ~= letters || last &- 0x30 < 10 || last == 0x29 { text.append(0x5E) }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        isASCIILetter(byte) || byte &- 0x30 < 10 || byte >= 0x80
    }

    private mutating func open(_ tag: Tag, _ text: inout [UInt8]) {
        if tag != .a { closedLink = false }
        switch tag {
        case .br:
            trimEnd(&text)
            if text.count > start { text.append(0x0A) }
        case .raised: raised += 1
        case .strong: add(.strong)
        case .emphasis: add(.emphasis)
        case .code: add(.code)
        case .strike: add(.strike)
        case .quote: text.append(0x22)
        default: break
        }
    }

    private mutating func close(_ tag: Tag, _ text: inout [UInt8]) {
        switch tag {
        case .a: closedLink = true
        case .raised: raised = max(0, raised - 1)
        case .strong, .emphasis, .code, .strike: closeMark(&text)
        case .quote: text.append(0x22)
        default: break
        }
    }

    private mutating func add(_ mark: Mark) {
        guard isMarkdown, !isCode else { return }
        marks.append(mark)
        pending += 1
    }

    private mutating func openMarks(before next: UInt8, _ text: inout [UInt8]) {
        guard pending > 0, next > 0x20 else { return }
        for mark in marks.suffix(pending) { text.append(contentsOf: Self.sign(mark).bytes) }
        pending = 0
    }

    /// A mark closes before the white space that ends it; one that never opened leaves nothing.
    private mutating func closeMark(_ text: inout [UInt8]) {
        guard let mark = marks.popLast() else { return }
        if pending > 0 {
            pending -= 1
            return
        }
        let hadSpace = text.last == 0x20
        trimEnd(&text)
        text.append(contentsOf: Self.sign(mark).bytes)
        if hadSpace { text.append(0x20) }
    }

    private static func sign(_ mark: Mark) -> StaticString {
        switch mark {
        case .strong: "**"
        case .emphasis: "*"
        case .code: "`"
        case .strike: "~~"
        }
    }

    private func trimEnd(_ text: inout [UInt8]) {
        while text.count > start, text[text.count - 1] <= 0x20 { text.removeLast() }
    }
}
