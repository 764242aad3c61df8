// Finds the parts of class and id values that Readability looks for.
import ByteKernels

/// The parts, found in one pass over a name.
struct NameSignTable: Sendable {
    private let automaton: PhraseAutomaton
    /// By phrase of the automaton.
    private let signs: [NameSigns]

    init() {
        var found: [String.SubSequence: NameSigns] = [:]
        for (sign, parts) in Self.parts {
            for part in parts.split(separator: " ") { found[part, default: []].formUnion(sign) }
        }
        automaton = PhraseAutomaton(found.keys.map { Array($0.utf8) })
        signs = Array(found.values)
    }

    /// The signs in `bytes[range]`, without regard to case.
    func signs(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> NameSigns {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: range.count) { name in
            for (index, at) in range.enumerated() { name[index] = lowercased(bytes[at]) }
            var found: NameSigns = []
            automaton.forEachMatch(in: UnsafeBufferPointer(name)) { phrase, _ in
                found.formUnion(signs[phrase])
            }
            return found
        }
    }

    private static let parts: [(NameSigns, String)] = [
        (
            .unlikely,
            """
            -ad- ad-break agegate ai2html banner breadcrumbs combx comment community cover-wrap \
            disqus extra footer gdpr header legends menu pager pagination popup related remark \
            replies rss shoutbox sidebar skyscraper social sponsor supplemental yom-remote
            """
        ),
        (.maybe, "and article body column content main mathjax shadow"),
        (.byline, "author byline dateline writtenby"),
        (.share, "share"),
        (.positiveClass, "article blog body content entry main page post story text"),
        (
            .negativeClass,
            """
            -ad- banner com- combx comment contact footer gdpr hidden masthead media meta outbrain \
            promo related scroll share shopping shoutbox sidebar skyscraper sponsor tags widget
            """
        ),
    ]
}
