// Texts that a stage must survive: empty, broken, huge and pathological.

/// A named text.
public struct HostileText: Sendable {
    public let name: String
    public let bytes: [UInt8]

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    init(_ name: String, _ text: String, times count: Int = 1) {
        self.init(name, Array(repeatElement(Array(text.utf8), count: count).joined()))
    }

    public var isUTF8: Bool { String(validating: bytes, as: UTF8.self) != nil }

    /// Every text that the checker runs, short ones first.
    public static let all = short + broken + deep + huge

    static let short = [
        HostileText("empty", []),
        HostileText("one byte", "a"),
        HostileText("a zero byte", [0]),
        HostileText("one newline", "\n"),
        HostileText("line ends of all kinds", "a\rb\r\nc\n\rd\u{2028}e\u{85}f\n\n\n"),
        HostileText("spaces only", " \t\u{A0}\u{3000}\u{200B}", times: 9),
        HostileText("a byte order mark", "\u{FEFF}text"),
        HostileText("joined emoji", "👩‍👩‍👧‍👦🇩🇪👍🏽", times: 20),
        HostileText("scripts", "Ελληνικά العربية עברית हिन्दी ไทย 日本語 한국어 Tiếng Việt. "),
        HostileText(
            "plain English",
            "The committee met on Monday and agreed that the new library should be open to all. "
                + "It will have books, records and a quiet room, with chairs for those who wait. ",
            times: 12),
    ]

    static let broken = [
        HostileText("no UTF-8 at all", [0xFF]),
        HostileText("a lone continuation", [0x61, 0x80, 0x62]),
        HostileText("a character cut short", [0x61, 0xE2, 0x82]),
        HostileText("a surrogate", [0xED, 0xA0, 0x80]),
        HostileText("an overlong zero", [0xC0, 0x80]),
        HostileText("above the last character", [0xF5, 0x80, 0x80, 0x80, 0xF4, 0x90, 0x80, 0x80]),
        HostileText("random bytes", randomBytes(1 << 17)),
    ]

    static let deep = [
        HostileText("nested elements", "<div>", times: 20_000),
        HostileText("open brackets", "[", times: 20_000),
        HostileText("braces and percents", "{{%", times: 20_000),
        HostileText("unclosed references", "&amp&#x", times: 20_000),
        HostileText("marks on one letter", "e" + String(repeating: "\u{301}", count: 50_000)),
        HostileText("very short lines", "a\n", times: 100_000),
    ]

    static let huge = [
        HostileText("one long word", [UInt8](repeating: 0x78, count: 3 << 20)),
        HostileText("newlines only", [UInt8](repeating: 0x0A, count: 3 << 20)),
        HostileText("many equal lines", "The same line, again and again.\n", times: 100_000),
        HostileText(
            "many numbers",
            (0..<400_000).map { "\($0 &* 2_654_435_761 % 99_991)" }
                .joined(separator: " ")),
    ]

    /// The same bytes on every run, by a linear congruential generator.
    private static func randomBytes(_ count: Int) -> [UInt8] {
        var state: UInt64 = 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }
}
