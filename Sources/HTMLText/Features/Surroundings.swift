// What the elements around a block are and say.

/// Statements and kinds of a node and of the nodes above it.
struct Surroundings {
    /// Of one element or several.
    struct Marks {
        var hints: Hints = []
        var kinds: BitSet<ElementKind> = []

        mutating func formUnion(_ other: Marks) {
            hints.formUnion(other.hints)
            kinds.formUnion(other.kinds)
        }
    }

    /// Of the node itself.
    var own = Marks()
    /// Of the node and the two above it.
    var near = Marks()
    var all = Marks()
    var depth: Int32 = 0
    /// What the node's names say, and those of all nodes down to it, of which each step of the
    /// nesting takes an eighth.
    var names: Int32 = 0
    var namesAround: Int32 = 0

    /// Replaces `surroundings` by those of all nodes.
    static func fill(_ surroundings: inout [Surroundings], _ tree: PageTree) {
        surroundings.removeAll(keepingCapacity: true)
        for node in tree.nodes {
            var around = Surroundings(node)
            if node.parent >= 0 {
                around.inherit(surroundings[Int(node.parent)])
                let grandparent = tree.nodes[Int(node.parent)].parent
                if grandparent >= 0 { around.near.formUnion(surroundings[Int(grandparent)].own) }
            }
            surroundings.append(around)
        }
    }

    /// At the top of the page.
    init() {}

    private init(_ node: PageNode) {
        own.hints = node.hints
        if let kind = ElementKind(node.tag) { own.kinds.insert(kind) }
        near = own
        all = own
        names = Int32(node.names.weight)
        namesAround = names
    }

    private mutating func inherit(_ parent: Surroundings) {
        all.formUnion(parent.all)
        near.formUnion(parent.own)
        depth = parent.depth + 1
        namesAround &+= (parent.namesAround &* 7) &>> 3
    }
}
