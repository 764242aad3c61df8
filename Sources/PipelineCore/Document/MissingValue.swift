// Which values say that there is no value.

/// What data sets write where they have nothing to say: the one list for all stages.
public enum MissingValue {
    /// In small letters; the empty word and white space stand for nothing too.
    public static let words = [
        "-", "--", "---", "?", "n/a", "#n/a", "n.a.", "<na>", "nan", "nil", "none", "null",
        "(null)", "<null>", "undefined", "unknown", "(unknown)", "<unknown>", "about:blank",
        "missing", "not available", "tbd", "–", "—", "http://", "https://", "http:", "https:",
    ]
    private static let longest = 16
    private static let all = Set(words.map { Array($0.utf8) })

    /// Whether the words say that there is none. `NA` counts in capitals only: `na` is a language.
    public static func isMissing(_ bytes: [UInt8]) -> Bool {
        // No word begins with a digit, as most ids do.
        if let first = bytes.first, first &- 0x30 < 10 { return false }
        if bytes.count > longest, bytes[0] > 0x20, bytes[0] < 0x80 { return false }
        let text = trimmed(bytes)
        if text.isEmpty || text.elementsEqual([0x4E, 0x41]) { return true }
        return text.count <= longest
            && all.contains(text.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 })
    }

    private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var text = bytes[...]
        while let width = (1...3).first(where: { isBlank(text.prefix($0), $0) }) {
            text.removeFirst(width)
        }
        while let width = (1...3).first(where: { isBlank(text.suffix($0), $0) }) {
            text.removeLast(width)
        }
        return text
    }

    /// Whether some bytes are one blank or control, a no-break or wide space, or a byte-order mark.
    private static func isBlank(_ bytes: ArraySlice<UInt8>, _ width: Int) -> Bool {
        guard bytes.count == width, let first = bytes.first else { return false }
        if width == 1 { return first <= 0x20 }
        return blanks.contains { bytes.elementsEqual($0) }
    }

    private static let blanks: [[UInt8]] = [
        [0xC2, 0xA0], [0xE3, 0x80, 0x80], [0xEF, 0xBB, 0xBF],
    ]
}
