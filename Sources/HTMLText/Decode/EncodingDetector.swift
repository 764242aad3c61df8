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
