// Finds an element's kind by its name, with one multiplication and one comparison.

/// A perfect hash of the known element names.
struct TagTable {
    private struct Entry {
        var key: UInt64 = 0
        var tag = Tag.inline
    }

    private var entries = [Entry](repeating: Entry(), count: 1024)

    init() {
        for (tag, names) in Self.names {
            for name in names.split(separator: " ") { insert(Array(name.utf8), tag) }
        }
    }

    private mutating func insert(_ name: [UInt8], _ tag: Tag) {
        let key = name.withUnsafeBufferPointer { Self.key($0, 0, $0.count) }
        var slot = Self.slot(key)
        while entries[slot].key != 0 { slot = (slot + 1) & 1023 }
        entries[slot] = Entry(key: key, tag: tag)
    }

    /// The kind of the element named by `bytes[start..<end]`, in any case; unknown names are
    /// inline, as in HTML.
    @inline(__always)
    func tag(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Tag {
        let key = Self.key(bytes, start, end)
        var slot = Self.slot(key)
        while entries[slot].key != 0 {
            if entries[slot].key == key { return entries[slot].tag }
            slot = (slot &+ 1) & 1023
        }
        return .inline
    }

    @inline(__always)
    private static func slot(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 54)
    }

    /// Up to eight bytes in lower case; longer names fold, which no two known names share.
    @inline(__always)
    static func key(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
        var key: UInt64 = 0
        var at = start
        while at < end {
            key = (key &<< 8 | key &>> 56) ^ UInt64(lowercased(bytes[at]))
            at &+= 1
        }
        return key
    }

    private static let names: [(Tag, String)] = [
        (.a, "a"), (.strong, "b strong"), (.emphasis, "i em cite var dfn"),
        (.code, "code kbd samp tt"), (.lowered, "sub"), (.raised, "sup"),
        (.strike, "s strike del"), (.time, "time"), (.quote, "q"), (.span, "span font"),
        (.br, "br"), (.hr, "hr"), (.img, "img"), (.input, "input"),
        (.ignoredVoid, "area col embed param source track wbr keygen frame basefont bgsound"),
        (.p, "p"), (.div, "div hgroup search marquee fieldset legend menuitem optgroup datalist"),
        (.section, "section"), (.article, "article"), (.main, "main"), (.aside, "aside"),
        (.nav, "nav"), (.header, "header"), (.footer, "footer"), (.address, "address"),
        (.details, "details"), (.summary, "summary"), (.figure, "figure"),
        (.figcaption, "figcaption"), (.form, "form"), (.dialog, "dialog"),
        (.blockquote, "blockquote"), (.pre, "pre listing xmp"), (.center, "center"),
        (.h1, "h1"), (.h2, "h2"), (.h3, "h3"), (.h4, "h4"), (.h5, "h5"), (.h6, "h6"),
        (.ul, "ul menu dir"), (.ol, "ol"), (.li, "li"), (.dl, "dl"), (.dt, "dt"), (.dd, "dd"),
        (.table, "table"), (.tr, "tr"), (.td, "td"), (.th, "th"), (.caption, "caption"),
        (.select, "select"), (.option, "option"), (.button, "button"), (.label, "label"),
        (.noscript, "noscript"), (.template, "template"),
        (.html, "html"), (.head, "head"), (.body, "body"),
        (.transparent, "thead tbody tfoot colgroup frameset noframes"),
        (.meta, "meta"), (.link, "link"), (.base, "base"),
        (.script, "script"), (.style, "style"), (.title, "title"), (.textarea, "textarea"),
        (.svg, "svg"), (.math, "math"),
        (.rawText, "iframe noembed object applet audio video canvas"),
        (.plaintext, "plaintext"),
    ]
}
