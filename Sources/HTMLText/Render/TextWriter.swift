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
    /// What lines of markdown begin with.
    private var containers = MarkdownContainers()
    /// Where the current block of code begins with its fence.
    private var fence = 0
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
        let isCode = place.code >= 0 && !(isMarkdown && place.row >= 0)
        inline.write(
            block, isMarkdown: isMarkdown && place.headingLevel == 0, isCode: isCode, to: &text)
        if place.headingLevel > 0 || place.isTerm {
            Self.trimAnchors(from: start, &text)
        } else if place.item >= 0 {
            Self.trim(Self.returns, from: start, &text)
        }
        if isMarkdown, !isCode {
            let isHeading = place.headingLevel > 0 && place.item < 0
            MarkdownText.rewrite(
                from: start, of: &text,
                as: place.row >= 0 ? .cell : isHeading ? .heading : .paragraph)
        }
        joinLines(from: start, place, &text)
        if isMarkdown { containers.indent(from: start, &text) }
        if isMarkdown, place.row >= 0 { escapeBars(from: start, &text) }
        previous = place
    }

    /// Removes the signs of links to a heading itself from its end.
    static func trimAnchors(from start: Int, _ text: inout [UInt8]) {
        trim(anchors, from: start, &text)
    }

    /// The signs of links to a heading itself, or back from a note, are no part of its text.
    private static func trim(_ signs: [StaticString], from start: Int, _ text: inout [UInt8]) {
        // A slice of the text would have all of it copied once it is changed.
        let marks = Array(text[start...].reversed().prefix(while: MarkdownMark.closes).reversed())
        text.removeLast(marks.count)
        defer { text += marks }
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
        guard let previous else { return enter(place) }
        if place.row >= 0, place.row == previous.row {
            if place.cell == previous.cell { return separateInCell(&text) }
            let gap = numbers.number(place.cell) - numbers.number(previous.cell)
            for _ in 0..<max(1, gap) { append(" |", &text) }
            text.append(0x20)
            return
        }
        leave(previous, for: place, &text)
        enter(place)
        text.append(0x0A)
        guard !isNextLine(place, after: previous) else { return }
        if isMarkdown { containers.blankLine(&text) } else { text.append(0x0A) }
    }

    private mutating func enter(_ place: BlockPlace) {
        if isMarkdown { containers.enter(place.row >= 0 ? place.row : place.node, tree, numbers) }
    }

    /// The items of a list in a cell stay on its line.
    private func separateInCell(_ text: inout [UInt8]) {
        if text.last != 0x3A, text.last != 0x3B { text.append(0x3B) }
        text.append(0x20)
    }

    /// Whether a block follows the one before it on the next line, without a blank one.
    private func isNextLine(_ place: BlockPlace, after previous: BlockPlace) -> Bool {
        if place.code >= 0, place.code == previous.code { return true }
        if place.table >= 0, place.table == previous.table { return true }
        if previous.isTerm, place.isDefinition { return true }
        if isMarkdown {
            return containers.beginsNextItem(
                afterParagraph: previous.row < 0 && previous.code < 0)
        }
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
        if previous.code >= 0, previous.row < 0, next?.code != previous.code {
            endFence(&text)
        }
        guard previous.row >= 0 else { return }
        for _ in 0..<columns(of: previous.cell) { append(" |", &text) }
        rows += 1
        if rows == 1 { ruleTable(previous, &text) }
    }

    /// A fence is longer than all runs of its sign in the code.
    private func endFence(_ text: inout [UInt8]) {
        let sign = UInt8(ascii: "`")
        let more = max(0, longestRun(of: sign, in: text[(fence + 3)...]) - 2)
        text.insert(contentsOf: repeatElement(sign, count: more), at: fence)
        text.append(0x0A)
        containers.goOn(&text)
        text.append(contentsOf: repeatElement(sign, count: 3 + more))
    }

    /// Ends a markdown table's head, which is as wide as the table, and draws the line under it.
    private func ruleTable(_ place: BlockPlace, _ text: inout [UInt8]) {
        let columns = numbers.columns(ofTable: place.table)
        let last = numbers.number(place.cell) + self.columns(of: place.cell)
        for _ in last..<max(last, columns) { append(" |", &text) }
        text.append(0x0A)
        containers.goOn(&text)
        text.append(UInt8(ascii: "|"))
        for _ in 0..<max(last, columns) { append(" --- |", &text) }
    }

    /// How many columns a cell takes up.
    private func columns(of cell: Int32) -> Int {
        guard case .spans(let columns, _) = tree.nodes[Int(cell)].fact else { return 1 }
        return Int(columns)
    }

    /// Marks the beginning of a block: heading, item, row, code.
    private mutating func begin(_ place: BlockPlace, _ text: inout [UInt8]) {
        let isSameRow = place.row >= 0 && place.row == previous?.row
        if isMarkdown {
            if !isSameRow { containers.begin(&text) }
        } else if place.item >= 0, !place.isItemInRow {
            beginItem(place, &text)
        }
        if place.row >= 0, !isSameRow, isMarkdown || place.item < 0 || place.isItemInRow {
            beginRow(place, &text)
        }
        guard isMarkdown else { return }
        if place.code >= 0, place.row < 0, previous?.code != place.code {
            fence = text.count
            append("```\n", &text)
            containers.goOn(&text)
        }
        guard place.headingLevel > 0, place.item < 0, place.row < 0 else { return }
        for _ in 0..<place.headingLevel { text.append(UInt8(ascii: "#")) }
        text.append(0x20)
    }

    /// `- `; further blocks of an item are only indented.
    private func beginItem(_ place: BlockPlace, _ text: inout [UInt8]) {
        for _ in 1..<max(2, place.listDepth) where place.listDepth > 1 {
            append("  ", &text)
        }
        if place.item == previous?.item {
            append("  ", &text)
        } else {
            append("- ", &text)
        }
    }

    private func append(_ literal: StaticString, _ text: inout [UInt8]) {
        text.append(contentsOf: literal.bytes)
    }

    /// The edges of the empty cells before a row's first text and, in markdown, the row's own.
    private mutating func beginRow(_ place: BlockPlace, _ text: inout [UInt8]) {
        if place.table != previous?.table { rows = 0 }
        if isMarkdown { append("| ", &text) }
        guard isMarkdown || sums[Int(place.row)].blocks > 1 else { return }
        for _ in 0..<numbers.number(place.cell) { append("| ", &text) }
    }

    /// Cells have one line; only in text, code in them keeps its own.
    private func joinLines(from start: Int, _ place: BlockPlace, _ text: inout [UInt8]) {
        guard place.row >= 0, place.code < 0 else { return }
        for at in start..<text.count where text[at] == 0x0A { text[at] = 0x20 }
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
