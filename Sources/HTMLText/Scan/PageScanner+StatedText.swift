// The texts that a page's schema.org description holds: articles, posts, answers, recipes.

/// What is read of a description: which strings, and how much of them.
private struct StatedTextReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var at: Int
    let end: Int
    /// The strings in a list belong to a key that is wanted.
    private var isWantedList = false
    /// The last type named was a question, whose name is its text.
    private var isQuestion = false
    /// Or a product, which its description is all about.
    private var isProduct = false

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        self.bytes = bytes
        at = range.lowerBound
        end = range.upperBound
    }

    /// The next string that is text, without its quotation marks.
    mutating func next() -> Range<Int>? {
        while at < end {
            switch bytes[at] {
            case 0x22:
                let string = readString()
                if endsKey() {
                    if let value = value(of: string) { return value }
                } else if isWantedList {
                    return string
                }
            case 0x5D, 0x7B:
                isWantedList = false
                at += 1
            default: at += 1
            }
        }
        return nil
    }

    private mutating func readString() -> Range<Int> {
        let start = at + 1
        at = start
        while at < end, bytes[at] != 0x22 { at += bytes[at] == 0x5C ? 2 : 1 }
        at = min(at, end)
        let string = start..<max(start, at)
        at = min(end, at + 1)
        return string
    }

    /// Goes past white space; whether a colon follows, which is passed too.
    private mutating func endsKey() -> Bool {
        var next = at
        while next < end, bytes[next] <= 0x20 { next += 1 }
        guard next < end, bytes[next] == 0x3A else { return false }
        at = next + 1
        while at < end, bytes[at] <= 0x20 { at += 1 }
        return true
    }

    /// The value of a key, if it is one string of text.
    private mutating func value(of key: Range<Int>) -> Range<Int>? {
        guard at < end else { return nil }
        let isWanted = wants(key)
        if bytes[at] == 0x5B {
            isWantedList = isWanted
            return nil
        }
        guard bytes[at] == 0x22 else { return nil }
        let value = readString()
        guard endsValue() else {
            // A quotation mark inside a text: nothing says where the texts behind it begin and end.
            at = end
            return nil
        }
        if starts(bytes, key.lowerBound, "@type\"") {
            isQuestion = starts(bytes, value.lowerBound, "question\"")
            isProduct = starts(bytes, value.lowerBound, "product")
        }
        return isWanted ? value : nil
    }

    /// Whether what follows a value may follow one.
    private func endsValue() -> Bool {
        var next = at
        while next < end, bytes[next] <= 0x20 { next += 1 }
        return next >= end || [0x2C, 0x7D, 0x5D].contains(bytes[next])
    }

    private func wants(_ key: Range<Int>) -> Bool {
        for name in Self.names
        where key.count == name.utf8CodeUnitCount && starts(bytes, key.lowerBound, name) {
            return true
        }
        if isProduct, key.count == 11 { return starts(bytes, key.lowerBound, "description") }
        return isQuestion && key.count == 4 && starts(bytes, key.lowerBound, "name")
    }

    private static let names: [StaticString] = [
        "articlebody", "text", "recipeingredient", "recipeinstructions", "cooked",
    ]
}

extension PageScanner {
    /// Takes the texts of a description, a paragraph each.
    mutating func collectStatedText(_ body: Range<Int>) {
        var reader = StatedTextReader(bytes, body)
        while page.statedText.count < Self.longestStatedText, let string = reader.next() {
            appendStated(string)
        }
    }

    /// Takes the posts that a forum's page holds as data for its script: JSON whose strings are JSON
    /// in turn, in which `cooked` is a post's HTML.
    mutating func collectPreloaded(_ value: Range<Int>) {
        guard page.statedText.isEmpty else { return }
        let outer = plainText(value, keepsSpace: true)
        let inner = outer.withUnsafeBufferPointer { text in
            PageScanner(bytes: text, tables: tables, page: ScannedPage()).unescaped(text.indices)
        }
        inner.withUnsafeBufferPointer { text in
            var scanner = PageScanner(bytes: text, tables: tables, page: ScannedPage())
            guard let first = scanner.position(of: "\"cooked\"", in: text.indices) else { return }
            scanner.collectStatedText(first..<text.count)
            page.statedText.append(contentsOf: scanner.page.statedText)
            page.statedParts = scanner.page.statedParts
        }
    }

