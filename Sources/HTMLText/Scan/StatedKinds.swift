// What kinds of things a page says it is about: schema.org types, and Open Graph's.

/// A type, or several that mean the same here, as pages name them for machines.
enum StatedKind: UInt8, CaseIterable {
    case article, news, blog, technical, product, offer, review, rating, forum, question, answer
    case faq, list, listItem, collection, search, recipe, howTo, organization, business, service
    case site, webPage, about, contact, breadcrumb, event, person, media, software, comment, job
    case course, place
}

/// What `og:type` says, from the most to the least like prose.
enum GraphKind: UInt8 { case none, other, product, site, article }

/// How often a page names each kind, up to 255.
struct StatedKindCounts: Equatable {
    private var counts = InlineArray<34, UInt8>(repeating: 0)

    init() {}

    subscript(kind: StatedKind) -> Int32 { Int32(counts[Int(kind.rawValue)]) }

    mutating func add(_ kind: StatedKind) {
        let index = Int(kind.rawValue)
        if counts[index] < 255 { counts[index] += 1 }
    }

    static func == (first: Self, second: Self) -> Bool {
        StatedKind.allCases.allSatisfy { first[$0] == second[$0] }
    }
}

/// Knows the types' names.
struct StatedKindTable: Sendable {
    private let kinds: HashTable<UInt64, StatedKind?>

    init() { kinds = HashTable(Self.names, absent: nil) }

    /// The kind that a name stands for, whatever its case.
    func kind(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> StatedKind? {
        kinds[NameKey(bytes, range.lowerBound, range.upperBound).value]
    }

    private static let names: [(StatedKind?, String)] = [
        (.article, "article scholarlyarticle report medicalwebpage opinionnewsarticle"),
        (.news, "newsarticle reportagenewsarticle liveblogposting analysisnewsarticle"),
        (.blog, "blogposting blog socialmediaposting"),
        (.technical, "techarticle apireference definedterm softwaresourcecode"),
        (.product, "product productgroup individualproduct vehicle car book"),
        (.offer, "offer aggregateoffer"), (.review, "review criticreview"),
        (.rating, "aggregaterating rating"), (.forum, "discussionforumposting"),
        (.question, "question qapage"), (.answer, "answer"), (.faq, "faqpage"),
        (.list, "itemlist offercatalog"), (.listItem, "listitem"),
        (.collection, "collectionpage mediagallery imagegallery"),
        (.search, "searchresultspage"), (.recipe, "recipe"), (.howTo, "howto howtostep"),
        (.organization, "organization corporation newsmediaorganization"),
        (.business, "localbusiness professionalservice store medicalbusiness legalservice"),
        (.service, "service financialproduct"), (.site, "website"), (.webPage, "webpage itempage"),
        (.about, "aboutpage"), (.contact, "contactpage contactpoint"),
        (.breadcrumb, "breadcrumblist"), (.event, "event musicevent businessevent"),
        (.person, "person profilepage"), (.media, "videoobject podcastepisode movie tvseries"),
        (.software, "softwareapplication mobileapplication webapplication videogame"),
        (.comment, "comment usercomments"), (.job, "jobposting"), (.course, "course"),
        (.place, "place hotel restaurant touristattraction"),
    ]
}

extension PageScanner {
    /// Notes the types in a schema.org description.
    mutating func collectKinds(_ body: Range<Int>) {
        var at = body.lowerBound
        while let quote = find(0x22, in: bytes, from: at), quote < body.upperBound {
            at = quote + 1
            guard starts(bytes, quote, "\"@type\"") else { continue }
            at = noteKinds(quote + 7, body.upperBound)
        }
    }

    /// The names after `"@type":`, one or a list of them; returns where to go on.
    private mutating func noteKinds(_ start: Int, _ end: Int) -> Int {
        var at = start
        var isList = false
        while at < end {
            let byte = bytes[at]
            if byte == 0x22 {
                guard let close = find(0x22, in: bytes, from: at + 1), close < end else {
                    return end
                }
                noteKind(at + 1..<close)
                at = close + 1
                if !isList { return at }
            } else if byte == 0x5B {
                isList = true
                at += 1
            } else if byte <= 0x20 || byte == 0x3A || byte == 0x2C {
                at += 1
            } else {
                return at
            }
        }
        return at
    }

    /// Notes a type given by its name or its address.
    mutating func noteKind(_ name: Range<Int>) {
        var start = name.upperBound
        while start > name.lowerBound, isASCIILetter(bytes[start - 1]) { start -= 1 }
        guard let kind = tables.kinds.kind(bytes, start..<name.upperBound) else { return }
        page.kinds.add(kind)
    }
}
