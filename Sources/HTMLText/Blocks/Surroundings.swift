// What the elements around a block are and say.

/// Kinds of elements that a block may stand in.
struct TagSet: OptionSet {
    var rawValue: UInt32

    static let article = TagSet(rawValue: 1 << 0)
    static let main = TagSet(rawValue: 1 << 1)
    static let section = TagSet(rawValue: 1 << 2)
    static let aside = TagSet(rawValue: 1 << 3)
    static let nav = TagSet(rawValue: 1 << 4)
    static let header = TagSet(rawValue: 1 << 5)
    static let footer = TagSet(rawValue: 1 << 6)
    static let form = TagSet(rawValue: 1 << 7)
    static let table = TagSet(rawValue: 1 << 8)
    static let list = TagSet(rawValue: 1 << 9)
    static let figure = TagSet(rawValue: 1 << 10)
    static let blockquote = TagSet(rawValue: 1 << 11)
    static let control = TagSet(rawValue: 1 << 12)
    static let unseen = TagSet(rawValue: 1 << 13)
    static let heading = TagSet(rawValue: 1 << 14)
    static let code = TagSet(rawValue: 1 << 15)

    static let count = 16

    init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ tag: Tag) {
        switch tag {
        case .article: self = .article
        case .main: self = .main
        case .section: self = .section
        case .aside: self = .aside
        case .nav: self = .nav
        case .header: self = .header
        case .footer: self = .footer
        case .form: self = .form
        case .table: self = .table
        case .ul, .ol, .dl: self = .list
        case .figure, .figcaption: self = .figure
        case .blockquote: self = .blockquote
        case .select, .option, .button, .label, .dialog, .summary: self = .control
        case .noscript, .template: self = .unseen
        case .h1, .h2, .h3, .h4, .h5, .h6: self = .heading
        case .pre: self = .code
        default: self = []
        }
    }
}

/// Hints and tags of a node and of the nodes above it.
struct Surroundings {
    /// Of the node itself.
    var ownHints: Hints = []
    /// Of the node and the two above it.
    var nearHints: Hints = []
    var allHints: Hints = []
    var ownTags: TagSet = []
    var nearTags: TagSet = []
    var allTags: TagSet = []
    var depth: Int32 = 0
}
