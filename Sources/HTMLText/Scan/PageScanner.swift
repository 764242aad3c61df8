// Reads a page's bytes once: markup becomes a skeleton for the parser, text becomes plain UTF-8.

/// The tables that scanning needs; immutable, shared by all workers.
struct ScannerTables: Sendable {
    let tags = TagTable()
    let attributes = HashTable(Attribute.names, absent: nil)
    let references = CharacterReferences()
    let hintWords = HintWords()
    let nameSigns = NameSignTable()
    let kinds = StatedKindTable()
    let pathWords = PathWordTable()
    let lexicon: Lexicon
}

/// The tokenizer in front of the parser.
///
/// It drops what holds no text (scripts, styles, comments, drawings), reads the attributes that
/// matter, decodes character references and writes each element as one of a dozen that the parser
/// treats as HTML5 would. The parser's own limits and losses (long text, deep nesting, unknown
/// elements, bad bytes) never meet the page's text, which doesn't pass through it.
struct PageScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let tables: ScannerTables
    var page: ScannedPage
    var attributes = Attributes()
    var state = ScannerState()

    /// Scans a whole page. `storage` lends its buffers and comes back as the result.
    /// Flat pages lose their nesting: a block element only ends a line. What follows the first
    /// element past `maximumElements` is not read.
    static func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, tables: ScannerTables, flat: Bool = false,
        maximumElements: Int, storage: inout ScannedPage
    ) {
        storage.removeAll(tables.lexicon)
        var scanner = PageScanner(bytes: bytes, tables: tables, page: ScannedPage())
        swap(&storage, &scanner.page)
        scanner.state.isFlat = flat
        scanner.run(maximumElements)
        swap(&storage, &scanner.page)
    }

    private mutating func run(_ maximumElements: Int) {
        page.skeleton.append(contentsOf: "<html><body>".utf8)
        var at = 0
        while at < bytes.count, page.elements.count <= maximumElements {
            let tag = find(0x3C, in: bytes, from: at) ?? bytes.count
            if tag > at { appendText(at, tag) }
            if tag == bytes.count { break }
            at = markup(tag)
        }
        endRun()
        settleMetadata()
    }

    /// Deals with the `<` at `at`; returns where to go on.
    private mutating func markup(_ at: Int) -> Int {
        let next = at + 1 < bytes.count ? bytes[at + 1] : 0
        if isASCIILetter(next) { return startTag(at) }
        switch next {
        case 0x2F: return endTag(at)
        case 0x21: return declaration(at)
        case 0x3F: return skip(past: 0x3E, from: at)
        default:
            appendText(at, at + 1)
            return at + 1
        }
    }

    /// A comment, doctype or CDATA section; an unclosed comment ends at the first `>`.
    private mutating func declaration(_ at: Int) -> Int {
        guard starts(bytes, at, "<!--") else { return skip(past: 0x3E, from: at) }
        if starts(bytes, at + 4, ">") { return at + 5 }
        if !state.isEndless(.inline) {
            var next = at + 4
            while let end = find(0x3E, in: bytes, from: next) {
                if endsComment(end, from: at + 4) { return end + 1 }
                next = end + 1
            }
            state.setEndless(.inline)
        }
        return skip(past: 0x3E, from: at)
    }

    /// Whether the `>` at `end` closes a comment: `-->` or `--!>`.
    private func endsComment(_ end: Int, from start: Int) -> Bool {
        let dashes = end > start && bytes[end - 1] == 0x21 ? end - 1 : end
        return dashes >= start + 2 && bytes[dashes - 1] == 0x2D && bytes[dashes - 2] == 0x2D
            || end == start + 1 && bytes[start] == 0x2D
    }

    func skip(past byte: UInt8, from at: Int) -> Int {
        find(byte, in: bytes, from: at).map { $0 + 1 } ?? bytes.count
    }

    private mutating func startTag(_ at: Int) -> Int {
        let nameEnd = endOfName(at + 1)
        let tag = tables.tags.tag(bytes, at + 1, nameEnd)
        let after = readAttributes(from: nameEnd)
        state.name = at + 1..<nameEnd
        switch tag {
        case .script, .style, .title, .textarea, .rawText, .svg, .math, .plaintext:
            return special(tag, name: at + 1..<nameEnd, after: after)
        case .meta: collectMeta()
        case .link: collectLink()
        case .html:
            collectLanguage()
            notePageNames()
        case .body: notePageNames()
        case .img:
            appendFormulaImage()
            write(tag)
        case .ignoredVoid, .head, .base: break
        case .transparent: state.isBetweenRowGroups = true
        default:
            if !attributes[.preloaded].isEmpty { collectPreloaded(attributes[.preloaded].range) }
            if !attributes[.itemtype].isEmpty { noteKind(attributes[.itemtype].range) }
            if tag == .time || !attributes[.itemprop].isEmpty { collectProperty(tag) }
            write(tag)
        }
        return after
    }

    private mutating func endTag(_ at: Int) -> Int {
        guard at + 2 < bytes.count, isASCIILetter(bytes[at + 2]) else {
            return skip(past: 0x3E, from: at)
        }
        let nameEnd = endOfName(at + 2)
        let tag = tables.tags.tag(bytes, at + 2, nameEnd)
        if tag == .transparent || tag == .table {
            state.isBetweenRowGroups = tag == .transparent
        }
        close(tag)
        return nameEnd < bytes.count && bytes[nameEnd] == 0x3E
            ? nameEnd + 1 : skip(past: 0x3E, from: nameEnd)
    }

    private func endOfName(_ start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] > 0x20, bytes[at] != 0x3E, bytes[at] != 0x2F { at &+= 1 }
        return at
    }
}
