// What Mozilla's Readability would keep of a page: not the answer, but good evidence.

/// What becomes of an element, from the worst to the best.
enum ReaderFate: UInt8 {
    case hidden, unlikely, outside, cleaned, joined, chosen
}

/// Reads a page in the way of Readability's published algorithm: strips unlikely elements, lets
/// paragraphs vote for the elements around them, takes the best one and those siblings that are
/// good enough, and cleans out what looks like clutter. Where that leaves too little, it reads
/// again with fewer of its rules. The numbers in it are that program's.
struct ReaderView {
    /// A node each, and the page itself at the end.
    var nodes: [ReaderNode] = []
    var fates: [ReaderFate] = []
    /// The best element; the page where no paragraph was long enough.
    var top = 0
    /// Readings before the one that was good enough, at most 3.
    var retries = 0
    /// Characters that it keeps.
    var length: Int32 = 0
    var rules = Rules()
    /// The best five elements, best first.
    var best: [Int] = []

    /// The rules that can be given up.
    struct Rules {
        var stripsUnlikely = true
        var weighsNames = true
        var cleans = true
    }

    /// Texts of fewer characters are worth another try.
    private static let enough: Int32 = 500

    var page: Int { nodes.count - 1 }

    var topScore: Float { nodes[top].score }

    /// Replaces all by what a reading of the page gives.
    mutating func read(_ tree: PageTree, _ blocks: [Block]) {
        shape(tree)
        var longest: (length: Int32, retries: Int) = (-1, 0)
        for retries in 0..<4 {
            read(tree, blocks, retries)
            if length >= Self.enough { return }
            if length > longest.length { longest = (length, retries) }
        }
        if longest.retries < 3 { read(tree, blocks, longest.retries) }
    }

    private mutating func read(_ tree: PageTree, _ blocks: [Block], _ retries: Int) {
        self.retries = retries
        rules = Rules(
            stripsUnlikely: retries < 1, weighsNames: retries < 2, cleans: retries < 3)
        strip(tree)
        sum(tree, blocks)
        vote(tree, blocks)
        choose(tree)
        join(tree, blocks)
        clean(tree)
        settle(tree, blocks)
    }
}

extension ReaderView {
    mutating func clean(_ tree: PageTree) {
        var cleaner = ReaderCleaner(tree: tree, cleans: rules.cleans, weighs: rules.weighsNames)
        swap(&cleaner.nodes, &nodes)
        cleaner.clean()
        swap(&cleaner.nodes, &nodes)
    }

    mutating func settle(_ tree: PageTree, _ blocks: [Block]) {
        fates.removeAll(keepingCapacity: true)
        for node in nodes { fates.append(Self.fate(node.state)) }
        if top == page { fates[page] = .chosen }
        length = 0
        for block in blocks where fate(of: block).rawValue >= ReaderFate.joined.rawValue {
            length += block.text.characters + block.text.words
        }
    }

    private static func fate(_ state: ReaderNode.State) -> ReaderFate {
        if state.contains(.isHidden) { return .hidden }
        if state.contains(.isUnlikely) { return .unlikely }
        if state.contains(.isCleaned) { return .cleaned }
        if state.contains(.isChosen) { return .chosen }
        return state.contains(.isJoined) ? .joined : .outside
    }

    func fate(of block: Block) -> ReaderFate { fates[block.node < 0 ? page : Int(block.node)] }

    func keeps(_ block: Block) -> Bool {
        fate(of: block).rawValue >= ReaderFate.joined.rawValue
    }
}
