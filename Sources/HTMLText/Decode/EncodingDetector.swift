// Guesses the legacy encoding of a page that declares none.

/// A statistical guess among the common legacy encodings.
///
/// East Asian encodings are told by their structure and their most common characters; the others
/// by how well the bytes above 0x7F fit the profile of an encoding and a language. The language
/// that the page states counts as evidence; how rare an encoding is counts against it.
enum EncodingDetector {
    /// How many bytes above 0x7F are enough to decide.
    private static let sample = 20_000
    /// Costs are in quarters of a bit.
    private static let bit = 4
    /// What the stated language is worth, in bits.
    private static let statedLanguage = 12

    /// - Parameter language: the page's language as it states it, in lower case, or empty.
    static func guess(
        _ page: UnsafeBufferPointer<UInt8>, language: UnsafeBufferPointer<UInt8>
    ) -> CharacterEncoding {
        DoubleByteDetector.guess(page, language) ?? singleByte(page, language)
    }

    private static func singleByte(
        _ page: UnsafeBufferPointer<UInt8>, _ language: UnsafeBufferPointer<UInt8>
    ) -> CharacterEncoding {
        var costs = profiledEncodings.map { profiled in
            let isStated = isLanguage(language, profiled.language)
            return (profiled.rarity - (isStated ? statedLanguage : 0)) * bit
        }
        var seen = 0
        var at = skipASCII(page, from: 0)
        while at < page.count, seen < sample {
            let column = context(at > 0 ? page[at - 1] : 0x20) * 128 + Int(page[at] & 0x7F)
            for index in costs.indices {
                costs[index] += Int(profiles[column * costs.count + index])
            }
            seen += 1
            at = skipASCII(page, from: at + 1)
        }
        let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
        return profiledEncodings[best].encoding
    }

    /// Whether `stated` is `language` or a variety of it, as `pt-br` of `pt`.
    static func isLanguage(
        _ stated: UnsafeBufferPointer<UInt8>, _ language: StaticString
    ) -> Bool {
        guard stated.prefix(2).elementsEqual(language.bytes) else { return false }
        return stated.count == 2 || !isASCIILetter(stated[2])
    }

    private static func context(_ before: UInt8) -> Int {
        if before >= 0x80 { return before >= 0xC0 ? 3 : 2 }
        return isASCIILetter(before) ? 0 : 1
    }

    /// The costs of all profiles for one byte in one context stand side by side.
    private static let profiles: [UInt8] = {
        let costs = encodingProfiles.bytes.lazy.filter { $0 > 0x20 }.map { $0 - 0x30 }
        var table = [UInt8](repeating: 0, count: costs.count)
        let columns = costs.count / profiledEncodings.count
        for (index, cost) in costs.enumerated() {
            let (profile, column) = index.quotientAndRemainder(dividingBy: columns)
            table[column * profiledEncodings.count + profile] = cost
        }
        return table
    }()
}

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
