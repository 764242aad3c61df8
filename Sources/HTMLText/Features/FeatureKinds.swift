// How the model sees characters and tags: a few kinds, the more telling the higher.

extension FeatureWriter {
    /// What a text ends with: 5 for the end of a sentence.
    static func kind(ofLast scalar: UInt32) -> Int32 {
        switch scalar {
        case 0x2E, 0x21, 0x3F, 0x2026, 0x3002, 0xFF01, 0xFF1F: 5
        case 0x22, 0x27, 0x201D, 0x2019, 0xBB, 0x201C, 0x29, 0x300D: 4
        case 0x3A, 0xFF1A: 3
        case 0x2C, 0x3B: 2
        case 0x30...0x39: 1
        default: 0
        }
    }

    /// What a text begins with: 5 for an ASCII capital.
    static func kind(ofFirst scalar: UInt32) -> Int32 {
        switch scalar {
        case 0x41...0x5A: 5
        case 0x61...0x7A: 4
        case 0x30...0x39: 3
        case 0x22, 0x27, 0x201C, 0x2018, 0xAB, 0x201E, 0x300C: 2
        case 0..<0x80: 1
        default: 0
        }
    }
}

extension Tag {
    /// Tags in the order of how likely they hold prose.
    var proseRank: Int32 {
        switch self {
        case .p: 12
        case .blockquote: 11
        case .pre: 10
        case .dd: 9
        case .div, .section, .article, .main, .center: 8
        case .li: 7
        case .td: 6
        case .h1, .h2, .h3, .h4, .h5, .h6: 5
        case .dt: 4
        case .figcaption, .caption: 3
        case .th: 2
        case .header, .footer, .aside, .nav, .form, .address: 1
        default: 0
        }
    }
}
