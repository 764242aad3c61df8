// The attributes of one start tag that matter to extraction.

/// A stretch of the page.
struct Extent {
    var start: Int32 = 0
    var end: Int32 = 0

    var isEmpty: Bool { start == end }
    var range: Range<Int> { Int(start)..<Int(end) }
}

/// Where the values of a tag's telling attributes stand; of repeated names the first counts.
struct Attributes {
    var classNames = Extent()
    var id = Extent()
    var href = Extent()
    var style = Extent()
    var role = Extent()
    var itemprop = Extent()
    var rel = Extent()
    var name = Extent()
    var property = Extent()
    var content = Extent()
    var type = Extent()
    var lang = Extent()
    var alt = Extent()
    var altText = Extent()
    var datetime = Extent()
    var ariaHidden = Extent()
    var display = Extent()
    var isHidden = false

    @inline(__always)
    mutating func set(_ key: UInt64, _ value: Extent) {
        switch key {
        case AttributeKey.classNames: if classNames.isEmpty { classNames = value }
        case AttributeKey.id: if id.isEmpty { id = value }
        case AttributeKey.href: if href.isEmpty { href = value }
        case AttributeKey.style: if style.isEmpty { style = value }
        case AttributeKey.role: if role.isEmpty { role = value }
        case AttributeKey.hidden: isHidden = true
        default: setRare(key, value)
        }
    }

    private mutating func setRare(_ key: UInt64, _ value: Extent) {
        switch key {
        case AttributeKey.itemprop: if itemprop.isEmpty { itemprop = value }
        case AttributeKey.rel: if rel.isEmpty { rel = value }
        case AttributeKey.name: if name.isEmpty { name = value }
        case AttributeKey.property: if property.isEmpty { property = value }
        case AttributeKey.content: if content.isEmpty { content = value }
        case AttributeKey.type: if type.isEmpty { type = value }
        case AttributeKey.lang: if lang.isEmpty { lang = value }
        case AttributeKey.alt: if alt.isEmpty { alt = value }
        case AttributeKey.altText: if altText.isEmpty { altText = value }
        case AttributeKey.datetime: if datetime.isEmpty { datetime = value }
        case AttributeKey.display: if display.isEmpty { display = value }
        case AttributeKey.ariaHidden: if ariaHidden.isEmpty { ariaHidden = value }
        default: break
        }
    }
}

/// Attribute names as ``TagTable/key`` folds them; a test recomputes each from its name.
enum AttributeKey {
    static let classNames: UInt64 = 0x63_6C61_7373  // class
    static let id: UInt64 = 0x6964  // id
    static let href: UInt64 = 0x6872_6566  // href
    static let style: UInt64 = 0x73_7479_6C65  // style
    static let role: UInt64 = 0x726F_6C65  // role
    static let hidden: UInt64 = 0x6869_6464_656E  // hidden
    static let itemprop: UInt64 = 0x6974_656D_7072_6F70  // itemprop
    static let rel: UInt64 = 0x72_656C  // rel
    static let name: UInt64 = 0x6E61_6D65  // name
    static let property: UInt64 = 0x7072_6F70_6572_7479  // property
    static let content: UInt64 = 0x63_6F6E_7465_6E74  // content
    static let type: UInt64 = 0x7479_7065  // type
    static let lang: UInt64 = 0x6C61_6E67  // lang
    static let alt: UInt64 = 0x61_6C74  // alt
    static let altText: UInt64 = 0x61_6C74_7465_7874  // alttext
    static let datetime: UInt64 = 0x6461_7465_7469_6D65  // datetime
    static let display: UInt64 = 0x64_6973_706C_6179  // display
    static let ariaHidden: UInt64 = 0x612D_6869_6405_1707  // aria-hidden
}
