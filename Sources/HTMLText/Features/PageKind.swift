// The kinds of pages that are read each in its own way.

/// What a page is for.
public enum PageKind: UInt8, Sendable, CaseIterable {
    case article, documentation, service, forum, collection, listing, product
}

extension PageKind: FeatureGroup {}

/// How probable each kind is, in percent.
struct KindShares {
    private var shares = InlineArray<7, Int32>(repeating: 0)

    subscript(kind: PageKind) -> Int32 {
        get { shares[Int(kind.rawValue)] }
        set { shares[Int(kind.rawValue)] = newValue }
    }

    /// The most probable kind; of equals the first.
    var best: PageKind {
        PageKind.allCases.reduce(.article) { self[$1] > self[$0] ? $1 : $0 }
    }
}
