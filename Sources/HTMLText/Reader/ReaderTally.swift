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
