// What an element's class, id, role and other attributes say about its contents.

/// A statement about an element. Those up to ``link`` are made by words in its class and id (see
/// `HintWords`); the others are read from attributes with a fixed meaning.
enum Hint: UInt8, CaseIterable, Sendable {
    // Words for the text itself.
    case article, content, body, text, paragraph, post, main, richText, quote, summary, title
    case contents, recipe, question
    // Words for what stands around it.
    case comment, reply, navigation, menu, breadcrumb, sidebar, widget, footer, header, brand
    case related, teaser, latest, neighbour, share, advert, author, date, meta, tags, caption
    case media, popup, notice, signup, form, button, icon, screenReader, hiddenWord, card, list
    case column, place, product, user, legal, count, consent, signature, review, specification
    case admonition, link

    /// `itemprop="articleBody"` and its like: the page says that this is the text.
    case statedBody
    /// `role="main"`.
    case mainRole
    /// Roles that aren't content: navigation, banner, search, dialog, complementary, …
    case sideRole
    /// `hidden`, `display: none`, `visibility: hidden`.
    case hidden
    /// `aria-hidden="true"`: seen, but not read out.
    case unspoken
    /// A formula's rendering, which says again what its source says.
    case renderedMath

    /// Those that the models know of.
    static let features = allCases.filter { $0 != .renderedMath }

    /// What isn't an article.
    static let side: Hints = [
        .comment, .reply, .navigation, .menu, .breadcrumb, .sidebar, .footer, .related, .teaser,
        .share, .advert, .popup, .notice, .consent, .sideRole, .hidden, .signup, .hiddenWord,
        .screenReader,
    ]
}

/// All that is stated about an element.
typealias Hints = BitSet<Hint>
