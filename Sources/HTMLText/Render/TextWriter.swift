// Writes the chosen blocks as text or markdown.

/// Writes blocks one after the other: a blank line between paragraphs, one line per list item and
/// table row, code as it stands.
struct TextWriter {
    private let tree: PageTree
    private var inline: InlineWriter
    private let sums: [NodeSums]
    private let numbers: SiblingNumbers
    private let isMarkdown: Bool
    private var previous: BlockPlace?
    /// The rows of the current table that are complete.
    private var rows = 0

    init(
        _ tree: PageTree, _ page: ScannedPage, _ sums: [NodeSums], _ numbers: SiblingNumbers,
        _ format: ExtractionFormat
    ) {
        self.tree = tree
        inline = InlineWriter(tree, page)
        self.sums = sums
        self.numbers = numbers
        isMarkdown = format == .markdown
    }

    /// Appends a block to `text`.
    mutating func write(_ block: Block, to text: inout [UInt8]) {
        let place = BlockPlace(block, tree, sums)
        separate(place, &text)
        begin(place, &text)
        let start = text.count
        inline.write(
            block, isMarkdown: isMarkdown && place.headingLevel == 0, isCode: place.code >= 0,
            to: &text)
        if place.headingLevel > 0 || place.isTerm {
            trim(Self.anchors, from: start, &text)
        } else if place.item >= 0 {
            trim(Self.returns, from: start, &text)
        }
        indent(from: start, place, &text)
        if isMarkdown, place.row >= 0 { escapeBars(from: start, &text) }
        previous = place
    }

    /// The signs of links to a heading itself, or back from a note, are no part of its text.
    private func trim(_ signs: [StaticString], from start: Int, _ text: inout [UInt8]) {
        while let sign = signs.first(where: { text[start...].endsWith($0) }),
            text.count - start > sign.utf8CodeUnitCount
        {
            text.removeLast(sign.utf8CodeUnitCount)
            while text.count > start, text[text.count - 1] <= 0x20 { text.removeLast() }
        }
    }

    private static let returns: [StaticString] = [
        "¶", "🔗", "\u{200B}", "\u{2060}", "↩", "↩\u{FE0E}",
    ]
    private static let anchors = returns + [" #", " §"]

    /// Ends what is open: a table's row, a block of code.
    mutating func finish(_ text: inout [UInt8]) {
        if let previous { leave(previous, for: nil, &text) }
        previous = nil
    }

    /// What stands between a block and the one before it.
    private mutating func separate(_ place: BlockPlace, _ text: inout [UInt8]) {
        guard let previous else { return }
        if place.row >= 0, place.row == previous.row {
            if place.cell == previous.cell { return separateInCell(&text) }
            let gap = numbers.number(place.cell) - numbers.number(previous.cell)
            for _ in 0..<max(1, gap) { append(" |", &text) }
            text.append(0x20)
            return
        }
        leave(previous, for: place, &text)
        text.append(0x0A)
        if !isNextLine(place, after: previous) {
            quote(min(place.quoteDepth, previous.quoteDepth), &text)
        }
    }

    /// The items of a list in a cell stay on its line.
    private func separateInCell(_ text: inout [UInt8]) {
        if text.last != 0x3A, text.last != 0x3B { text.append(0x3B) }
        text.append(0x20)
    }

    private mutating func quote(_ depth: Int, _ text: inout [UInt8]) {
        if isMarkdown { for _ in 0..<depth { text.append(UInt8(ascii: ">")) } }
        text.append(0x0A)
    }

    /// Whether a block follows the one before it on the next line, without a blank one.
    private func isNextLine(_ place: BlockPlace, after previous: BlockPlace) -> Bool {
        if place.code >= 0, place.code == previous.code { return true }
        if place.table >= 0, place.table == previous.table { return true }
        if previous.isTerm, place.isDefinition { return true }
        guard place.item >= 0, previous.item >= 0 else { return false }
        return place.item != previous.item && (place.listDepth > 1 || place.list == previous.list)
            || isInside(previous.item, place.list) || isInside(place.item, previous.item)
    }

