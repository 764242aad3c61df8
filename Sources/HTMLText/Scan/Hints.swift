// What the words in an element's class, id, role and other attributes say about its contents.

/// Groups of telling words; a set of them per element.
struct Hints: OptionSet, Hashable {
    var rawValue: UInt32

    static let article = Hints(rawValue: 1 << 0)
    static let content = Hints(rawValue: 1 << 1)
    static let comment = Hints(rawValue: 1 << 2)
    static let navigation = Hints(rawValue: 1 << 3)
    static let sidebar = Hints(rawValue: 1 << 4)
    static let footer = Hints(rawValue: 1 << 5)
    static let header = Hints(rawValue: 1 << 6)
    static let related = Hints(rawValue: 1 << 7)
    static let share = Hints(rawValue: 1 << 8)
    static let advert = Hints(rawValue: 1 << 9)
    static let byline = Hints(rawValue: 1 << 10)
    static let caption = Hints(rawValue: 1 << 11)
    static let popup = Hints(rawValue: 1 << 12)
    static let title = Hints(rawValue: 1 << 13)
    static let card = Hints(rawValue: 1 << 14)
    static let hiddenWord = Hints(rawValue: 1 << 15)
    static let forum = Hints(rawValue: 1 << 16)
    static let summary = Hints(rawValue: 1 << 17)
    static let product = Hints(rawValue: 1 << 18)
    static let quote = Hints(rawValue: 1 << 19)
    static let contents = Hints(rawValue: 1 << 20)
    static let tags = Hints(rawValue: 1 << 21)
    static let legal = Hints(rawValue: 1 << 22)
    static let signup = Hints(rawValue: 1 << 23)

    /// `itemprop="articleBody"` and its like: the page says that this is the text.
    static let statedBody = Hints(rawValue: 1 << 24)
    /// `role="main"`.
    static let mainRole = Hints(rawValue: 1 << 25)
    /// Roles that aren't content: navigation, banner, search, dialog, complementary, …
    static let sideRole = Hints(rawValue: 1 << 26)
    /// `hidden`, `display: none`, `aria-hidden="true"`.
    static let hidden = Hints(rawValue: 1 << 27)
    /// A formula's rendering, which says again what its source says.
    static let renderedMath = Hints(rawValue: 1 << 28)
    /// The link leads to another page (has an `href` that isn't a fragment).
    static let leadsAway = Hints(rawValue: 1 << 29)
}

/// Finds telling words in attribute values.
enum HintWords {
    /// Word beginnings of six or more letters are found anywhere, shorter ones only as whole
    /// words or at the start of one; see `matches`.
    private static let groups: [(Hints, String)] = [
        (.article, "article articlebody story hentry post posting blogpost entry news"),
        (
            .content,
            """
            content contents maincontent main body bodytext text txt prose markdown page column \
            paragraph copy richtext rte wysiwyg detail readable
            """
        ),
        (
            .comment,
            """
            comment comments commentlist disqus reply replies respond discussion livefyre \
            kommentar komentar commentaire comentario feedback review reviews
            """
        ),
        (
            .navigation,
            """
            nav navi navbar navigation menu menubar breadcrumb breadcrumbs crumb pagination pager \
            paging topbar toolbar skip sitemap tabs dropdown
            """
        ),
        (.sidebar, "sidebar side rail aside widget widgets complementary secondary module"),
        (.footer, "footer foot footnav colophon bottom endnote"),
        (.header, "header head masthead banner topnav top branding logo"),
        (
            .related,
            """
            related recommended recommend recommendation recirc trending popular teaser teasers \
            similar suggestions suggested outbrain taboola readnext readmore seealso latest \
            mostread promo more next previous prev newer older
            """
        ),
        (
            .share,
            """
            share shares sharing social socials facebook twitter follow addthis sharedaddy \
            whatsapp pinterest sharebar addtoany rss
            """
        ),
        (
            .advert,
            "ad ads advert adverts advertisement sponsor sponsored dfp gpt adslot adsense ads"
        ),
        (
            .byline,
            """
            byline author authors bio date datetime time timestamp meta metadata dateline credit \
            info posted published publish updated postmeta
            """
        ),
        (
            .caption,
            """
            caption captions figcaption credits gallery photo image img picture media video \
            player slideshow carousel slider lightbox thumbnail
            """
        ),
        (
            .popup,
            """
            modal popup popover overlay cookie cookies consent gdpr dialog notice alert tooltip \
            lightbox toast privacy
            """
        ),
        (.title, "title headline heading hed subtitle subheading"),
        (.card, "card cards item items grid list listing feed stream archive tile tiles row"),
        (
            .hiddenWord,
            """
            hidden hide sronly visuallyhidden screenreader offscreen invisible noprint \
            printonly collapsed
            """
        ),
        (.forum, "forum thread topic message messages question answer answers postbody"),
        (
            .summary,
            "summary excerpt lead lede intro standfirst dek abstract description chapo deck"
        ),
        (.product, "product products price cart shop buy store checkout"),
        (.quote, "quote pullquote blockquote"),
        (.contents, "toc infobox tableofcontents index"),
        (.tags, "tag tags category categories keywords labels cat taxonomy topics"),
        (.legal, "copyright disclaimer legal license terms"),
        (
            .signup,
            """
            newsletter subscribe subscription signup login register paywall donate form search \
            optin mailing membership
            """
        ),
    ]

    private static let table: [UInt64: Hints] = {
        var table: [UInt64: Hints] = [:]
        for (hint, words) in groups {
            for word in words.split(separator: " ") {
                let key = Array(word.utf8).withUnsafeBufferPointer { TagTable.key($0, 0, $0.count) }
                table[key, default: []].formUnion(hint)
            }
        }
        return table
    }()

    /// The groups whose words occur in a class or id value. Words end at anything but a letter,
    /// and before a capital that follows a small letter.
    static func hints(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Hints {
        var found: Hints = []
        var start = range.lowerBound
        var at = start
        while at <= range.upperBound {
            if at == range.upperBound || endsWord(bytes, at, after: start) {
                if at - start >= 2 {
                    let key = TagTable.key(bytes, start, at)
                    if let hint = table[key] { found.formUnion(hint) }
                }
                start = at
                while start < range.upperBound, !isLetter(bytes[start]) { start += 1 }
                at = start + 1
            } else {
                at += 1
            }
        }
        return found
    }

    private static func endsWord(
        _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, after start: Int
    ) -> Bool {
        if !isLetter(bytes[at]) { return true }
        return at > start && isCapital(bytes[at]) && !isCapital(bytes[at - 1])
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    private static func isCapital(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
}
