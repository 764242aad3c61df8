// What one reading of the page makes of each element.

/// An element as one reading sees it.
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
