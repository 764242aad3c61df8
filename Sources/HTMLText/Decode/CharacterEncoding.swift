// The character encodings of the web, by the labels that the WHATWG Encoding Standard gives them.

/// An encoding that a page may be written in.
///
/// A label means what browsers take it for, not what it says: `latin1` is windows-1252, `gb2312`
/// is gb18030, `shift_jis` is cp932, `euc-kr` is cp949.
public enum CharacterEncoding: UInt8, Sendable, CaseIterable {
    case utf8, utf16le, utf16be
    case windows1252, windows1250, windows1251, windows1253, windows1254, windows1255
    case windows1256, windows1257, windows1258, windows874
    case isoPart2, isoPart3, isoPart4, isoPart5, isoPart6, isoPart7, isoPart8
    case isoPart10, isoPart13, isoPart14, isoPart15, isoPart16
    case koi8r, koi8u, ibm866, macintosh, xMacCyrillic
    case gb18030, big5, eucJP, iso2022JP, shiftJIS, eucKR

    /// The standard's name for the encoding, in lower case.
    public var name: StaticString { Self.names[Int(rawValue)] }

    private static let names: [StaticString] = [
        "utf-8", "utf-16le", "utf-16be",
        "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254",
        "windows-1255", "windows-1256", "windows-1257", "windows-1258", "windows-874",
        "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7",
        "iso-8859-8", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16",
        "koi8-r", "koi8-u", "ibm866", "macintosh", "x-mac-cyrillic",
        "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr",
    ]

    /// The name under which glibc's iconv knows the encoding's web meaning.
    var iconvName: String { Self.iconvNames[Int(rawValue)] }

    private static let iconvNames: [String] = [
        "UTF-8", "UTF-16LE", "UTF-16BE",
        "CP1252", "CP1250", "CP1251", "CP1253", "CP1254", "CP1255",
        "CP1256", "CP1257", "CP1258", "CP874",
        "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7",
        "ISO-8859-8", "ISO-8859-10", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16",
        "KOI8-R", "KOI8-U", "IBM866", "MACINTOSH", "MAC-CYRILLIC",
        "GB18030", "BIG5-HKSCS", "EUC-JP-MS", "ISO-2022-JP", "CP932", "CP949",
    ]

    /// Whether ASCII bytes mean ASCII characters wherever they stand; only then can a page's
    /// declaration be read, and its bytes checked as UTF-8, before it is decoded.
    var isASCIICompatible: Bool {
        self != .utf16le && self != .utf16be && self != .iso2022JP
    }
}

extension CharacterEncoding {
    /// The encoding that a label means, or nil for a label that no browser knows.
    /// Case and surrounding white space don't matter.
    public init?(label: Span<UInt8>) {
        var start = 0
        var end = label.count
        while start < end, label[start] <= 0x20 { start += 1 }
        while end > start, label[end - 1] <= 0x20 { end -= 1 }
        guard let found = Self.search(label, start, end) else { return nil }
        self = found
    }

    private static func search(_ label: Span<UInt8>, _ start: Int, _ end: Int) -> Self? {
        let table = EncodingLabels.sorted
        var low = 0
        var high = table.count
        while low < high {
            let middle = (low + high) / 2
            switch compare(table[middle].label, label, start, end) {
            case 0: return table[middle].encoding
            case ..<0: low = middle + 1
            default: high = middle
            }
        }
        return nil
    }

    /// Below, equal to or above 0 as the table's label sorts before, with or after the page's.
    private static func compare(
        _ known: [UInt8], _ label: Span<UInt8>, _ start: Int, _ end: Int
    ) -> Int {
        for i in 0..<min(known.count, end - start) {
            let difference = Int(known[i]) - Int(lowercased(label[start + i]))
            if difference != 0 { return difference }
        }
        return known.count - (end - start)
    }
}
