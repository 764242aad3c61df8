// The HTML elements that the extractor tells apart, and how each behaves.

/// An element's kind. Names that make no difference to the text share a kind.
enum Tag: UInt8 {
    // Inline.
    case inline, a, strong, emphasis, code, lowered, raised, strike, time, quote, span, ruby
    // Void.
    case br, hr, img, input, ignoredVoid
    // Blocks.
    case p, div, section, article, main, aside, nav, header, footer, address, details, summary
    case figure, figcaption, form, dialog, blockquote, pre, center
    case h1, h2, h3, h4, h5, h6
    case ul, ol, li, dl, dt, dd
    case table, tr, td, th, caption
    case select, option, button, label, noscript, template
    // Elements that the scanner deals with alone.
    case html, head, body, transparent, meta, link, base
    case script, style, title, textarea, svg, math, rawText, plaintext

    static let count = Int(Tag.plaintext.rawValue) + 1

    /// The level of a heading, 1 to 6, or 0.
    var headingLevel: Int {
        switch self {
        case .h1, .h2, .h3, .h4, .h5, .h6: Int(rawValue - Tag.h1.rawValue) + 1
        default: 0
        }
    }

    /// What the parser is given in the element's stead.
    var part: Part {
        switch self {
        case .inline, .strong, .emphasis, .code, .lowered, .raised, .strike, .time, .quote,
            .span, .ruby, .label, .button, .math:
            .span
        case .a: .a
        case .br, .hr, .img, .input: .void
        case .p: .p
        case .ul, .ol: .list
        case .li, .option: .li
        case .dl: .dl
        case .dt: .dt
        case .dd: .dd
        case .table: .table
        case .tr: .tr
        case .td: .td
        case .th: .th
        case .ignoredVoid, .html, .head, .body, .transparent, .meta, .link, .base, .script, .style,
            .title, .svg, .rawText:
            .none
        default: .div
        }
    }

    /// Whether the element starts and ends a line of its own.
    var isBlock: Bool { part.isBlock || self == .hr }
}

/// The few elements of the skeleton that the parser sees: those with rules of their own about
/// what closes them. Everything else is a `div` or a `span` to it.
enum Part: UInt8 {
    case none, void, span, a, p, div, list, li, dl, dt, dd, table, tr, td, th

    static let count = Int(Part.th.rawValue) + 1

    var isBlock: Bool { rawValue >= Part.p.rawValue }

    /// A start tag up to the name of its attribute.
    var start: StaticString {
        switch self {
        case .none: ""
        case .void: "<br "
        case .span: "<span "
        case .a: "<a "
        case .p: "<p "
        case .div: "<div "
        case .list: "<ul "
        case .li: "<li "
        case .dl: "<dl "
        case .dt: "<dt "
        case .dd: "<dd "
        case .table: "<table "
        case .tr: "<tr "
        case .td: "<td "
        case .th: "<th "
        }
    }

    var end: StaticString {
        switch self {
        case .none, .void: ""
        case .span: "</span>"
        case .a: "</a>"
        case .p: "</p>"
        case .div: "</div>"
        case .list: "</ul>"
        case .li: "</li>"
        case .dl: "</dl>"
        case .dt: "</dt>"
        case .dd: "</dd>"
        case .table: "</table>"
        case .tr: "</tr>"
        case .td: "</td>"
        case .th: "</th>"
        }
    }
}
