// The attributes of one start tag that matter to extraction.

/// A stretch of the page.
struct Extent {
    var start: Int32 = 0
    var end: Int32 = 0

    init() {}

    init(_ range: Range<Int>) {
        start = Int32(range.lowerBound)
        end = Int32(range.upperBound)
    }

    var isEmpty: Bool { start == end }
    var range: Range<Int> { Int(start)..<Int(end) }
}

/// An attribute that tells something.
enum Attribute: UInt8 {
    case classNames, id, href, style, role, itemprop, rel, name, property, content, type, lang
    case altText, datetime, ariaHidden, display, hidden, itemtype, alt, preloaded
    case start, value, columnSpan, rowSpan, expanded

    static let names: [(Attribute?, String)] = [
        (.classNames, "class"), (.id, "id"), (.href, "href"), (.style, "style"), (.role, "role"),
        (.itemprop, "itemprop"), (.rel, "rel"), (.name, "name"), (.property, "property"),
        (.content, "content"), (.type, "type"), (.lang, "lang"), (.altText, "alttext"),
        (.datetime, "datetime"), (.ariaHidden, "aria-hidden"), (.display, "display"),
        (.hidden, "hidden"), (.itemtype, "itemtype"),
        (.alt, "alt"), (.preloaded, "data-preloaded"), (.start, "start"), (.value, "value"),
        (.columnSpan, "colspan"), (.rowSpan, "rowspan"), (.expanded, "aria-expanded"),
    ]
}

/// Where the values of a tag's telling attributes stand; of repeated names the first that has a
/// value counts.
struct Attributes {
    private var values = InlineArray<25, Extent>(repeating: Extent())
    /// `hidden` needs no value.
    private(set) var isHidden = false

    subscript(attribute: Attribute) -> Extent { values[Int(attribute.rawValue)] }

    @inline(__always)
    mutating func set(_ attribute: Attribute, _ value: Extent) {
        if attribute == .hidden { isHidden = true }
        let index = Int(attribute.rawValue)
        if values[index].isEmpty { values[index] = value }
    }
}
