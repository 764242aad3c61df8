// What a forum's template puts around the words of each post.

/// Finds the blocks that every post has and in which nobody says anything: names, dates, profiles,
/// signatures, buttons, votes.
///
/// Posts are siblings alike that hold prose. Blocks of one style that most posts have, and that in
/// none of them is prose, are the template's; the posts' own short lines, lists and headings stand
/// where prose stands too, or in a few posts only.
struct PostFurniture {
    private struct Style: Equatable {
        /// Posts with a block of this style, and the last of them.
        var posts: Int32 = 0
        var last: Int32 = -1
        var hasProse = false
    }

    private var styles: HashTable<UInt32, Style>
    private var posts: Set<Int32> = []
    private let tree: PageTree
    private let groups: SiblingGroups

    init(_ tree: PageTree, _ blocks: [Block], _ groups: SiblingGroups) {
        self.tree = tree
        self.groups = groups
        styles = HashTable(count: blocks.count, absent: Style())
        for block in blocks {
            let key = StyleGroups.key(block, tree)
            if block.isProse { styles[key].hasProse = true }
            let post = self.post(around: block)
            guard post >= 0 else { continue }
            posts.insert(post)
            if styles[key].last != post { styles[key].posts += 1 }
            styles[key].last = post
        }
    }

    /// The outermost element around a block that is one of several alike which hold prose.
    private func post(around block: Block) -> Int32 {
        let post = groups.repeated(around: block, tree).outer
        return post >= 0 && groups[post].sums.proseShare >= 30 ? post : -1
    }

    /// Whether a block stands where the words of posts do.
    func isBody(_ block: Block) -> Bool {
        posts.count >= 3 && post(around: block) >= 0
            && styles[StyleGroups.key(block, tree)].hasProse
    }

    func contains(_ block: Block) -> Bool {
        guard posts.count >= 3, post(around: block) >= 0 else { return false }
        let style = styles[StyleGroups.key(block, tree)]
        return !style.hasProse && Int(style.posts) * 2 > posts.count
    }
}
