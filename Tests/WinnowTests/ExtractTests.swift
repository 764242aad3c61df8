// `winnow extract` from the outside.
import Foundation
import TestSupport
import Testing

private let sentence = """
    This is a sentence that is long enough to be taken for a part of an article, with a comma, \
    and it goes on for a while so that nobody mistakes it for a caption or a menu.
    """

private let page = """
    <html lang="en"><head><title>A title</title><meta name="author" content="A. Writer"></head>
    <body><nav><a href="/">Home</a></nav><article><h1>A title</h1><p>\(sentence)</p>
    <p>It is <b>bold</b>. \(sentence)</p></article></body></html>
    """

/// What a line says of a page's kind.
nonisolated(unsafe) private let kind =
    /"page_kind":"[a-z]+","page_kind_probability":0\.\d+,/

@Test func `extract prints the main text of standard input`() throws {
    let outcome = try WinnowProcess.run(["extract"], input: Array(page.utf8))
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.text == "A title\n\n\(sentence)\n\nIt is bold. \(sentence)\n")
}

@Test func `extract writes markdown`() throws {
    let outcome = try WinnowProcess.run(
        ["extract", "-", "--format", "markdown"], input: Array(page.utf8))
    #expect(outcome.text == "# A title\n\n\(sentence)\n\nIt is **bold**. \(sentence)\n")
}

@Test func `extract writes a JSON line per page with what the page states`() throws {
    let scratch = try ScratchDirectory()
    try scratch.write(page, to: "in/b.html")
    try scratch.write("<p>\(sentence)</p>", to: "in/a.html")
    let outcome = try WinnowProcess.run(["extract", "--jsonl", "in"], in: scratch.path)
    #expect(outcome.text.matches(of: kind).count == 2, "\(outcome.text)")
    #expect(
        outcome.text.replacing(kind, with: "") == """
            {"path":"in/a.html","text":"\(sentence)"}
            {"path":"in/b.html","title":"A title","language":"en","author":"A. Writer",\
            "text":"A title\\n\\n\(sentence)\\n\\nIt is bold. \(sentence)"}

            """)
}

@Test func `extract refuses what it does not know`() throws {
    let charset = try WinnowProcess.run(["extract", "--charset", "utf-9"], input: [])
    #expect(charset.status == 64)
    #expect(charset.error.contains("no browser knows 'utf-9'"))
    let missing = try WinnowProcess.run(["extract", "nowhere.html"])
    #expect(missing.status == 66)
}

@Test func `extract names what is no page, and goes on`() throws {
    let scratch = try ScratchDirectory()
    try scratch.write("<p>\(sentence)</p>", to: "in/b.html")
    try scratch.write("%PDF-1.7 and so on", to: "in/a.html")
    try scratch.write("PNG", to: "in/c.png")
    let outcome = try WinnowProcess.run(["extract", "--jsonl", "in"], in: scratch.path)
    #expect(
        outcome.text.replacing(kind, with: "")
            == "{\"path\":\"in/b.html\",\"text\":\"\(sentence)\"}\n")
    #expect(outcome.status == 65)
    #expect(outcome.error.contains("in/a.html: no page"))
    #expect(outcome.error.contains("passed over in folders: 1 .png"))
}

@Test func `extract puts the title first, or leaves it out`() throws {
    let first = try WinnowProcess.run(["extract", "--title", "none"], input: Array(page.utf8))
    #expect(first.text == "\(sentence)\n\nIt is bold. \(sentence)\n")
    let line = try WinnowProcess.run(
        ["extract", "--title", "first_line", "--format", "markdown"], input: Array(page.utf8))
    #expect(line.text.hasPrefix("# A title\n\n\(sentence)"))
}

@Test func `a page without text is an error, and no line or empty text`() throws {
    let menu = "<nav><a href=/a>Home</a></nav>"
    for arguments in [["extract"], ["extract", "--jsonl"], ["extract", "--format", "markdown"]] {
        let outcome = try WinnowProcess.run(arguments, input: Array("<div id=root></div>".utf8))
        #expect(outcome.status == 65)
        #expect(outcome.text.isEmpty)
        #expect(
            outcome.error
                == "winnow: -: no main text: its elements hold none; a script may fill them\n")
    }
    let empty = try WinnowProcess.run(["extract"], input: [])
    #expect(empty.status == 65 && empty.text.isEmpty)
    #expect(empty.error.contains("no main text: it is empty"))
    let scratch = try ScratchDirectory()
    try scratch.write("<div></div>", to: "in/a.html")
    try scratch.write(page, to: "in/b.html")
    try scratch.write(menu, to: "in/c.html")
    let outcome = try WinnowProcess.run(["extract", "in"], in: scratch.path)
    #expect(outcome.status == 0)
    #expect(outcome.text.hasPrefix("==> in/b.html <==\nA title\n"), "\(outcome.text)")
    #expect(outcome.error.contains("in/a.html: no main text"))
}
