// What Readability counts in and around an element.

/// Counts over what stands inside an element and was not removed.
struct ReaderTally {
    /// Characters of text, with one space after each word.
    var length: Int32 = 0
    var linkLength: Int32 = 0
    /// Of the headings inside, of the lists, and of what may hold text by itself; nested ones
    /// count each.
    var headingLength: Int32 = 0
    var listLength: Int32 = 0
    var boxedLength: Int32 = 0
    var commas: Int32 = 0
    var children: Int32 = 0
    /// Stretches of text, and images, that no inner element that starts a line holds.
    var ownBlocks: Int32 = 0
    var ownImages: Int32 = 0
    var paragraphs: Int32 = 0
    var images: Int32 = 0
    var items: Int32 = 0
    var inputs: Int32 = 0
    var rows: Int32 = 0
    var cells: Int32 = 0
    /// Captions and head cells.
    var tableHeads: Int32 = 0
    var tables: Int32 = 0
    var dataTables: Int32 = 0

    /// In percent.
    var linkShare: Int32 { share(linkLength, of: length) }

    /// Whether nearly all text stands in lists, and in headings.
    var isListed: Bool { share(listLength, of: length, times: 10) >= 9 }
    var isHeading: Bool { share(headingLength, of: length, times: 10) >= 9 }

    /// Those of a table that holds data rather than a layout.
    var isData: Bool {
        if tableHeads > 0 { return true }
        guard tables == 0, rows > 1, cells > rows else { return false }
        return rows >= 10 || cells > 4 * rows || cells > 10
    }

    init() {}

    /// The counts of a block.
    init(_ block: Block) {
        let text = block.text
        length = text.characters + text.words
        linkLength = share(block.linkCharacters, of: text.characters, times: Int(length))
        commas = text.commas
    }

    mutating func add(_ part: ReaderTally, times sign: Int32 = 1) {
        length &+= sign &* part.length
        linkLength &+= sign &* part.linkLength
        headingLength &+= sign &* part.headingLength
        listLength &+= sign &* part.listLength
        boxedLength &+= sign &* part.boxedLength
        commas &+= sign &* part.commas
        paragraphs &+= sign &* part.paragraphs
        images &+= sign &* part.images
        ownImages &+= sign &* part.ownImages
        items &+= sign &* part.items
        inputs &+= sign &* part.inputs
        rows &+= sign &* part.rows
        cells &+= sign &* part.cells
        tableHeads &+= sign &* part.tableHeads
        tables &+= sign &* part.tables
        dataTables &+= sign &* part.dataTables
    }

    /// Adds the element that holds these counts, so that they are what its parent sees.
    mutating func count(_ tag: Tag, isParagraph: Bool, isData: Bool) {
        switch tag {
        case .p: paragraphs += 1
        case .div: if isParagraph { paragraphs += 1 }
        case .img:
            images += 1
            ownImages = 1
        case .li: items += 1
        case .input: inputs += 1
        case .tr: rows += 1
        case .td: cells += 1
        case .th, .caption: tableHeads += 1
        case .table: tables += 1
        case .ul, .ol: listLength &+= length
        case .h1, .h2, .h3, .h4, .h5, .h6: headingLength &+= length
        default: break
        }
        if tag.isBlock { ownImages = 0 }
        if tag.isTextBox { boxedLength &+= length }
        if isData { dataTables += 1 }
    }
}

/// What one reading of the page makes of an element.
struct ReaderNode {
    /// Where the elements inside it end.
    var end: Int32 = 0
    var score: Float = 0
    var state: State = []
    var tally = ReaderTally()

    struct State: OptionSet {
        var rawValue: UInt16

        /// Has an element inside that Readability takes for a box.
        static let holdsBoxes = State(rawValue: 1 << 0)
        /// Has an element inside that starts a line.
        static let holdsLines = State(rawValue: 1 << 11)
        /// A `div` that is no more than a paragraph.
        static let isParagraph = State(rawValue: 1 << 12)
        /// What stays so from one reading to the next.
        static let shape: State = [.holdsBoxes, .holdsLines]
        /// Not seen, or taken out before anything is scored.
        static let isHidden = State(rawValue: 1 << 1)
        static let isUnlikely = State(rawValue: 1 << 2)
        static let isScored = State(rawValue: 1 << 3)
        static let isChosen = State(rawValue: 1 << 4)
        static let isJoined = State(rawValue: 1 << 5)
        static let isCleaned = State(rawValue: 1 << 6)
        static let isInTable = State(rawValue: 1 << 7)
        static let isInCode = State(rawValue: 1 << 8)
        static let isInFigure = State(rawValue: 1 << 9)
        static let isInData = State(rawValue: 1 << 10)

        static let gone: State = [.isHidden, .isUnlikely]
        static let article: State = [.isChosen, .isJoined]
        /// What elements hand down to those inside them.
        static let inherited: State = [
            .isHidden, .isUnlikely, .isInTable, .isInCode, .isInFigure,
        ]
    }

    /// What an element adds to the counts of the one around it.
    func contribution(of tag: Tag) -> ReaderTally {
        var tally = tally
        tally.count(
            tag, isParagraph: state.contains(.isParagraph),
            isData: tag == .table && tally.isData)
        return tally
    }

    var isGone: Bool { !state.isDisjoint(with: .gone) }
}

extension Tag {
    /// Starts a line, as Readability sees it.
    var isReaderBox: Bool {
        switch self {
        case .blockquote, .dl, .div, .img, .ol, .p, .pre, .table, .ul: true
        default: false
        }
    }

    /// Holds text by itself.
    var isTextBox: Bool { isReaderBox || self == .span || self == .li || self == .td }

    /// Votes for the elements around it.
    var isScoredByReader: Bool {
        switch self {
        case .section, .h2, .h3, .h4, .h5, .h6, .p, .td, .pre: true
        default: false
        }
    }

    /// What an element scores before any text is counted.
    var readerScore: Float {
        switch self {
        case .div: 5
        case .pre, .td, .blockquote: 3
        case .ol, .ul, .dl, .dd, .dt, .li, .form, .address: -3
        case .h1, .h2, .h3, .h4, .h5, .h6, .th: -5
        default: 0
        }
    }
}