    /// Those after so many are not compared.
    private static let mostParts = 64
    /// Texts are taken up to here, in bytes.
    private static let longestStatedText = 1 << 18

    /// Appends a JSON string that may hold markup, unless one before is the same.
    private mutating func appendStated(_ string: Range<Int>) {
        let start = page.statedText.count
        appendMarkup(string)
        // Each variant of a product has the description of all.
        let own = page.statedText[start...]
        let isRepeated = page.statedParts.contains { page.statedText[$0].elementsEqual(own) }
        if isRepeated {
            page.statedText.removeLast(own.count)
        } else if page.statedParts.count < Self.mostParts {
            page.statedParts.append(start..<page.statedText.count)
        }
    }

    private mutating func appendMarkup(_ string: Range<Int>) {
        let raw = unescaped(string)
        raw.withUnsafeBufferPointer { text in
            var at = 0
            var isCode = false
            while at < text.count {
                switch text[at] {
                case 0x3C where at + 1 < text.count && isTag(text[at + 1]):
                    if Self.isNamed(["pre", "/pre"], text, at + 1) {
                        isCode = text[at + 1] != 0x2F
                    }
                    if let end = Self.endOfScript(text, at) {
                        at = end
                        continue
                    }
                    let isBlock = !Self.isInline(text, at + 1)
                    if Self.isNamed(["sup"], text, at + 1) { markStatedPower(text, at) }
                    at = (find(0x3E, in: text, from: at) ?? text.count - 1) + 1
                    if isBlock { endStatedLine() }
                case 0x26:
                    at = tables.references.decode(text, at, text.count, into: &page.statedText)
                case 0x0A where isCode:
                    page.statedText.append(Self.statedCodeBreak)
                    at += 1
                case 0x20 where isCode:
                    page.statedText.append(0x20)
                    at += 1
                case 0x0A, 0x0D:
                    endStatedLine()
                    at += 1
                case ...0x20:
                    if let last = page.statedText.last, last > 0x20 { page.statedText.append(0x20) }
                    at += 1
                default:
                    page.statedText.append(text[at])
                    at += 1
                }
            }
        }
        endStatedLine()
    }

    private func isTag(_ byte: UInt8) -> Bool { isASCIILetter(byte) || byte == 0x2F }

    /// Ends a line of code inside a text's line.
    static let statedCodeBreak: UInt8 = 0x0B

    /// Where the end tag of a script or style begins whose tag stands at `at`; nil for other tags.
    private static func endOfScript(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
        let names: [StaticString] = ["script", "style"]
        guard let name = names.first(where: { isNamed([$0], text, at + 1) }) else { return nil }
        var next = at + 1
        while let tag = find(0x3C, in: text, from: next) {
            if tag + 1 < text.count, text[tag + 1] == 0x2F, isNamed([name], text, tag + 2) {
                return tag
            }
            next = tag + 1
        }
        return text.count
    }

    private static func isInline(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
        isNamed(inlineNames, text, at + (text[at] == 0x2F ? 1 : 0))
    }

    private static let inlineNames: [StaticString] = [
        "a", "abbr", "b", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins",
        "kbd",
        "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "time",
        "tt", "u", "var", "wbr",
    ]

    /// Whether one of the names stands in a text, and ends there.
    private static func isNamed(
        _ names: [StaticString], _ text: UnsafeBufferPointer<UInt8>, _ at: Int
    ) -> Bool {
        names.contains { name in
            let end = at + name.utf8CodeUnitCount
            return starts(text, at, name) && (end >= text.count || !isASCIILetter(text[end]))
        }
    }

    /// `10<sup>6` is 10^6 here too.
    private mutating func markStatedPower(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) {
        guard let end = find(0x3E, in: text, from: at) else { return }
        let raised = text[(end + 1)...].prefix(8).prefix { $0 != 0x3C }
        let kind = RaisedText(
            Array(raised)[...], after: page.statedText.suffix(16), isLinked: false,
            isNumerator: false, before: [])
        if kind == .power { page.statedText.append(UInt8(ascii: "^")) }
    }

    private mutating func endStatedLine() {
        while let last = page.statedText.last, last == 0x20 || last == Self.statedCodeBreak {
            page.statedText.removeLast()
        }
        if let last = page.statedText.last, last != 0x0A {
            page.statedText.append(0x0A)
        }
    }
}
