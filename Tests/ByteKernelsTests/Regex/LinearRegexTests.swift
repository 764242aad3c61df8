// The linear search against hand-counted matches, the backtracking engine's cases, and time.
import ByteKernels
import Testing

private func count(_ pattern: String, _ text: String, limit: Int = .max) throws -> Int {
    let regex = try LinearRegex(pattern)
    let bytes = Array(text.utf8)
    return regex.count(in: bytes.span, limit: limit, using: regex.makeCache())
}

@Test(arguments: [
    ("a", "banana", 3), ("an", "banana", 2), ("ana", "banana", 1), ("a+", "aaa", 3),
    ("a{2}", "aaaaa", 2), ("a{2,3}b", "aab aaaab ab", 2), ("(ab|cd)+e", "ababe cde ae", 2),
    ("x?y", "xy y xxy", 3), ("[^a-z]", "a1b2", 2), (#"\d{3}-\d{4}"#, "555-1234, 55-1234", 1),
    ("(?i)LOREM", "lorem Lorem loREM", 3), ("é", "été", 2), (#"\p{Lu}"#, "AÉiЖ", 3),
    (#"\p{Han}+x"#, "漢字x", 1), (".", "a\nb", 2), ("😀", "a😀b😀", 2),
])
func `matches are counted from left to right`(pattern: String, text: String, n: Int) throws {
    #expect(try count(pattern, text) == n)
}

@Test(arguments: [
    ("^a", "a\na\nba", 2), ("a$", "a\nab\na", 2), (#"\Aa"#, "a\na", 1), (#"a\z"#, "a\na", 1),
    (#"\bcat\b"#, "cat concat cat's catalog", 2), (#"\Bat\b"#, "cat at bat", 2),
    (#"\bété\b"#, "été étés d'été", 2), (#"^\s*$\n"#, "a\n\n  \nb", 2),
    (#"\b\d+$"#, "1\n22\n3a", 2),
])
func `anchors look at lines and at words`(pattern: String, text: String, n: Int) throws {
    #expect(try count(pattern, text) == n)
}

@Test func `counting stops at the limit`() throws {
    #expect(try count("a", String(repeating: "a", count: 100), limit: 7) == 7)
}

@Test(arguments: [
    ("a*", "the empty text"), ("^", "the empty text"), ("(?=a)b", "look-ahead"),
    ("(?<=a)b", "look-behind"), ("(?>a+)b", "atomic"), ("a++b", "possessive"), ("(a", "unclosed"),
    ("[z-a]", "wrong order"), ("(a{1000}){1000}", "too large"), (#"(a)\1"#, "escape"),
])
func `what can't be searched for in linear time is refused`(pattern: String, part: String) throws {
    let error = #expect(throws: RegexError.self) { try LinearRegex(pattern) }
    #expect(error?.reason.contains(part) == true)
}

@Test func `bytes that are no characters count as one replacement character each`() throws {
    let regex = try LinearRegex("\u{FFFD}")
    let bytes: [UInt8] = [0x61, 0xFF, 0xE2, 0x82, 0x62]
    #expect(regex.count(in: bytes.span, using: regex.makeCache()) == 3)
}

/// Patterns that take backtracking engines exponential or cubic time.
@Test(arguments: ["(a+)+$", "(a|aa)+c", "(a*)*b", "a.*a.*a.*b", "(.*)(.*)(.*)x", "(x+x+)+y"])
func `patterns that trap others take linear time`(pattern: String) throws {
    let regex = try LinearRegex("(?:\(pattern))!")
    let cache = regex.makeCache()
    func seconds(_ length: Int) -> Double {
        let text = [UInt8](repeating: 0x61, count: length)
        let clock = ContinuousClock()
        let time = clock.measure { #expect(regex.count(in: text.span, using: cache) == 0) }
        return Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds)
    }
    _ = seconds(1 << 16)
    #expect(seconds(1 << 22) < 10)
}

@Test func `an automaton with too many states is forgotten and goes on`() throws {
    let regex = try LinearRegex("(a|b)*a(a|b){18}c")
    var state: UInt64 = 1
    let text = (0..<200_000).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 63 == 0 ? 0x61 : 0x62
    }
    let ended = text + [0x61] + [UInt8](repeating: 0x62, count: 18) + [0x63]
    #expect(regex.count(in: ended.span, using: regex.makeCache()) == 1)
}
