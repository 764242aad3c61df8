// What a page states of itself, and what kind it is of, as fields of its record.
import FileFormats
import HTMLText
import PipelineCore

/// Adds a page's facts to the fields of its record.
struct PageFacts {
    private var scanner = JSONScanner()

    /// Adds each fact that the page has, unless the record has a field of that name.
    mutating func add(_ page: Extraction, to fields: inout [UInt8]) {
        let known = names(of: fields)
        var writer = JSONWriter(fields)
        func add(_ name: String, _ write: (inout JSONWriter) -> Void) {
            if known.contains(Array(name.utf8)) { return }
            writer.key(name)
            write(&writer)
        }
        let metadata = page.metadata
        let stated = [
            ("title", metadata.title), ("date", metadata.date), ("author", metadata.author),
            ("site", metadata.siteName),
        ]
        for (name, value) in stated where !value.isEmpty && isUTF8(value) {
            add(name) { $0.string(value.span) }
        }
        if let kind = page.measurements.kind {
            add("page_kind") { $0.string(Array("\(kind)".utf8).span) }
            add("page_kind_probability") { $0.double(page.measurements.kindProbability) }
        }
        fields = writer.bytes
    }

    private mutating func names(of fields: [UInt8]) -> [[UInt8]] {
        do {
            try scanner.scanMembers(fields.span)
        } catch {
            return []
        }
        return scanner.fields.map { JSONString.text($0.key, of: fields.span) }
    }
}
