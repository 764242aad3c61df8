// The scanner's collection of what the page states about itself.

extension PageScanner {
    mutating func collectLanguage() {
        guard page.metadata.language.isEmpty, !attributes.lang.isEmpty else { return }
        page.metadata.language = plainText(attributes.lang.range)
    }

    mutating func collectLink() {
        guard page.metadata.canonicalURL.isEmpty, !attributes.rel.isEmpty else { return }
        guard starts(bytes, Int(attributes.rel.start), "canonical") else { return }
        page.metadata.canonicalURL = plainText(attributes.href.range)
    }

    /// Takes the first statement of each kind; the names are those of Open Graph, Dublin Core
    /// and common practice.
    mutating func collectMeta() {
        guard !attributes.content.isEmpty else { return }
        for key in [attributes.property, attributes.name, attributes.itemprop] where !key.isEmpty {
            let at = Int(key.start)
            let length = key.range.count
            for (name, field) in Self.metaNames
            where name.utf8CodeUnitCount == length && starts(bytes, at, name) {
                if page.metadata[keyPath: field].isEmpty {
                    page.metadata[keyPath: field] = plainText(attributes.content.range)
                }
                return
            }
        }
    }

    private static var metaNames: [(StaticString, WritableKeyPath<PageMetadata, [UInt8]>)] {
        [
            ("og:site_name", \.siteName), ("application-name", \.siteName),
            ("author", \.author), ("article:author", \.author), ("dc.creator", \.author),
            ("article:published_time", \.date), ("datepublished", \.date), ("date", \.date),
            ("dc.date", \.date), ("dc.date.issued", \.date), ("pubdate", \.date),
            ("og:url", \.canonicalURL),
        ]
    }
}
