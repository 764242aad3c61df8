// Decides what encoding a page is in, from what is said about it and from what its bytes show.

/// The encoding chosen for a page, and how much of it needs decoding.
struct EncodingDecision {
    var encoding: CharacterEncoding
    /// Bytes of a byte-order mark at the start.
    var markLength = 0
    /// Whether the bytes after the mark are UTF-8 as they stand.
    var isCleanUTF8 = false

    /// In order: byte-order mark; what the bytes prove (valid UTF-8 with non-ASCII characters is
    /// UTF-8 whatever is declared); the transport's charset; the page's own; a guess. Servers declare
    /// ISO 8859-1 by default: that yields to another charset that the page states.
    static func decide(
        _ page: UnsafeBufferPointer<UInt8>, declared: CharacterEncoding?
    ) -> EncodingDecision {
        if let (encoding, length) = EncodingDeclaration.mark(page) {
            let rest = UnsafeBufferPointer(rebasing: page[length...])
            let isClean = encoding == .utf8 && UTF8Survey(rest).errors == 0
            return EncodingDecision(encoding: encoding, markLength: length, isCleanUTF8: isClean)
        }
        if let wide = EncodingDeclaration.unmarkedUTF16(page) {
            return EncodingDecision(encoding: wide)
        }
        return unmarked(page, declared)
    }

    private static func unmarked(
        _ page: UnsafeBufferPointer<UInt8>, _ declared: CharacterEncoding?
    ) -> EncodingDecision {
        let survey = UTF8Survey(page)
        let stated = stated(page, declared)
        if isISO2022JP(page, survey, stated) { return EncodingDecision(encoding: .iso2022JP) }
        if survey.errors == 0 {
            return EncodingDecision(encoding: .utf8, isCleanUTF8: true)
        }
        if survey.sequences > survey.errors, stated == nil || stated == .utf8 {
            return EncodingDecision(encoding: .utf8)
        }
        if let stated, stated.isASCIICompatible, stated != .utf8 {
            return EncodingDecision(encoding: stated)
        }
        var language = EncodingDeclaration.language(page)
        let guess = language.withUnsafeMutableBufferPointer {
            EncodingDetector.guess(page, language: UnsafeBufferPointer($0))
        }
        return EncodingDecision(encoding: guess)
    }

    private static func stated(
        _ page: UnsafeBufferPointer<UInt8>, _ declared: CharacterEncoding?
    ) -> CharacterEncoding? {
        guard declared == nil || declared == .windows1252 else { return declared }
        guard let own = EncodingDeclaration.inMarkup(page), own.isASCIICompatible else {
            return declared
        }
        // A page that states UTF-8 and isn't was changed on its way, or is what the server says.
        return own == .utf8 ? declared ?? own : own
    }

    /// Whether a page is in the one seven-bit encoding: it shifts to Japanese with `ESC $`.
    private static func isISO2022JP(
        _ page: UnsafeBufferPointer<UInt8>, _ survey: UTF8Survey, _ stated: CharacterEncoding?
    ) -> Bool {
        let isSevenBit = survey.sequences + survey.errors == 0
        guard stated == .iso2022JP || stated == nil && isSevenBit else { return false }
        guard let escape = find(0x1B, in: page, from: 0), escape + 1 < page.count else {
            return false
        }
        return page[escape + 1] == UInt8(ascii: "$")
    }
}
