// The quotes and items around a block of Markdown, and what each of its lines begins with.

/// The containers of the current block, from the outside in.
struct MarkdownContainers {
    private struct Container {
        /// The item or quote; of a list right in another, that list.
        var node: Int32
        /// An item's list, -1 for a quote's.
        var list: Int32 = -1
        var isItem = false
        /// Its number in an ordered list, else -1.
        var number = -1
        /// The second of two lists that touch has other marks.
        var isSecond = false

        /// How far the lines after the first are indented.
        var width: Int { number < 0 ? 2 : "\(number)".utf8.count + 2 }
    }

    private var current: [Container] = []
    private var before: [Container] = []
    /// How many containers the block before is in too.
    private var shared = 0

    /// Goes to a block that stands in `node`.
    mutating func enter(_ node: Int32, _ tree: PageTree, _ numbers: SiblingNumbers) {
        swap(&before, &current)
        collect(around: node, tree, numbers)
        shared = 0
        while shared < min(current.count, before.count) {
            let (own, other) = (current[shared], before[shared])
            // A list right in another goes on in the item before it.
            if own.node != other.node {
                guard own.isItem, own.list == other.list, tree.nodes[Int(own.node)].tag != .li
                else { break }
            }
            current[shared] = other
            shared += 1
        }
        if shared < min(current.count, before.count) {
            markSecond(shared)
        }
    }

    private mutating func markSecond(_ index: Int) {
        let (own, other) = (current[index], before[index])
        guard own.isItem, other.isItem, (own.number < 0) == (other.number < 0) else { return }
        current[index].isSecond = (own.list == other.list) == other.isSecond
    }

    private mutating func collect(
        around node: Int32, _ tree: PageTree, _ numbers: SiblingNumbers
    ) {
        current.removeAll(keepingCapacity: true)
        var node = node
        while node >= 0 {
            let (tag, parent) = (tree.nodes[Int(node)].tag, tree.nodes[Int(node)].parent)
            switch tag {
            case .blockquote: current.append(Container(node: node))
            case .li: current.append(Container(node: node, isItem: true))
            case .ul, .ol:
                if let last = current.indices.last, current[last].isItem, current[last].list < 0 {
                    current[last].list = node
                    if tag == .ol { current[last].number = numbers.number(current[last].node) + 1 }
                }
                if parent >= 0, [.ul, .ol].contains(tree.nodes[Int(parent)].tag) {
                    current.append(Container(node: node, list: parent, isItem: true))
                }
            default: break
            }
            node = parent
        }
        current.reverse()
    }

    /// Whether the block begins an item that can follow the one before without a blank line.
    func beginsNextItem(afterParagraph: Bool) -> Bool {
        guard shared < current.count, current[shared].isItem else { return false }
        if shared < before.count { return before[shared].list == current[shared].list }
        // Only a first item can interrupt a paragraph.
        return shared > 0 && before[shared - 1].isItem && afterParagraph
            && (current[shared].number < 0 || current[shared].number == 1)
    }

    /// What the block's first line begins with.
    func begin(_ text: inout [UInt8]) {
        for (index, container) in current.enumerated() {
            if index < shared || !container.isItem {
                goOn(container, &text)
            } else if container.number < 0 {
                text.append(UInt8(ascii: container.isSecond ? "*" : "-"))
                text.append(0x20)
            } else {
                text += "\(container.number)".utf8
                text.append(UInt8(ascii: container.isSecond ? ")" : "."))
                text.append(0x20)
            }
        }
    }

    /// What its other lines begin with.
    func goOn(_ text: inout [UInt8]) {
        for container in current { goOn(container, &text) }
    }

    private func goOn(_ container: Container, _ text: inout [UInt8]) {
        if container.isItem {
            text.append(contentsOf: repeatElement(0x20, count: container.width))
        } else {
            text.append(UInt8(ascii: ">"))
            text.append(0x20)
        }
    }

    /// A blank line before the block.
    func blankLine(_ text: inout [UInt8]) {
        let start = text.count
        for container in current.prefix(shared) { goOn(container, &text) }
        while text.count > start, text.last == 0x20 { text.removeLast() }
        text.append(0x0A)
    }

    /// Begins the lines after the first of what was written from `start` on.
    func indent(from start: Int, _ text: inout [UInt8]) {
        guard !current.isEmpty, text[start...].contains(0x0A) else { return }
        let block = Array(text[start...])
        text.removeLast(block.count)
        for (index, byte) in block.enumerated() {
            text.append(byte)
            guard byte == 0x0A else { continue }
            let line = text.count
            goOn(&text)
            let isEmpty = index + 1 == block.count || block[index + 1] == 0x0A
            while isEmpty, text.count > line, text.last == 0x20 { text.removeLast() }
        }
    }
}
