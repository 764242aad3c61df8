// `refinedweb_lines` from YAML: each correction at its edge, their order, and the document's rule.
import PipelineCore
import TestSupport
import Testing
import TextRules

/// What is left of lines around which enough text stands.
private func left(_ lines: String, _ options: String = "max_removed_words: 1") throws -> String {
    let result = try StageProbe("refinedweb_lines: { \(options) }").run("a b\n\(lines)\nc d")
    return String(result.text.dropFirst(4).dropLast(4))
}

@Test(arguments: [
    ("AB c", "AB c"), ("ABC d", ""), ("ÀÉC d", ""), ("ⅣⅤ a", "ⅣⅤ a"), ("ⅣⅤⅥ a", ""),
    ("x AB", "x AB"), ("1234", ""), ("12 34", "12 34"), ("①②", ""), ("١٢٣", ""),
    ("one", ""), ("one two", "one two"), ("  \t", ""), ("12\u{A0}34", "12\u{A0}34"),
])
func `lines go by upper case, digits and words`(line: String, expected: String) throws {
    #expect(try left(line) == expected)
}

@Test(arguments: [
    "3 likes", "1,204 Comments", "1.2K followers", "*12m views!*", "(7 downloads)", "٣ shares",
    "5\u{A0}upvotes", "3b reposts …",
])
func `counters go`(line: String) throws {
    #expect(try left(line) == "")
    #expect(try left(line, "max_removed_words: 1, drop_counters: false") == line)
}

@Test(arguments: [
    "3 likes a", "a 3 likes", "3likes are", "1.2 K followers", "3 kk likes", "K likes",
    "3 liked it",
    "3 likes_ x", ", likes it",
])
func `lines that only resemble counters stay`(line: String) throws {
    #expect(try left(line) == line)
}

@Test(arguments: [
    ("3 items in cart now", "3 now"), ("Items In Cart", ""),
    ("see items in cartitems in cart", "see"),
    ("a  items in cart", "a "), ("text goes on Read more...", "text goes on"),
    ("text Read more>>", "text Read more>>"), ("text Read more>> ", "text"),
    ("text Read more >>", "text"),
    ("text read moreééé", "text"), ("Read more... of text", "Read more... of text"),
    ("Sign-in or register", "or register"), ("please Sign-in", "please Sign-in"),
    ("1 2 3 4 5 6 7 items in cart", "1 2 3 4 5 6 7"),
    ("1 2 3 4 5 6 7 8 items in cart", "1 2 3 4 5 6 7 8 items in cart"),
])
func `phrases are cut out of short lines`(line: String, expected: String) throws {
    #expect(try left(line) == expected)
}

@Test func `the paper's preset takes phrases as they are`() throws {
    let options = "preset: refinedweb, max_removed_words: 1"
    #expect(try left("text Read more >>", options) == "text Read more >>")
    #expect(try left("text Read more...", options) == "text")
}

@Test func `empty lines stay inside the text and go at its ends`() throws {
    let result = try StageProbe("refinedweb_lines: { max_removed_words: 1 }")
        .run("\n\nWELCOME\n\na b\n\n\nc d\n\nMENU\n")
    #expect(result.text == "a b\n\n\nc d")
    #expect(result["uppercase_lines"] == 2)
    #expect(result["kept_lines"] == 4)
}

@Test func `a line at the edge is judged without its white space from the second rule on`() throws {
    let probe = try StageProbe("refinedweb_lines: { max_removed_words: 1, min_words: 0 }")
    #expect(try probe.run("  12\na b").text == "a b")
    #expect(try probe.run("a b\n12  ").text == "a b")
    #expect(try probe.run("a b\n  12\na b").text == "a b\n  12\na b")
}

private let words = (0..<95).map { "w\($0)" }.joined(separator: " ")

@Test func `five in a hundred words may go, and no more`() throws {
    let probe = try StageProbe("refinedweb_lines")
    let kept = try probe.run(words + "\nA B C D E")
    #expect(kept.drop == nil)
    #expect(kept["removed_words"] == 0.05)
    #expect(kept.text == words)
    let dropped = try probe.run(words + "\nA B C D E F")
    #expect(dropped.drop?.rule == "too_many_words_removed")
    #expect(dropped.drop?.value == .number(6.0 / 101.0))
    #expect(dropped.text == words + "\nA B C D E F")
}

@Test(arguments: [("", "no_words"), ("... !!", "no_words"), ("A", "too_many_words_removed")])
func `nothing to judge and nothing left are named`(text: String, reason: String) throws {
    #expect(try StageProbe("refinedweb_lines").run(text).drop?.rule == reason)
}

@Test func `a document whose every line went is dropped whatever the share`() throws {
    let probe = try StageProbe("refinedweb_lines: { max_removed_words: 1 }")
    #expect(try probe.run("A B C").drop?.rule == "no_lines_left")
}

/// The tricky cases of DCLM's own test of its word counter.
@Test func `words are counted as DCLM counts them`() {
    let text = Array(
        ("CameCaseWord Line 1\nLine 2!!! e.g.\t  U.S.A.  \n\n\nLine  ????    3\t"
            + String(repeating: "\0", count: 64)).utf8)
    let count = text.withUnsafeBufferPointer {
        fastTextWordCount(UnsafeBufferPointer(rebasing: $0.dropLast(64)))
    }
    #expect(count == 9)
}
