// Finds an element's kind by its name.

/// The known element names.
struct TagTable: Sendable {
    private let tags = HashTable(Self.names, absent: Tag.inline)

    /// The kind of the element named by `bytes[start..<end]`, in any case; unknown names are
    /// inline, as in HTML.
    @inline(__always)
    func tag(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Tag {
        tags[NameKey(bytes, start, end).value]
    }

    private static let names: [(Tag, String)] = [
        (.a, "a"), (.strong, "b strong"), (.emphasis, "i em cite var dfn"),
        (.code, "code kbd samp tt"), (.lowered, "sub"), (.raised, "sup"),
        (.strike, "s strike del"), (.time, "time"), (.quote, "q"), (.span, "span font"),
        (.ruby, "rt rp rtc"),
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
