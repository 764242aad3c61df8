// The scanner's collection of what the page states about itself.

extension PageScanner {
    mutating func collectLanguage() {
        guard page.metadata.language.isEmpty, !attributes[.lang].isEmpty else { return }
        page.metadata.language = plainText(attributes[.lang].range)
    }

    mutating func collectLink() {
        guard page.metadata.canonicalURL.isEmpty, !attributes[.rel].isEmpty else { return }
        guard starts(bytes, Int(attributes[.rel].start), "canonical") else { return }
        page.metadata.canonicalURL = plainText(attributes[.href].range)
    }

    /// Takes the first statement of each kind; the names are those of Open Graph, Dublin Core,
    /// schema.org and common practice.
    mutating func collectMeta() {
        guard !attributes[.content].isEmpty else { return }
        collectGraphKind()
        if !attributes[.name].isEmpty, starts(bytes, Int(attributes[.name].start), "generator") {
            notePageNames(attributes[.content])
            let program = Int(attributes[.content].start)
            if Self.manualPrograms.contains(where: { starts(bytes, program, $0) }) {
                page.isManual = true
            }
        }
        for key in [attributes[.property], attributes[.name], attributes[.itemprop]]
        where !key.isEmpty {
            guard let field = Self.field(named: key, bytes) else { continue }
            note(plainText(attributes[.content].range), field)
        }
    }

    /// Programs that write documentation.
    private static let manualPrograms: [StaticString] = [
        "antora", "asciidoc", "docbook", "docusaurus", "docutils", "doxygen", "gitbook",
        "javadoc", "jsdoc", "makeinfo", "mdbook", "mkdocs", "rustdoc", "sphinx", "texi2", "typedoc",
        "vitepress", "yard",
    ]

    private mutating func collectGraphKind() {
        let property = attributes[.property].isEmpty ? attributes[.name] : attributes[.property]
        guard property.range.count == 7, starts(bytes, Int(property.start), "og:type") else {
            return
        }
        let value = Int(attributes[.content].start)
        if starts(bytes, value, "article") {
            page.graphKind = .article
        } else if starts(bytes, value, "website") {
            page.graphKind = .site
        } else {
            page.graphKind = starts(bytes, value, "product") ? .product : .other
        }
    }

    /// An element that states a date or an author by its attributes.
    mutating func collectProperty(_ tag: Tag) {
        if tag == .time, !attributes[.datetime].isEmpty, state.timeDate.isEmpty {
            state.timeDate = plainText(attributes[.datetime].range)
        }
        guard !attributes[.itemprop].isEmpty else { return }
        let value = attributes[.datetime].isEmpty ? attributes[.content] : attributes[.datetime]
        guard !value.isEmpty, let field = Self.field(named: attributes[.itemprop], bytes) else {
            return
        }
        note(plainText(value.range), field)
    }

    /// Reads what a schema.org description in a script says, where nothing was said before.
    mutating func collectDescription(_ body: Range<Int>) {
        collectKinds(body)
        collectStatedText(body)
        if page.metadata.body.isEmpty,
            let text = string(after: "\"articlebody\"", in: body, limit: Self.longestBody)
        {
            page.metadata.body = text
        }
        if page.metadata.date.isEmpty, let date = string(after: "\"datepublished\"", in: body) {
            note(date, \.date)
        }
        guard page.metadata.author.isEmpty, let at = position(of: "\"author\"", in: body) else {
            return
        }
        let around = at..<min(body.upperBound, at + 600)
        if let name = string(after: "\"name\"", in: around)
            ?? string(after: "\"author\"", in: around)
        {
            note(name, \.author)
        }
    }

    /// Stated texts are read up to here, in bytes.
    private static let longestBody = 1 << 16

    /// Chooses among statements once the page has been read.
    mutating func settleMetadata() {
        if !page.metadata.headline.isEmpty { page.metadata.title = page.metadata.headline }
        if page.metadata.date.isEmpty { page.metadata.date = state.timeDate }
    }

    private mutating func note(_ value: [UInt8], _ field: WritableKeyPath<PageMetadata, [UInt8]>) {
        guard page.metadata[keyPath: field].isEmpty else { return }
        // Some pages name an author by the address of a profile.
        if field == \.author, value.starts(with: "http".utf8) { return }
        page.metadata[keyPath: field] = value
    }

