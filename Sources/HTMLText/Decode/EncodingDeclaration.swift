// What a page says about its own encoding: byte-order mark, XML declaration, meta elements.

/// Readers for the declarations inside a page.
enum EncodingDeclaration {
    /// How many bytes from the start are searched for a declaration. Browsers promise 1,024, but
    /// also obey a later one when they meet it.
    static let searchedBytes = 16_384

    /// The encoding that a byte-order mark states, and the mark's length.
    static func mark(_ page: UnsafeBufferPointer<UInt8>) -> (CharacterEncoding, length: Int)? {
        if page.count >= 3, page[0] == 0xEF, page[1] == 0xBB, page[2] == 0xBF { return (.utf8, 3) }
        guard page.count >= 2 else { return nil }
        if page[0] == 0xFF, page[1] == 0xFE { return (.utf16le, 2) }
        if page[0] == 0xFE, page[1] == 0xFF { return (.utf16be, 2) }
        return nil
    }

    /// UTF-16 without a mark, seen from the zero bytes of `<`, `!`, `h`, … at the start.
    static func unmarkedUTF16(_ page: UnsafeBufferPointer<UInt8>) -> CharacterEncoding? {
        let pairs = min(page.count / 2, 64)
        guard pairs >= 4 else { return nil }
        var even = 0
        var odd = 0
        for i in 0..<pairs {
            if page[2 * i] == 0 { even += 1 }
            if page[2 * i + 1] == 0 { odd += 1 }
        }
        if odd * 4 >= pairs * 3, even * 8 <= odd { return .utf16le }
        if even * 4 >= pairs * 3, odd * 8 <= even { return .utf16be }
        return nil
    }

    /// The first known label in an XML declaration or a meta element. A page whose ASCII bytes
    /// can be read isn't in UTF-16, whatever it says: that label means UTF-8 (as in browsers).
    static func inMarkup(_ page: UnsafeBufferPointer<UInt8>) -> CharacterEncoding? {
        let head = UnsafeBufferPointer(rebasing: page.prefix(searchedBytes))
        var at = 0
        while let tag = find(UInt8(ascii: "<"), in: head, from: at) {
            if starts(head, tag, "<!--") {
                at = endOfComment(head, tag)
            } else if starts(head, tag, "<meta") || starts(head, tag, "<?xml") {
                let end = find(UInt8(ascii: ">"), in: head, from: tag) ?? head.count
                let key: StaticString = head[tag + 1] == UInt8(ascii: "?") ? "encoding" : "charset"
                if let found = value(of: key, in: head, tag..<end) {
                    return found == .utf16le || found == .utf16be ? .utf8 : found
                }
                at = end
            } else {
                at = tag + 1
            }
        }
        return nil
    }

    /// The language that the page's first element states, in lower case; empty where it states
    /// none.
    static func language(_ page: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let head = UnsafeBufferPointer(rebasing: page.prefix(searchedBytes))
        var at = 0
        while let tag = find(UInt8(ascii: "<"), in: head, from: at) {
            if starts(head, tag, "<html") {
                let end = find(UInt8(ascii: ">"), in: head, from: tag) ?? head.count
                return text(of: "lang", in: head, tag..<end).map { head[$0].map(lowercased) } ?? []
            }
            at = starts(head, tag, "<!--") ? endOfComment(head, tag) : tag + 1
        }
        return []
    }

    private static func endOfComment(_ head: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var at = start + 4
        while let end = find(UInt8(ascii: ">"), in: head, from: at) {
            if end >= start + 6, head[end - 1] == 0x2D, head[end - 2] == 0x2D { return end }
            at = end + 1
        }
        return head.count
    }

    /// The first known label after `key =` inside one tag.
    private static func value(
        of key: StaticString, in head: UnsafeBufferPointer<UInt8>, _ tag: Range<Int>
    ) -> CharacterEncoding? {
        var rest = tag
        while let found = text(of: key, in: head, rest) {
            let label = UnsafeBufferPointer(rebasing: head[found])
            if let encoding = CharacterEncoding(label: label.span) { return encoding }
            rest = found.upperBound..<tag.upperBound
        }
        return nil
    }

    /// Where the first text after `key =` stands inside one tag, quoted or bare.
    private static func text(
        of key: StaticString, in head: UnsafeBufferPointer<UInt8>, _ tag: Range<Int>
    ) -> Range<Int>? {
        for at in tag where starts(head, at, key) {
            var start = at + key.utf8CodeUnitCount
            while start < tag.upperBound, head[start] <= 0x20 { start += 1 }
            guard start < tag.upperBound, head[start] == UInt8(ascii: "=") else { continue }
            start += 1
            while start < tag.upperBound, isQuoteOrSpace(head[start]) { start += 1 }
            var end = start
            while end < tag.upperBound, isLabel(head[end]) { end += 1 }
            return start..<end
        }
        return nil
    }

    private static func isQuoteOrSpace(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x22 || byte == 0x27
    }

    private static func isLabel(_ byte: UInt8) -> Bool {
        !isQuoteOrSpace(byte) && byte != 0x3B && byte != 0x3E && byte != 0x2F
    }
}
