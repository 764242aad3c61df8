// Strings by their bytes: which of them a text goes on with at a place.

/// Strings with a number each, for finding those that begin at a place of a text.
struct ByteTrie: Sendable {
    /// A place in the trie; the root is 0.
    typealias Node = UInt32

    /// Open addressing: a node and a byte above the node that they lead to; 0 is empty.
    private var slots = [UInt64](repeating: 0, count: 16)
    /// By node, the number of the string that ends there.
    private var values: [UInt32] = [.max]

    init() {}

    /// Of two equal strings the first counts.
    init(_ strings: some Sequence<(text: [UInt8], value: UInt32)>) {
        for string in strings { insert(string.text, string.value) }
    }

    var isEmpty: Bool { values.count == 1 }

    private mutating func insert(_ text: [UInt8], _ value: UInt32) {
        var node: Node = 0
        for byte in text { node = next(node, byte) ?? append(node, byte) }
        if values[Int(node)] == .max { values[Int(node)] = value }
    }

    private mutating func append(_ node: Node, _ byte: UInt8) -> Node {
        let child = Node(values.count)
        values.append(.max)
        if values.count * 2 > slots.count {
            let old = slots
            slots = [UInt64](repeating: 0, count: old.count * 2)
            for slot in old where slot != 0 { place(slot) }
        }
        place(Self.key(node, byte) << 32 | UInt64(child))
        return child
    }

    private mutating func place(_ slot: UInt64) {
        var at = Self.hash(slot >> 32) & (slots.count - 1)
        while slots[at] != 0 { at = (at + 1) & (slots.count - 1) }
        slots[at] = slot
    }

    /// More bytes than this in all strings are too many: nodes stay below it.
    static let byteLimit = 1 << 24

    @inline(__always)
    private static func key(_ node: Node, _ byte: UInt8) -> UInt64 {
        UInt64(node &<< 8 | UInt32(byte))
    }

    @inline(__always)
    private static func hash(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> 32)
    }

    /// Where a byte leads from a node.
    @inline(__always)
    func next(_ node: Node, _ byte: UInt8) -> Node? {
        let key = Self.key(node, byte)
        var at = Self.hash(key) & (slots.count &- 1)
        while slots[at] != 0 {
            if slots[at] &>> 32 == key { return Node(truncatingIfNeeded: slots[at]) }
            at = (at &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    /// The number of the string that ends at a node; `.max` where none does.
    @inline(__always)
    func value(_ node: Node) -> UInt32 { values[Int(node)] }

    /// The longest string at the beginning of a text from `start`, and where it ends.
    func longest(in text: PretokenText, from start: Int) -> (value: UInt32, end: Int)? {
        var node: Node = 0
        var at = start
        var found: (UInt32, Int)?
        while at < text.count, let next = next(node, text[at]) {
            node = next
            at &+= 1
            if value(node) != .max { found = (value(node), at) }
        }
        return found
    }
}
