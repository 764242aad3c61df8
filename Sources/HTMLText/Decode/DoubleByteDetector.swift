// Guesses among the East Asian encodings, which write a character as two bytes.

/// Tells the encodings that write a character as two bytes.
enum DoubleByteDetector {
    /// What the bytes of a page look like in one encoding.
    private struct Evidence {
        var pairs = 0
        var errors = 0
        /// Pairs that are among the commonest of the encoding's language.
        var common = 0

        var fits: Bool { pairs > 0 && errors * 50 <= pairs }

        /// The share of common characters, in thousandths.
        var score: Int { common * 1000 / pairs }
    }

    /// A tenth of the characters of running text are among the thirty commonest of its language;
    /// of manuals, fewer. Where the page states the language, the structure alone is enough.
    private static let least = 60
    private static let fewestPairs = 4

    static func guess(
        _ page: UnsafeBufferPointer<UInt8>, _ language: UnsafeBufferPointer<UInt8>
    ) -> CharacterEncoding? {
        var best: CharacterEncoding?
        var top = 0
        for (encoding, spoken) in encodings {
            let found = evidence(page, encoding)
            guard found.fits else { continue }
            let isStated = EncodingDetector.isLanguage(language, spoken)
            guard isStated || found.pairs >= fewestPairs && found.score > least else { continue }
            let worth = isStated ? 1 + found.score * 4 : found.score
            if worth > top {
                top = worth
                best = encoding
            }
        }
        return best
    }

    private static let encodings: [(CharacterEncoding, StaticString)] = [
        (.shiftJIS, "ja"), (.eucJP, "ja"), (.gb18030, "zh"), (.big5, "zh"), (.eucKR, "ko"),
    ]

    private static func evidence(
        _ page: UnsafeBufferPointer<UInt8>, _ encoding: CharacterEncoding
    ) -> Evidence {
        var evidence = Evidence()
        var at = skipASCII(page, from: 0)
        while at < page.count, evidence.pairs < 20_000 {
            at += step(page, at, encoding, &evidence)
            at = skipASCII(page, from: at)
        }
        return evidence
    }

    /// Judges the character at `at`; returns its length.
    private static func step(
        _ page: UnsafeBufferPointer<UInt8>, _ at: Int, _ encoding: CharacterEncoding,
        _ evidence: inout Evidence
    ) -> Int {
        let lead = page[at]
        // Half-width katakana are single bytes in Shift_JIS.
        if encoding == .shiftJIS, lead >= 0xA1, lead <= 0xDF {
            evidence.pairs += 1
            return 1
        }
        let trail = at + 1 < page.count ? page[at + 1] : 0
        if encoding == .gb18030, isQuad(page, at) {
            evidence.pairs += 1
            return 4
        }
        guard isPair(lead, trail, encoding) else {
            evidence.errors += 1
            return 1
        }
        evidence.pairs += 1
        if isCommon(UInt16(lead) << 8 | UInt16(trail), encoding) { evidence.common += 1 }
        return 2
    }

    /// Whether a character of four bytes stands at `at`, as only gb18030 has them.
    private static func isQuad(_ page: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
        at + 3 < page.count && page[at + 1] &- 0x30 < 10 && page[at + 2] >= 0x81
            && page[at + 2] != 0xFF && page[at + 3] &- 0x30 < 10
    }

    private static func isPair(_ lead: UInt8, _ trail: UInt8, _ encoding: CharacterEncoding) -> Bool
    {
        switch encoding {
        case .shiftJIS:
            (lead >= 0x81 && lead <= 0x9F || lead >= 0xE0 && lead <= 0xFC)
                && trail >= 0x40 && trail != 0x7F && trail <= 0xFC
        case .eucJP: lead == 0x8E || lead >= 0xA1 && lead <= 0xFE && trail >= 0xA1 && trail <= 0xFE
        case .big5:
            lead >= 0xA1 && lead <= 0xF9 && (trail >= 0x40 && trail <= 0x7E || trail >= 0xA1)
        case .gb18030:
            lead >= 0x81 && lead <= 0xFE && trail >= 0x40 && trail != 0x7F && trail <= 0xFE
        default: lead >= 0xA1 && lead <= 0xFD && trail >= 0xA1 && trail <= 0xFE
        }
    }

    /// Japanese kana; the commonest characters of Chinese and syllables of Korean.
    private static func isCommon(_ pair: UInt16, _ encoding: CharacterEncoding) -> Bool {
        switch encoding {
        case .shiftJIS:
            pair >> 8 == 0x82 && pair & 0xFF >= 0x9F || pair >> 8 == 0x83 && pair & 0xFF <= 0x96
        case .eucJP: pair >> 8 == 0xA4 || pair >> 8 == 0xA5
        case .big5: big5Common.contains(pair)
        case .gb18030: gbCommon.contains(pair)
        default: koreanCommon.contains(pair)
        }
    }

    /// 的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年
    private static let big5Common: Set<UInt16> = [
        0xAABA, 0xA440, 0xAC4F, 0xA4A3, 0xA446, 0xA662, 0xA448, 0xA6B3, 0xA7DA, 0xA54C,
        0xB36F, 0xA4A4, 0xA46A, 0xA8D3, 0xA457, 0xB0EA, 0xADD3, 0xA8EC, 0xBBA1, 0xADCC,
        0xACB0, 0xA46C, 0xA94D, 0xA741, 0xA661, 0xA558, 0xB944, 0xA45D, 0xAEC9, 0xA67E,
    ]
    /// 的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年
    private static let gbCommon: Set<UInt16> = [
        0xB5C4, 0xD2BB, 0xCAC7, 0xB2BB, 0xC1CB, 0xD4DA, 0xC8CB, 0xD3D0, 0xCED2, 0xCBFB,
        0xD5E2, 0xD6D0, 0xB4F3, 0xC0B4, 0xC9CF, 0xB9FA, 0xB8F6, 0xB5BD, 0xCBB5, 0xC3C7,
        0xCEAA, 0xD7D3, 0xBACD, 0xC4E3, 0xB5D8, 0xB3F6, 0xB5C0, 0xD2B2, 0xCAB1, 0xC4EA,
    ]
    /// 이다는의에을가고하한지로은사도를서기어대나리자인해
    private static let koreanCommon: Set<UInt16> = [
        0xC0CC, 0xB4D9, 0xB4C2, 0xC0C7, 0xBFA1, 0xC0BB, 0xB0A1, 0xB0ED, 0xC7CF, 0xC7D1,
        0xC1F6, 0xB7CE, 0xC0BA, 0xBBE7, 0xB5B5, 0xB8A6, 0xBCAD, 0xB1E2, 0xBEEE, 0xB4EB,
        0xB3AA, 0xB8AE, 0xC0DA, 0xC0CE, 0xC7D8,
    ]
}
