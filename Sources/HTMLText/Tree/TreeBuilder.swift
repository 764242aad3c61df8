// Turns the parser's events into a page tree.
import CLibXML2

/// The receiver of libxml2's events for one page.
struct TreeBuilder {
    var tree = PageTree()
    private var elements = UnsafeBufferPointer<ScannedElement>(start: nil, count: 0)
    private var context: htmlParserCtxtPtr?
    /// Open nodes; -1 stands for the root and body, which have none.
    private var stack: [Int32] = []
    private var nextElement = 0
    private var nextRun = 0
    private var formulas = UnsafeBufferPointer<Int32>(start: nil, count: 0)
    private var nextFormula = 0
    /// The depth of the element whose text doesn't show, 0 where all text shows.
    private var mutedDepth = 0

    mutating func begin(
        _ elements: UnsafeBufferPointer<ScannedElement>, formulas: UnsafeBufferPointer<Int32>,
        _ context: htmlParserCtxtPtr
    ) {
        self.elements = elements
        self.formulas = formulas
        self.context = context
        stack.removeAll(keepingCapacity: true)
        nextElement = 0
        nextRun = 0
        nextFormula = 0
        mutedDepth = 0
    }

    /// Closes what the parser left open.
    mutating func finish() {
        while !stack.isEmpty { close() }
        elements = UnsafeBufferPointer(start: nil, count: 0)
        formulas = UnsafeBufferPointer(start: nil, count: 0)
    }

    mutating func open(_ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
        guard let name = attributes?[0], let element = element(named: name) else {
            stack.append(-1)
            return
        }
        if stack.count >= SkeletonParser.maximumDepth, !tree.isTooDeep {
            tree.isTooDeep = true
            xmlStopParser(context)
        }
        let node = PageNode(parent: stack.last ?? -1, elements[element])
        stack.append(Int32(tree.nodes.count))
        if mutedDepth == 0, Self.isMuted(node) { mutedDepth = stack.count }
        tree.events.append(PageEvent(.open, tree.nodes.count))
        tree.nodes.append(node)
    }

    mutating func close() {
        if mutedDepth == stack.count { mutedDepth = 0 }
        guard let node = stack.popLast(), node >= 0 else { return }
        tree.events.append(PageEvent(.close, Int(node)))
    }

    /// Every character that comes back stands for one run of text.
    mutating func text(_ count: Int) {
        for _ in 0..<count {
            let isFormula = nextFormula < formulas.count && formulas[nextFormula] == nextRun
            if isFormula { nextFormula += 1 }
            if mutedDepth == 0 || isFormula { tree.events.append(PageEvent(.text, nextRun)) }
            nextRun += 1
        }
    }

    /// Inline text that doesn't show, unless a sentence goes on in it, and what says how characters
    /// are read; a hidden block may be the article before a script shows it.
    private static func isMuted(_ node: PageNode) -> Bool {
        node.tag == .ruby || node.hints.contains(.renderedMath)
            || node.hints.contains(.hidden) && !node.tag.isBlock && node.fact != .rest
    }

    /// The element that a start tag stands for, from the letters it was given; elements that the
    /// parser implied itself carry none.
    private mutating func element(named name: UnsafePointer<UInt8>) -> Int? {
        let low = Int(name[0] &- UInt8(ascii: "a")) | Int(name[1] &- UInt8(ascii: "a")) << 4
        let element = nextElement + (low - nextElement) & 255
        guard element < elements.count else { return nil }
        nextElement = element + 1
        return element
    }
}
