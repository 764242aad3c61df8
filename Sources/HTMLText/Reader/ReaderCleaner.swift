// Readability's last step: what looks like clutter is taken out of the chosen elements.

/// Cleans the chosen elements; inner elements go before outer ones.
struct ReaderCleaner {
    let tree: PageTree
    /// Whether clutter is judged by what it holds, and by its names.
    let cleans: Bool
    let weighs: Bool
    var nodes: [ReaderNode] = []

    mutating func clean() {
        markData()
        if cleans { cleanAll { $0 == .form } }
        removeAll { $0 == .footer || $0 == .aside }
        removeShares()
        removeAll { $0 == .input || $0 == .select || $0 == .button }
        removeHeadings()
        guard cleans else { return }
        cleanAll { $0 == .table }
        cleanAll { $0 == .ul }
        cleanAll { $0 == .div }
    }

    private func isPresent(_ node: Int) -> Bool {
        let state = nodes[node].state
        return !state.isDisjoint(with: .article)
            && state.isDisjoint(with: [.isHidden, .isUnlikely, .isCleaned])
    }

    private mutating func markData() {
        for node in tree.nodes.indices
        where tree.nodes[node].tag == .table && isPresent(node) && nodes[node].tally.isData {
            for inner in node..<Int(nodes[node].end) { nodes[inner].state.insert(.isInData) }
        }
    }

    private mutating func removeAll(_ isWanted: (Tag) -> Bool) {
        for node in tree.nodes.indices where isWanted(tree.nodes[node].tag) && isPresent(node) {
            remove(node)
        }
    }

    /// Calls to share, unless there is much text in them.
    private mutating func removeShares() {
        for node in tree.nodes.indices
        where tree.nodes[node].names.signs.contains(.share) && isPresent(node)
            && nodes[node].tally.length < 500
        {
            remove(node)
        }
    }

    private mutating func removeHeadings() {
        for node in tree.nodes.indices
        where (tree.nodes[node].tag == .h1 || tree.nodes[node].tag == .h2) && isPresent(node)
            && weight(node) < 0
        {
            remove(node)
        }
    }

    private mutating func cleanAll(_ isWanted: (Tag) -> Bool) {
        for node in tree.nodes.indices.reversed() where isWanted(tag(node)) && isPresent(node) {
            if isClutter(node) { remove(node) }
        }
    }

    /// A `div` that is only a paragraph counts as one.
    private func tag(_ node: Int) -> Tag {
        let tag = tree.nodes[node].tag
        return nodes[node].state.contains(.isParagraph) ? .p : tag
    }

    private mutating func remove(_ node: Int) {
        var inner = node
        while inner < Int(nodes[node].end) {
            let isCleaned = nodes[inner].state.contains(.isCleaned)
            nodes[inner].state.insert(.isCleaned)
            inner = isCleaned ? Int(nodes[inner].end) : inner + 1
        }
        let gone = nodes[node].contribution(of: tree.nodes[node].tag)
        var parent = Int(tree.nodes[node].parent)
        while parent >= 0 {
            nodes[parent].tally.add(gone, times: -1)
            parent = Int(tree.nodes[parent].parent)
        }
    }

    private func weight(_ node: Int) -> Int32 {
        weighs ? tree.nodes[node].names.signs.weight : 0
    }

    private func isClutter(_ node: Int) -> Bool {
        let state = nodes[node].state
        let tally = nodes[node].tally
        if !state.isDisjoint(with: [.isInData, .isInCode]) || tally.dataTables > 0 { return false }
        let weight = weight(node)
        if weight < 0 { return true }
        if tally.commas >= 10 { return false }
        let tag = tree.nodes[node].tag
        let isList = tag == .ul || tag == .ol || tally.isListed
        let isClutter =
            holdsTooMuch(tally, isList: isList, isInFigure: state.contains(.isInFigure))
            || isLinked(tally, weight, isList: isList)
        return isClutter && !(isList && isGallery(tally))
    }

    /// More images, items or inputs than there are paragraphs for, or no text at all.
    private func holdsTooMuch(_ tally: ReaderTally, isList: Bool, isInFigure: Bool) -> Bool {
        if !isInFigure, tally.images > 1, tally.paragraphs * 2 < tally.images { return true }
        if !isList, tally.items - 100 > tally.paragraphs { return true }
        if tally.inputs > tally.paragraphs / 3 { return true }
        if !isList, !isInFigure, !tally.isHeading, tally.length < 25,
            tally.images == 0 || tally.images > 2, tally.linkLength > 0
        {
            return true
        }
        return tally.images == 0 && tally.boxedLength == 0
    }

    private func isLinked(_ tally: ReaderTally, _ weight: Int32, isList: Bool) -> Bool {
        weight < 25 ? !isList && tally.linkShare > 20 : tally.linkShare > 50
    }

    /// A list of images.
    private func isGallery(_ tally: ReaderTally) -> Bool {
        tally.items > 0 && tally.items == tally.images
    }
}
