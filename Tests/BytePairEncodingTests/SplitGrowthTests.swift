// Cutting a text takes work that grows with its size, whatever the pattern and the text.
import BytePairEncoding
import TestSupport
import Testing

/// Patterns that fail late, look far ahead, or nest loops.
private let patterns = [
    #"\d+(?=\D)"#, #"\d+(?=\D)|."#, #"\d+(?!\d)x|\d"#, #"\d*?x|."#, #"\d+?x"#, #"\d++x|\d"#,
    #"(?:\d\d)+x|."#, #"(?:\d|\d\d)+x"#, #"(?:(?:\d)+)+x|."#, #"(?>\d+)x|."#, #"(?:\d*x)|."#,
    #"\s+(?!\S)|\s+"#, #"\s*[\r\n]+|\s+(?!\S)|\s"#, #"\p{L}+\p{N}|\p{L}"#, #"[^x]*x|."#,
    #"(?:\p{L}+'?)+x|."#, #"a*a*a*x|a"#, #"(?:a+|b)*x|."#, #"(?i:a+b)|."#, #"\w+\b(?<=\d)x|."#,
    #"(?:\s|\d)+(?:x|$)y|."#, #"\d{1,3}(?=(?:\d{3})+x)|\d"#,
]

private let pieces = ["1", "a", " ", "12 ", "ab1", " \n"]

@Suite(.timeLimit(.minutes(10))) struct SplitGrowthTests {
    @Test(arguments: patterns)
    func `pieces repeated are cut in their share of work`(pattern: String) throws {
        let regex = try SplitRegex(pattern, .tiktoken)
        for piece in pieces {
            let measured = growth(most: 30_000) { size in
                let count = max(1, size / piece.utf8.count)
                let text = Array(String(repeating: piece, count: count).utf8)
                _ = regex.matches(in: text.span)
            }
            #expect(measured < steepestGrowth, "\(pattern) on \(piece.debugDescription)")
        }
    }
}
