// What lies over a page: requests to accept cookies, and dialogs.

/// Finds the short boxes in which a page asks for consent, and its dialogs.
struct Overlays {
    /// The blocks in them.
    private(set) var blocks: [Int] = []
    private let page: CutPage
    private let surroundings: [Surroundings]
    private let groups: SiblingGroups
    private let characters: Int32
    /// For each node where the nodes under it end, and how many nodes up to it are buttons, and how
    /// many are a page's own: its title, an article, code or a table.
    private var ends: [Int32] = []
    private var buttons: [Int32] = []
    private var own: [Int32] = []
    /// The first and the last few children of the body that hold text.
    private var edges: Set<Int32> = []

    /// Longer ones hold a policy, or a page's text.
    private static let longestRequest: Int32 = 600
    private static let longestDialog: Int32 = 1000
    private static let longestAnswer: Int32 = 24

    init(
        _ page: CutPage, _ surroundings: [Surroundings], _ groups: SiblingGroups, characters: Int32
    ) {
        self.page = page
        self.surroundings = surroundings
        self.groups = groups
        self.characters = characters
        guard page.blocks.contains(where: { mayBeOver($0) }) else { return }
        count()
        findEdges()
        var dialogs: [Int] = []
        var end = 0
        for (index, block) in page.blocks.enumerated() where index >= end && mayBeOver(block) {
            let request = request(around: block)
            let box = request.isEmpty ? dialog(around: block.node) : request
            guard !box.isEmpty else { continue }
            let within = { (block: Block) in box.contains(Int(block.node)) }
            let first = page.blocks[..<index].lastIndex { !within($0) }.map { $0 + 1 } ?? 0
            end = page.blocks[index...].firstIndex { !within($0) } ?? page.blocks.count
            if request.isEmpty { dialogs += first..<end } else { blocks += first..<end }
        }
        // A page whose greater part is dialogs consists of them.
        let length = dialogs.reduce(0) { $0 &+ page.blocks[$1].text.characters }
        if length <= characters / 2 { blocks += dialogs }
    }

    private func mayBeOver(_ block: Block) -> Bool {
        guard block.node >= 0 else { return false }
        let around = surroundings[Int(block.node)].all
        return namesCookies(block) || around.hints.contains(.sideRole)
            || around.kinds.contains(.control)
    }

    /// Some languages say it in the singular, as bakers do in few words.
    private func namesCookies(_ block: Block) -> Bool {
        block.text.namesCookies || block.text.namesCookie && block.text.words >= 6
    }

    private func request(around block: Block) -> Range<Int> {
        guard namesCookies(block) else { return 0..<0 }
        let named = namedRequest(around: block.node)
        return named.isEmpty ? requestOverPage(around: block) : named
    }

    /// The innermost element that is named as a request and asks.
    private func namedRequest(around node: Int32) -> Range<Int> {
        var node = node
        while node >= 0, surroundings[Int(node)].all.hints.contains(.consent),
            page.sums[Int(node)].characters <= Self.longestRequest
        {
            let isNamed =
                surroundings[Int(node)].own.hints.contains(.consent)
                && page.tree.nodes[Int(node)].tag != .section
            if isNamed, count(of: buttons, in: node) > 0, isBox(node) { return nodes(in: node) }
            node = page.tree.nodes[Int(node)].parent
        }
        return 0..<0
    }

    /// A box at the body's begin or end that asks, whatever its name, and is the lesser part of the
    /// page.
    private func requestOverPage(around block: Block) -> Range<Int> {
        var node = block.node
        while page.tree.nodes[Int(node)].parent >= 0 { node = page.tree.nodes[Int(node)].parent }
        let most = min(Self.longestRequest, characters / 2)
        let tag = page.tree.nodes[Int(node)].tag
        guard edges.contains(node), page.sums[Int(node)].characters <= most,
            isBox(node), groups[node].members < SiblingGroups.least,
            [.div, .section, .aside, .form].contains(tag)
        else { return 0..<0 }
        let box = nodes(in: node)
        return count(of: buttons, in: node) > 0 || page.blocks.contains { isAnswer($0, in: box) }
            ? box : 0..<0
    }

    /// A link by itself, of a word or two.
    private func isAnswer(_ block: Block, in box: Range<Int>) -> Bool {
        box.contains(Int(block.node)) && block.linkShare >= 80
            && block.text.characters <= Self.longestAnswer
    }

    /// A dialog outside of what the page says is its text; many alike are notes or cards.
    private func dialog(around node: Int32) -> Range<Int> {
        let around = surroundings[Int(node)].all
        guard around.kinds.isDisjoint(with: [.main, .article]), !around.hints.contains(.mainRole)
        else { return 0..<0 }
        var node = node
        while node >= 0, page.sums[Int(node)].characters <= Self.longestDialog {
            if page.tree.nodes[Int(node)].fact == .dialog {
                let isAlone = groups[node].members < SiblingGroups.least
                return isBox(node) && isAlone ? nodes(in: node) : 0..<0
            }
            node = page.tree.nodes[Int(node)].parent
        }
        return 0..<0
    }

    private func isBox(_ node: Int32) -> Bool {
        count(of: own, in: node) == 0
    }

    private func nodes(in node: Int32) -> Range<Int> { Int(node)..<Int(ends[Int(node)]) }

    private func count(of sums: [Int32], in node: Int32) -> Int32 {
        sums[Int(ends[Int(node)])] - sums[Int(node)]
    }

    private mutating func count() {
        let nodes = page.tree.nodes
        ends = nodes.indices.map { Int32($0) + 1 }
        for node in nodes.indices.reversed() where nodes[node].parent >= 0 {
            let parent = Int(nodes[node].parent)
            ends[parent] = max(ends[parent], ends[node])
        }
        buttons = [0]
        own = [0]
        for (index, node) in nodes.enumerated() {
            let isButton =
                node.tag == .button || surroundings[index].own.hints.contains(.button)
            let isOwn = [.h1, .article, .main, .pre, .table].contains(node.tag)
            buttons.append(buttons[index] + (isButton ? 1 : 0))
            own.append(own[index] + (isOwn ? 1 : 0))
        }
    }

    private mutating func findEdges() {
        let children = page.tree.nodes.indices.filter {
            page.tree.nodes[$0].parent < 0 && page.sums[$0].blocks > 0
        }
        edges = Set((children.prefix(1) + children.suffix(3)).map { Int32($0) })
    }
}
