// Readability's sorts of elements.

extension Tag {
    /// Starts a line, as Readability sees it.
    var isReaderBox: Bool {
        switch self {
        case .blockquote, .dl, .div, .img, .ol, .p, .pre, .table, .ul: true
        default: false
        }
    }

    /// Holds text by itself.
    var isTextBox: Bool { isReaderBox || self == .span || self == .li || self == .td }

    /// Votes for the elements around it.
    var isScoredByReader: Bool {
        switch self {
        case .section, .h2, .h3, .h4, .h5, .h6, .p, .td, .pre: true
        default: false
        }
    }

    /// What an element scores before any text is counted.
    var readerScore: Float {
        switch self {
        case .div: 5
        case .pre, .td, .blockquote: 3
        case .ol, .ul, .dl, .dd, .dt, .li, .form, .address: -3
        case .h1, .h2, .h3, .h4, .h5, .h6, .th: -5
        default: 0
        }
    }
}
