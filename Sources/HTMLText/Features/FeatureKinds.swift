// How the model sees characters and tags: a few kinds, the more telling the higher.

extension FeatureWriter {
    /// What a text ends with: 5 for the end of a sentence.
    static func kind(ofLast scalar: UInt32) -> Int32 {
        switch scalar {
        case 0x2E, 0x21, 0x3F: 5
        case _ where endsSentence(scalar): 5
        case 0x22, 0x27, 0x201D, 0x2019, 0xBB, 0x201C, 0x29, 0x300D: 4
        case 0x3A, 0xFF1A: 3
        case 0x2C, 0x3B: 2
        case 0x30...0x39: 1
        default: 0
        }
    }

    /// What a text begins with: 5 for a capital, or a letter of a script that has none.
    static func kind(ofFirst scalar: UInt32) -> Int32 {
        switch scalar {
        case 0x41...0x5A: 5
        case 0x61...0x7A: 4
        case 0x30...0x39: 3
        case 0x22, 0x27, 0x201C, 0x2018, 0xAB, 0x201E, 0x300C: 2
        case 0..<0x80: 1
        // Small letters of Latin, Greek and Cyrillic; the letters of scripts without capitals.
        case 0xDF...0xFF, 0x3AC...0x3CE, 0x430...0x45F: 4
        case 0xC0...0xDE, 0x370...0x1FFF, 0x3040...0xD7AF, 0x20000...0x3FFFF: 5
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
