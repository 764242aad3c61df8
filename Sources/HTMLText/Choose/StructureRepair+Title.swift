// A page's text begins with its title.

extension StructureRepair {
    /// Names, dates and buttons may stand between a title and the text.
    private static let longestByline = 8

    /// The heading that gives the title, or the first of the page.
    var titleHeading: Int? {
        TitleHeading.find(tree, blocks) ?? blocks.indices.first { tag($0) == .h1 }
    }

    /// Keeps the heading that gives the page's title where text under it is kept: templates set it
    /// in a header, or far from the text, and a short page says little for it. Of longer articles
    /// the title stands beside the text, as the sets have it that the model learned from.
    func mendTitle(_ keep: inout [Bool]) {
        guard !isArticle || isTiny,
            let title = titleHeading, !keep[title], mayBeTitle(title)
        else { return }
        let next = blocks.indices.suffix(from: title + 1).prefix(Self.longestByline)
        keep[title] = next.contains { keep[$0] }
    }

    /// Whether nothing around a heading says that it heads something else than the page's text.
    private func mayBeTitle(_ title: Int) -> Bool {
        guard let node = blocks[title].node >= 0 ? Int(blocks[title].node) : nil else {
            return false
        }
        let around = surroundings[node].all
        return around.hints.isDisjoint(with: Self.elsewhere)
            && around.kinds.isDisjoint(with: [.nav, .aside, .footer, .form, .unseen])
    }

    private static let elsewhere: Hints = [
        .menu, .sidebar, .related, .teaser, .advert, .popup, .notice, .consent, .hidden, .signup,
        .brand,
    ]
}
