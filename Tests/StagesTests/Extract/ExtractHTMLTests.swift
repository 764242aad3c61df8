// `extract_html` from YAML: what is no page, and pages that are out of bounds.
import PipelineCore
import TestSupport
import Testing

private func extract(_ page: [UInt8], _ options: String = "{}") throws -> StageProbe.Result {
    var document = Document(
        key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: page)
    document.content = .html(charset: [])
    return try StageProbe("extract_html: \(options)").run(document)
}

@Test func `a page with too many elements is dropped by that name`() throws {
    let page = Array(
        ("<p>Words, of which there are some.</p>" + String(repeating: "<br>", count: 50)).utf8)
    #expect(try extract(page, "{ max_elements: 51 }").drop == nil)
    let dropped = try extract(page, "{ max_elements: 50 }")
    #expect(dropped.drop?.rule == "too_many_elements")
    #expect(dropped["elements"] == 51)
    #expect(dropped.drop?.threshold == .number(50))
}

@Test func `bytes that are no page are dropped before they are read`() throws {
    let image: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    #expect(try extract(image).drop?.rule == "not_a_page")
}

@Test func `a record has what its page states, unless it has a field of that name`() throws {
    let page = """
        <html><head><title>A title</title><meta name=author content="A. Writer">
        <meta property="article:published_time" content="2024-03-01T09:00:00Z">
        <meta property="og:site_name" content="A site"></head>
        <body><p>Words, of which there are some.</body></html>
        """
    var document = Document(
        key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: Array(page.utf8))
    document.content = .html(charset: [])
    document.fields = Array(#""author":"B.","meta":{"title":"another"}"#.utf8)
    let result = try StageProbe("extract_html").run(document)
    let stated =
        #""author":"B.","meta":{"title":"another"},"title":"A title","date":"2024-03-01T09:00:00Z","#
        + #""site":"A site","page_kind":""#
    #expect(String(decoding: result.document.fields, as: UTF8.self).hasPrefix(stated))
}

@Test(arguments: [
    (#""title":null,"n":1"#, #""n":1,"title":"Tea""#),
    (#""page_kind":"mine""#, #""page_kind":"mine","title":"Tea""#),
    (#""page_kind_probability":3,"title":"T""#, #""page_kind_probability":3,"title":"T""#),
])
func `a field that is null is none, and a kind keeps its own probability`(
    fields: String, expected: String
) throws {
    var document = Document(
        key: DocumentKey(file: 0, place: 0), offset: 0, id: [],
        text: Array("<title>Tea</title><h1>Tea</h1><p>Words, of which there are some.".utf8))
    document.content = .html(charset: [])
    document.fields = Array(fields.utf8)
    let result = try StageProbe("extract_html").run(document).document
    let written = String(decoding: result.fields, as: UTF8.self)
    #expect(written == expected)
}

@Test(arguments: [
    ("<!DOCTYPE html><p>x", true), ("\n <HTML lang=en>", true), ("\u{FEFF}<html>", true),
    ("<p>x</p>", false), ("How to write <html>", false), ("", false),
])
func `a text that is a page isn't passed on as one`(text: String, isPage: Bool) throws {
    let document = Document(
        key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: Array(text.utf8))
    let result = try StageProbe("extract_html").run(document)
    #expect(result.drop?.rule == (isPage ? "undeclared_page" : nil))
}

@Test(arguments: ["0", "-1", "100000001"])
func `a limit that makes no sense is refused`(limit: String) {
    #expect(throws: ConfigError.self) { try extract([], "{ max_elements: \(limit) }") }
}
