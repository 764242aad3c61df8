// The signs of emphasis and code in a block's text, before it is known where they can stand.

/// A sign that Markdown puts at both ends of some text. Until a block is whole each end is one byte
/// that UTF-8 doesn't have: where signs open and close depends on what comes behind them.
enum MarkdownMark: UInt8 {
    case strong, emphasis, code, strike

    private static let first: UInt8 = 0xF8

    var opening: UInt8 { Self.first + 2 * rawValue }
    var closing: UInt8 { opening + 1 }

    var sign: StaticString {
        switch self {
        case .strong: "**"
        case .emphasis: "*"
        case .code: "`"
        case .strike: "~~"
        }
    }

    @inline(__always)
    static func isMark(_ byte: UInt8) -> Bool { byte >= first }

    /// The mark of which a byte is one end.
    init(_ byte: UInt8) { self = Self(rawValue: (byte - Self.first) / 2) ?? .strong }

    static func opens(_ byte: UInt8) -> Bool { isMark(byte) && byte & 1 == 0 }
    static func closes(_ byte: UInt8) -> Bool { isMark(byte) && byte & 1 == 1 }
}
