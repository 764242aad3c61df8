// What a page's text can be written as.

/// What the text is written as.
public enum ExtractionFormat: String, Sendable, CaseIterable {
    case text, markdown
}
