// Siblings that a page's template makes alike: posts, cards, steps, rows, items.

/// The elements of one tag and class under one parent, as far as they hold text.
struct SiblingGroups {
    /// What the members of a group hold together.
    struct Sums {
        var members: Int32 = 0
        var sums = NodeSums()
    }

    private(set) var groups: [Sums] = []
    /// For each node its group and its number in it, from 0; -1 where it holds no text.
    private var group: [Int32] = []
    private var number: [Int32] = []

    /// So many alike are a repeated structure.
    static let least: Int32 = 3

    /// Replaces all by the groups of a page.
    mutating func fill(_ tree: PageTree, _ sums: [NodeSums]) {
        groups.removeAll(keepingCapacity: true)
        group.removeAll(keepingCapacity: true)
        number.removeAll(keepingCapacity: true)
        var known = HashTable<UInt64, Int32>(count: tree.nodes.count, absent: -1)
        for (index, node) in tree.nodes.enumerated() {
            guard sums[index].blocks > 0 else {
                group.append(-1)
                number.append(-1)
                continue
            }
            let key = Self.key(node)
            var found = known[key]
            if found < 0 {
                found = Int32(groups.count)
                known[key] = found
                groups.append(Sums())
            }
            group.append(found)
            number.append(groups[Int(found)].members)
            groups[Int(found)].add(sums[index])
        }
    }

    private static func key(_ node: PageNode) -> UInt64 {
        let style = UInt64(node.names.groupHash) << 8 | UInt64(node.tag.rawValue)
        return style << 32 | UInt64(UInt32(bitPattern: node.parent))
    }

    /// The innermost and the outermost element around a block that are members of groups of
    /// ``least`` or more; -1 where there is none.
    func repeated(around block: Block, _ tree: PageTree) -> (inner: Int32, outer: Int32) {
        var found: (inner: Int32, outer: Int32) = (-1, -1)
        var node = block.node
        while node >= 0 {
            if self[node].members >= Self.least {
                if found.inner < 0 { found.inner = node }
                found.outer = node
            }
            node = tree.nodes[Int(node)].parent
        }
        return found
    }

    /// The group of a node that holds text.
    subscript(node: Int32) -> Sums {
        let index = group[Int(node)]
        return index < 0 ? Sums() : groups[Int(index)]
    }

    func index(of node: Int32) -> Int { Int(group[Int(node)]) }

    func number(of node: Int32) -> Int32 { number[Int(node)] }
}

extension SiblingGroups.Sums {
    fileprivate mutating func add(_ member: NodeSums) {
        members += 1
        sums.characters &+= member.characters
        sums.linkCharacters &+= member.linkCharacters
        sums.proseCharacters &+= member.proseCharacters
        sums.blocks &+= member.blocks
    }
}

extension FeatureWriter {
    /// What stands beside a block in structures that repeat.
    func group(_ member: Int32, _ row: FeaturePart<SiblingFeature>) {
        guard member >= 0 else {
            for feature in SiblingFeature.allCases { row[feature] = -1 }
            return
        }
        let group = groups[member]
        let number = groups.number(of: member)
        row[.members] = group.members
        row[.number] = number
        row[.fromEnd] = group.members - 1 - number
        row[.meanLength] = group.sums.characters / max(1, group.members)
        row[.ownLength] = sums[Int(member)].characters
        row[.blocks] = share(group.sums.blocks, of: group.members, times: 10)
        row[.linkShare] = group.sums.linkShare
        row[.proseShare] = group.sums.proseShare
        row[.pageShare] = share(group.sums.characters, of: totals.characters)
    }
}
