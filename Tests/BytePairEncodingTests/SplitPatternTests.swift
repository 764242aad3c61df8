// The hand-written scanners against the regular expressions they stand for, on random text.
import BytePairEncoding
import Testing

/// Short texts of characters that the patterns tell apart, from every class and width.
func patternText(_ random: inout Random, pieces count: Int) -> [UInt8] {
    let pieces = [
        "a", "e", "l", "r", "s", "t", "v", "m", "d", "E", "L", "S", "T", "'", "'", "'s", "'S",
        "'ll",
        "'RE", "'\u{17F}", "'ve", " ", " ", "  ", "\t", "\n", "\r", "\r\n", "\u{85}", "\u{A0}",
        "\u{2028}", "\u{3000}", "\u{B}", "1", "23", "4567", "²", "٣", "Ⅷ", ".", ",", "!?", "/",
        "//",
        "-", "$", "+", "€", "_", "é", "ß", "Σ", "ς", "ǅ", "ʰ", "中", "文", "の", "カ", "・", "゛", "한",
        "ا", "ب", "\u{301}", "\u{93E}", "\u{20DD}", "🙂", "\u{200D}", "\u{FE0F}", "\0", "\u{7F}",
        "\u{378}", "\u{E000}", "\u{10FFFF}", "▁", "“", "”", "…", "x\u{303}y",
    ]
    var text: [UInt8] = []
    for _ in 0..<Int.random(in: 1...count, using: &random) {
        switch Int.random(in: 0..<30, using: &random) {
        case 0: text.append(UInt8.random(in: 0x80...0xFF, using: &random))
        case 1:
            let value = UInt32.random(in: 0...0x10FFFF, using: &random)
            text += Array(String(Unicode.Scalar(value) ?? "x").utf8)
        default: text += Array(pieces.randomElement(using: &random)!.utf8)
        }
    }
    return text
}

/// The pieces by regular expressions alone, one after the other.
func slowEnds(_ regexes: [SplitRegex], _ text: [UInt8]) -> [Int] {
    var borders: Set<Int> = [text.count]
    var pieces = [0..<text.count]
    for regex in regexes {
        var next: [Range<Int>] = []
        for piece in pieces {
            var at = piece.lowerBound
            for match in regex.matches(in: text.span.extracting(piece)) {
                let start = piece.lowerBound + match.lowerBound
                if start > at { next.append(at..<start) }
                at = piece.lowerBound + match.upperBound
                next.append(start..<at)
            }
            if at < piece.upperBound { next.append(at..<piece.upperBound) }
        }
        pieces = next
    }
    borders.formUnion(pieces.map(\.upperBound))
    return borders.sorted()
}

@Test(arguments: SplitPattern.allCases)
func `a scanner cuts as its regular expressions do`(pattern: SplitPattern) throws {
    let spellings =
        pattern == .deepseek
        ? [try SplitPattern.deepseekRegexes.map { try SplitRegex($0) }]
        : try pattern.regexes.map { [try SplitRegex($0, .tiktoken)] }
    var random = Random(state: 7)
    for round in 0..<6_000 {
        // Every third text is long enough for whole windows of the scanner.
        let text = patternText(&random, pieces: round % 3 == 0 ? 120 : 12)
        let ends = pattern.ends(in: text.span)
        for regexes in spellings {
            let expected = slowEnds(regexes, text)
            if ends != expected {
                Issue.record("\(text) \(String(decoding: text, as: UTF8.self).debugDescription)")
                #expect(ends == expected)
                return
            }
        }
    }
}

@Test(arguments: [
    ("a+?b", "aab", [0..<3]), ("(?:ab|a)(?:c|bcd)", "abcd", [0..<3]),
    ("[^a-c]", "abd", [2..<3]), (#"\d{2,3}"#, "12345", [0..<3, 3..<5]),
    ("(?i:ß|straSSE)", "STRASSE", [0..<7]), (#"[\w&&[^\d_]]+"#, "ab1c_", [0..<2, 3..<4]),
    (#"\p{Han}+"#, "a中文b", [1..<7]), ("(?<!a)b", "abbb", [2..<3, 3..<4]),
    ("(?>a*)a", "aaa", []), ("(?:a*)*b", "aab", [0..<3]), (#"\x{41}\u0042"#, "AB", [0..<2]),
    ("a(?=b)", "aab", [1..<2]), (#"\bfoo\b"#, "foo food", [0..<3]), ("[]a]+", "a]b", [0..<2]),
    ("(?:(?:a|aa)+)+c", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", []),
])
func `regular expressions match as they should`(
    pattern: String, text: String, expected: [Range<Int>]
) throws {
    let bytes = Array(text.utf8)
    #expect(try SplitRegex(pattern, .tiktoken).matches(in: bytes.span) == expected)
}

@Test(arguments: [
    "(", ")", "[", "a{3,2}", "*", "\\", "\\q", #"\p{Nope}"#, "(?<name>a)", "(?=", "[b-a]",
    "a{9999}",
    "[[:alpha:]]", #"(a)\1"#, String(repeating: "(", count: 500),
])
func `syntax that is not known is refused`(pattern: String) {
    #expect(throws: TokenizerError.self) { try SplitRegex(pattern) }
}

@Test(arguments: SplitPattern.allCases)
func `a written pattern means the same to Oniguruma`(pattern: SplitPattern) {
    // There, `{1,3}+` is no possessive quantifier but repeats.
    #expect(pattern.regexes.first?.contains("{1,3}+") != true)
}

@Test func `tiktoken's pattern in a tokenizer.json is read as Hugging Face reads it`() throws {
    var file = String(decoding: try trained(.cl100k, size: 300).huggingFaceJSON(), as: UTF8.self)
    #expect(try pieces("a 12345", file) == ["a", " ", "123", "45"])
    file = file.replacing(#"\\p{N}{1,3}|"#, with: #"\\p{N}{1,3}+|"#)
    #expect(try pieces("a 12345", file) == ["a", " ", "12345"])
}

private func pieces(_ text: String, _ file: String) throws -> [String] {
    let tokenizer = try Tokenizer(huggingFace: Array(file.utf8))
    let bytes = Array(text.utf8)
    return tokenizer.parts.preTokenizer.pieces(in: bytes.span).map {
        String(decoding: bytes[$0], as: UTF8.self)
    }
}
