// Which values say that there is no value.

/// What data sets write where they have nothing to say: the one list for all stages.
public enum MissingValue {
    /// In small letters; the empty word and white space stand for nothing too.
    public static let words = [
        "-", "--", "---", "?", "n/a", "#n/a", "n.a.", "<na>", "nan", "nil", "none", "null",
        "(null)", "<null>", "undefined", "unknown", "(unknown)", "<unknown>", "about:blank",
    ]
    private static let longest = 12
    private static let all = Set(words.map { Array($0.utf8) })

    /// Whether the words say that there is none. `NA` counts in capitals only: `na` is a language.
    public static func isMissing(_ bytes: [UInt8]) -> Bool {
        if bytes.count > longest, bytes[0] > 0x20 { return false }
        let text = trimmed(bytes)
        if text.isEmpty || text.elementsEqual([0x4E, 0x41]) { return true }
        return text.count <= longest
            && all.contains(text.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 })
    }

    private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var text = bytes[...]
        while let last = text.last, last <= 0x20 { text.removeLast() }
        return text.drop { $0 <= 0x20 }
    }
}
