// What the texts of records are, of which JSON lines and Parquet files say nothing.
import PipelineCore

/// Whether a record's text is text or an HTML page.
public enum TextContent: String, Codable, CaseIterable, Sendable {
    case text
    /// A page, decoded to UTF-8 already, whatever charset it states.
    case html

    static let help =
        "what the texts are; of html, 'extract_html' makes text, and url_field and id_field are the "
        + "page's"

    var kinds: ContentKinds { self == .html ? .html : .text }

    func apply(to document: inout Document) {
        if self == .html { document.content = .html(charset: Array("utf-8".utf8)) }
    }
}
