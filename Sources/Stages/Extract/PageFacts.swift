// What a page states of itself, and what kind it is of, as fields of its record.
import FileFormats
import HTMLText
import PipelineCore

/// Adds a page's facts to the fields of its record.
struct PageFacts {
    private static let kind = "page_kind"
    private static let kindProbability = "page_kind_probability"
    private static let names = ["title", "date", "author", "site", kind, kindProbability]

    private var scanner = JSONScanner()

    /// Adds each fact that the page has, unless the record has a field of that name which isn't null;
    /// the kind and its probability come from the record or from the page together.
    mutating func add(_ page: Extraction, to fields: inout [UInt8]) {
        let known = takeKnown(from: &fields)
        var writer = JSONWriter(fields)
        let metadata = page.metadata
        let stated = [
            ("title", metadata.title), ("date", metadata.date), ("author", metadata.author),
            ("site", metadata.siteName),
        ]
        for (name, value) in stated where !known.contains(name) && !value.isEmpty && isUTF8(value) {
            writer.key(name)
            writer.string(value.span)
        }
        let isKindKnown = known.contains(Self.kind) || known.contains(Self.kindProbability)
        if !isKindKnown, let kind = page.measurements.kind {
            writer.key(Self.kind)
            writer.string("\(kind)")
            writer.key(Self.kindProbability)
            writer.double(page.measurements.kindProbability)
        }
        fields = writer.bytes
    }

    /// The names of facts that a record has already; those that are null there are taken out.
    private mutating func takeKnown(from fields: inout [UInt8]) -> Set<String> {
        guard (try? scanner.scanMembers(fields.span)) != nil else { return [] }
        var known: Set<String> = []
        var nulls: [Range<Int>] = []
        for field in scanner.fields {
            let name = String(
                decoding: JSONString.text(field.key, of: fields.span), as: UTF8.self)
            guard Self.names.contains(name) else { continue }
            if field.value.kind == .null {
                nulls.append(field.sourceRange)
            } else {
                known.insert(name)
            }
        }
        if nulls.isEmpty { return known }
        var writer = JSONWriter()
        for field in scanner.fields where !nulls.contains(field.sourceRange) {
            writer.raw(fields.span.extracting(field.sourceRange))
        }
        fields = writer.bytes
        return known
    }
}
