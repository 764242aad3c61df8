// What a page states about itself in its head.

/// Facts stated by the page, as UTF-8; empty where it states none.
public struct PageMetadata: Sendable, Equatable {
    public var title: [UInt8] = []
    /// The language attribute of the root element, such as `en-GB`.
    public var language: [UInt8] = []
    /// The publication date as the page writes it, often ISO 8601.
    public var date: [UInt8] = []
    public var author: [UInt8] = []
    public var canonicalURL: [UInt8] = []
    public var siteName: [UInt8] = []
    /// The title for sharing, which goes before the document's.
    var headline: [UInt8] = []
    /// What the page gives as its summary, and as its whole text.
    var summary: [UInt8] = []
    var body: [UInt8] = []

    mutating func removeAll() {
        title.removeAll(keepingCapacity: true)
        headline.removeAll(keepingCapacity: true)
        summary.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: true)
        language.removeAll(keepingCapacity: true)
        date.removeAll(keepingCapacity: true)
        author.removeAll(keepingCapacity: true)
        canonicalURL.removeAll(keepingCapacity: true)
        siteName.removeAll(keepingCapacity: true)
    }
}