    private func isInside(_ node: Int32, _ outer: Int32) -> Bool {
        var node = node
        while node > outer { node = tree.nodes[Int(node)].parent }
        return node == outer && outer >= 0
    }

    /// Ends a row or code block that the next block isn't part of.
    private mutating func leave(
        _ previous: BlockPlace, for next: BlockPlace?, _ text: inout [UInt8]
    ) {
        guard isMarkdown else { return }
        if previous.code >= 0, next?.code != previous.code {
            append("\n```", &text)
        }
        guard previous.row >= 0 else { return }
        for _ in 0..<columns(of: previous.cell) { append(" |", &text) }
        rows += 1
        if rows == 1 { ruleTable(previous, &text) }
    }

    /// The line under a markdown table's head.
    private func ruleTable(_ place: BlockPlace, _ text: inout [UInt8]) {
        append("\n|", &text)
        let last = numbers.number(place.cell) + columns(of: place.cell)
        for _ in 0..<last { append(" --- |", &text) }
    }

    /// How many columns a cell takes up.
    private func columns(of cell: Int32) -> Int {
        guard case .spans(let columns, _) = tree.nodes[Int(cell)].fact else { return 1 }
        return Int(columns)
    }

    /// Marks the beginning of a block: heading, item, row, code.
    private mutating func begin(_ place: BlockPlace, _ text: inout [UInt8]) {
        if isMarkdown {
            for _ in 0..<place.quoteDepth { append("> ", &text) }
        }
        if place.item >= 0, !place.isItemInRow {
            beginItem(place, &text)
        } else if place.row >= 0, place.row != previous?.row {
            beginRow(place, &text)
        }
        guard isMarkdown else { return }
        if place.code >= 0, previous?.code != place.code {
            append("```\n", &text)
        }
        guard place.headingLevel > 0, place.item < 0, place.row < 0 else { return }
        for _ in 0..<place.headingLevel { text.append(UInt8(ascii: "#")) }
        text.append(0x20)
    }

    /// `- ` or, in markdown, `1. `; further blocks of an item are only indented.
    private func beginItem(_ place: BlockPlace, _ text: inout [UInt8]) {
        for _ in 1..<max(2, place.listDepth) where place.listDepth > 1 {
            append("  ", &text)
        }
        if place.item == previous?.item {
            append("  ", &text)
        } else if isMarkdown, place.list >= 0, tree.nodes[Int(place.list)].tag == .ol {
            append(numbers.number(place.item) + 1, &text)
            append(". ", &text)
        } else {
            append("- ", &text)
        }
    }

    private func append(_ literal: StaticString, _ text: inout [UInt8]) {
        text.append(contentsOf: literal.bytes)
    }

    private func append(_ number: Int, _ text: inout [UInt8]) {
        if number > 9 { append(number / 10, &text) }
        text.append(UInt8(0x30 + number % 10))
    }

    /// The edges of the empty cells before a row's first text and, in markdown, the row's own.
    private mutating func beginRow(_ place: BlockPlace, _ text: inout [UInt8]) {
        if place.table != previous?.table { rows = 0 }
        if isMarkdown { append("| ", &text) }
        guard isMarkdown || sums[Int(place.row)].blocks > 1 else { return }
        for _ in 0..<numbers.number(place.cell) { append("| ", &text) }
    }

    /// In markdown, lines after the first keep to their quote or item; cells have one line.
    private func indent(from start: Int, _ place: BlockPlace, _ text: inout [UInt8]) {
        guard text[start...].contains(0x0A), place.code < 0 else { return }
        if place.row >= 0 {
            for at in start..<text.count where text[at] == 0x0A { text[at] = 0x20 }
        }
    }

    /// In markdown a bar inside of a cell isn't its edge.
    private func escapeBars(from start: Int, _ text: inout [UInt8]) {
        guard text[start...].contains(0x7C) else { return }
        let cell = Array(text[start...])
        text.removeLast(cell.count)
        for byte in cell {
            if byte == 0x7C { text.append(0x5C) }
            text.append(byte)
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func endsWith(_ sign: StaticString) -> Bool {
        suffix(sign.utf8CodeUnitCount).elementsEqual(sign.bytes)
    }
}
