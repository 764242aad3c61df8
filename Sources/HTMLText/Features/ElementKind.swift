// Kinds of elements that a block may stand in.

/// What an element is, as far as the model tells them apart.
enum ElementKind: UInt8, FeatureGroup {
    case article, main, section, aside, nav, header, footer, form, table, list, figure, blockquote
    case control, unseen, heading, code

    init?(_ tag: Tag) {
        switch tag {
        case .article: self = .article
        case .main: self = .main
        case .section: self = .section
        case .aside: self = .aside
        case .nav: self = .nav
        case .header: self = .header
        case .footer: self = .footer
        case .form: self = .form
        case .table: self = .table
        case .ul, .ol, .dl: self = .list
        case .figure, .figcaption: self = .figure
        case .blockquote: self = .blockquote
        case .select, .option, .button, .label, .dialog, .summary: self = .control
        case .noscript, .template: self = .unseen
        case .h1, .h2, .h3, .h4, .h5, .h6: self = .heading
        case .pre: self = .code
        default: return nil
        }
    }
}