    private static func field(
        named key: Extent, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> WritableKeyPath<PageMetadata, [UInt8]>? {
        for (name, field) in fields
        where name.utf8CodeUnitCount == key.range.count && starts(bytes, Int(key.start), name) {
            return field
        }
        return nil
    }

    private static var fields: [(StaticString, WritableKeyPath<PageMetadata, [UInt8]>)] {
        [
            ("og:title", \.headline), ("og:description", \.summary), ("description", \.summary),
            ("og:site_name", \.siteName),
            ("application-name", \.siteName), ("author", \.author), ("article:author", \.author),
            ("dc.creator", \.author), ("parsely-author", \.author), ("og:url", \.canonicalURL),
            ("article:published_time", \.date), ("datepublished", \.date), ("date", \.date),
            ("dc.date", \.date), ("dc.date.issued", \.date), ("pubdate", \.date),
            ("publishdate", \.date), ("parsely-pub-date", \.date), ("sailthru.date", \.date),
        ]
    }

    /// Where a word in quotation marks stands.
    func position(of word: StaticString, in range: Range<Int>) -> Int? {
        var at = range.lowerBound
        while let quote = find(0x22, in: bytes, from: at), quote < range.upperBound {
            if starts(bytes, quote, word) { return quote }
            at = quote + 1
        }
        return nil
    }

    /// The JSON string that is the value of a key.
    private func string(
        after key: StaticString, in range: Range<Int>, limit: Int = 1000
    ) -> [UInt8]? {
        guard let found = position(of: key, in: range) else { return nil }
        var at = found + key.utf8CodeUnitCount
        while at < range.upperBound, bytes[at] <= 0x20 || bytes[at] == 0x3A || bytes[at] == 0x5B {
            at += 1
        }
        guard at < range.upperBound, bytes[at] == 0x22 else { return nil }
        var text: [UInt8] = []
        at += 1
        while at < range.upperBound, bytes[at] != 0x22, text.count < limit {
            at = bytes[at] == 0x5C ? unescape(at, range.upperBound, &text) : copy(at, &text)
        }
        return text.isEmpty ? nil : text
    }

    /// What a JSON string between its quotation marks says; ends of lines stay.
    func unescaped(_ string: Range<Int>) -> [UInt8] {
        var text: [UInt8] = []
        var at = string.lowerBound
        while at < string.upperBound {
            if bytes[at] == 0x5C, at + 1 < string.upperBound, bytes[at + 1] == UInt8(ascii: "n") {
                text.append(0x0A)
                at += 2
            } else {
                at =
                    bytes[at] == 0x5C
                    ? unescape(at, string.upperBound, &text) : copy(at, &text)
            }
        }
        return text
    }

    private func copy(_ at: Int, _ text: inout [UInt8]) -> Int {
        text.append(bytes[at])
        return at + 1
    }

    /// A JSON escape; half a surrogate pair is replaced.
    private func unescape(_ at: Int, _ end: Int, _ text: inout [UInt8]) -> Int {
        guard at + 1 < end else { return end }
        guard bytes[at + 1] == UInt8(ascii: "u"), at + 6 <= end, var scalar = hexadecimal(at + 2)
        else {
            text.append(bytes[at + 1] == UInt8(ascii: "n") ? 0x20 : bytes[at + 1])
            return at + 2
        }
        if scalar & 0xFC00 == 0xD800, at + 12 <= end, bytes[at + 6] == 0x5C,
            let low = hexadecimal(at + 8), low & 0xFC00 == 0xDC00
        {
            scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
            appendUTF8(scalar, to: &text)
            return at + 12
        }
        appendUTF8(scalar, to: &text)
        return at + 6
    }

    /// What four hexadecimal digits say; `nil` where there are others.
    private func hexadecimal(_ at: Int) -> UInt32? {
        bytes[at..<at + 4].reduce(0) { value, byte in
            guard let value, let digit = hexadecimalDigit(byte) else { return nil }
            return value << 4 | UInt32(digit)
        }
    }
}
