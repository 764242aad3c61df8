// What a scan takes out of a page: elements, text, stated facts, and a skeleton for the parser.

/// An element that the page writes out, in the order of the start tags.
struct ScannedElement {
    var tag: Tag
    var hints: Hints
    var names: ElementNames
    var fact = ElementFact.none
}

/// What an element's attributes say about its place, or what it does.
enum ElementFact: Equatable {
    case none
    /// The first of a list's, or an item's own.
    case place(Int32)
    /// The columns and rows that a cell takes up.
    case spans(columns: UInt16, rows: UInt16)
    /// It shows and hides what follows it.
    case opens
    /// One of several parts of which one is shown at a time: what has the role of a `tabpanel`.
    case panel
    /// What goes on in a sentence when the reader asks for more.
    case rest
    /// It lies over the page: a `dialog`, or what has the role of one.
    case dialog
    /// A `cite`.
    case cites
    /// The first row of a `thead`, `tbody` or `tfoot`, or after one.
    case beginsRowGroup
}

/// A page after scanning. The arrays are reused from page to page.
struct ScannedPage {
    /// Tags without attributes, and one `x` for every run of text: all that the parser needs.
    /// Every start tag carries one attribute, whose two-letter name tells its element.
    var skeleton: [UInt8] = []
    var elements: [ScannedElement] = []
    /// The text of all runs, references decoded, white space folded outside `pre`.
    var text: [UInt8] = []
    /// Where each run ends in `text`; it starts where the one before it ends.
    var runEnds: [Int32] = []
    /// The runs that are the sources of formulas; they show even inside hidden elements.
    var formulas: [Int32] = []
    var metadata = PageMetadata()
    var classes = ClassMemo()
    var evidence = KindEvidence()
    /// The texts that the page states for machines, a line each.
    var statedText: [UInt8] = []
    /// Where each of them stands.
    var statedParts: [Range<Int>] = []
    /// The kinds of things that the page says it holds.
    var kinds = StatedKindCounts()
    /// It names as its author a program that writes documentation.
    var isManual = false
    /// `og:type`.
    var graphKind = GraphKind.none

    mutating func removeAll(_ lexicon: Lexicon) {
        evidence.removeAll(lexicon)
        skeleton.removeAll(keepingCapacity: true)
        elements.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        runEnds.removeAll(keepingCapacity: true)
        formulas.removeAll(keepingCapacity: true)
        metadata.removeAll()
        classes.removeAll()
        statedText.removeAll(keepingCapacity: true)
        statedParts.removeAll(keepingCapacity: true)
        kinds = StatedKindCounts()
        isManual = false
        graphKind = .none
    }

    /// The bytes of a run.
    func run(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : Int(runEnds[index - 1]))..<Int(runEnds[index])
    }
}
