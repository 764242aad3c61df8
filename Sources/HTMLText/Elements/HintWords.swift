// The words of class and id values that tell what an element holds.

/// Finds telling words in attribute values.
///
/// The groups were made from words that occur on many sites: the share of text under each that
/// belongs to the article was counted over pages of several hundred hosts.
struct HintWords: Sendable {
    private var words: HashTable<UInt64, Hints>

    init() {
        let groups = Self.groups.map { (hint: $0.0, words: $0.1.split(separator: " ")) }
        words = HashTable(count: groups.reduce(0) { $0 + $1.words.count }, absent: [])
        for group in groups {
            for word in group.words { words[NameKey(word).value].insert(group.hint) }
        }
    }

    /// The groups whose words occur in a class or id value. Words end at anything but a letter,
    /// and before a capital that follows a small letter; an unknown word that is two known words
    /// (`articlebody`, `postfooter`) counts as both.
    func hints(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Hints {
        var found: Hints = []
        var start = range.lowerBound
        while start < range.upperBound {
            if !isASCIILetter(bytes[start]) {
                start += 1
                continue
            }
            var end = start + 1
            while end < range.upperBound, continuesWord(bytes, end) { end += 1 }
            found.formUnion(hints(bytes, word: start, end))
            start = end
        }
        return found
    }

    private func continuesWord(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
        guard isASCIILetter(bytes[at]) else { return false }
        return bytes[at] & 0x20 != 0 || bytes[at - 1] & 0x20 == 0
    }

    private func hints(_ bytes: UnsafeBufferPointer<UInt8>, word start: Int, _ end: Int) -> Hints {
        guard end - start >= 2, end - start <= 40 else { return [] }
        let whole = find(bytes, start, end)
        if !whole.isEmpty || end - start < 7 { return whole }
        var key = NameKey(bytes, start, start + 2)
        for middle in start + 3..<end - 2 {
            key.add(bytes[middle - 1])
            let first = words[key.value]
            if first.isEmpty { continue }
            let second = find(bytes, middle, end)
            if !second.isEmpty { return first.union(second) }
        }
        return []
    }

    private func find(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Hints {
        words[NameKey(bytes, start, end).value]
    }

    private static let groups: [(Hint, String)] = [
        (.article, "article articles artikel articulo artículo story hentry news noticia nota"),
        (.content, "content contents contenido contenu inhalt container detail details"),
        (.body, "body bodytext bodycopy cuerpo corps"),
        (.text, "text txt texte texto textblock textpic prose copy long readable reading"),
        (.paragraph, "paragraph para absatz fliesstext step"),
        (.post, "post posts entry blogpost blog publish single"),
        (.main, "main maincontent primary center centre inner page"),
        (.richText, "rich richtext rte wysiwyg markdown formatted editor cms tagdiv"),
        (.quote, "quote pullquote blockquote tweet"),
        (
            .summary,
            "summary excerpt lead lede intro standfirst dek abstract description teasertext chapo"
        ),
        (.title, "titlepage title headline heading hed subtitle subheading subheadline headlines"),
        (.contents, "toc infobox tableofcontents index reference references footnote footnotes"),
        (.recipe, "recipe ingredients instructions directions"),
        (.question, "question answer answers topic forum message messages thread"),
        (
            .comment,
            "comment comments commentlist disqus livefyre kommentar kommentare comentario commentaire"
        ),
        (.reply, "reply replies respond commentform akismet feedback children discussion byuser"),
        (
            .navigation,
            "nav navi navbar navigation subnav topnav navlist pagination pager paging page"
        ),
        (.menu, "menu submenu dropdown flyout mega offcanvas toolbar topbar tabs tab tools toggle"),
        (.breadcrumb, "breadcrumb breadcrumbs crumb crumbs skip skiplinks sitemap path"),
        (.sidebar, "sidebar sidebars rail aside complementary secondary side tertiary"),
        (.widget, "widget widgets textwidget widgettitle module block region panel blogroll"),
        (.footer, "footer foot footnav colophon bottom"),
        (.header, "header head masthead banner top hero"),
        (.brand, "brand branding logo tagline site"),
        (
            .related,
            "related recommended recommend recommendation recommendations recirc similar seealso also suggested suggestions mehr"
        ),
        (
            .teaser,
            "teaser teasers promo promos promotion more readmore mostread preview stories cta"
        ),
        (
            .latest,
            "latest recent trending popular most archive archives newest featured feed stream timeline"
        ),
        (.neighbour, "previous prev next newer older adjacent"),
        (
            .share,
            "share shares sharing social socials facebook twitter follow addthis sharedaddy whatsapp pinterest linkedin instagram youtube rss jp"
        ),
        (
            .advert,
            "ad ads advert adverts advertisement sponsor sponsored dfp gpt adsense outbrain taboola werbung anzeige publicidad"
        ),
        (.author, "author authors byline bio vcard about contributor writer autor auteur"),
        (
            .date,
            "date dates datetime time timestamp dateline posted published updated publication pubdate duration"
        ),
        (.meta, "meta metadata postmeta info credit credits attribution source via"),
        (
            .tags,
            "tag tags tagcloud category categories keywords taxonomy topics labels cat cats linkcat section kicker"
        ),
        (.caption, "caption captions figcaption legend wp bildunterschrift"),
        (
            .media,
            "image images img photo photos gallery picture media video videos player slideshow carousel slider swiper lightbox thumbnail thumb figure embed audio"
        ),
        (.popup, "popup popover modal overlay dialog mfp lightbox tooltip flyin toast window pop"),
        (.notice, "notice alert error errors policy disclaimer"),
        (.consent, "cookie cookies consent gdpr privacy onetrust cmp ccpa"),
        (.admonition, "admonition callout warning caution tip important danger note notes"),
        (.signature, "signature signatures sig postprofile userinfo memberinfo usermeta"),
        (.review, "review reviews testimonial testimonials"),
        (
            .specification,
            "specification specifications specs spec attributes features feature characteristics technical"
        ),
        (
            .signup,
            "newsletter subscribe subscription signup login register paywall donate mailing membership account logged sign abo email mail"
        ),
        (
            .form,
            "form fields field input textfield search option options select checkbox submit required textarea control controls"
        ),
        (.button, "button buttons btn action actions cta close trigger"),
        (.icon, "icon icons arrow svg fa symbol"),
        (
            .screenReader,
            "sr screen reader visually visuallyhidden screenreader sronly only assistive"
        ),
        (
            .hiddenWord,
            "hidden hide invisible offscreen noprint print collapsed collapse disabled expandable none"
        ),
        (.card, "card cards item items tile tiles box grid listing row entries"),
        (.list, "list ul li lists listview results"),
        (.column, "col column columns left right cols span sidebarright grid"),
        (.place, "mobile desktop tablet responsive sticky fixed floating"),
        (.product, "product products price cart shop buy store checkout rating"),
        (.user, "user users profile avatar member vote votes karma score points"),
        (.legal, "copyright legal license terms imprint impressum"),
        (.count, "count counter stats views likes number num"),
        (.link, "link links url permalink more anchor jump"),
    ]
}
