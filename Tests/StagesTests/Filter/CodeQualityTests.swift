// `code_quality` from YAML: kinds of file, each rule at its edge, both presets.
import PipelineCore
import TestSupport
import Testing

private func run(_ name: String, _ text: String, _ options: String = "") throws
    -> StageProbe.Result
{
    let document = Document(
        key: DocumentKey(file: 0, place: 0), offset: 0, id: Array(name.utf8),
        text: Array(text.utf8))
    return try StageProbe(options.isEmpty ? "code_quality" : "code_quality: { \(options) }")
        .run(document)
}

private func line(_ length: Int) -> String { String(repeating: "a", count: length) }
private let short = Array(repeating: "let a = b", count: 30).joined(separator: "\n")

@Test func `a file of code passes and is measured`() throws {
    let result = try run("src/Main.SWIFT", "let é = 1\r\nb")
    #expect(result.drop == nil)
    #expect(result.label("ending") == "swift")
    #expect(result["lines"] == 2)
    #expect(result["longest_line"] == 9)
    #expect(result["mean_line_length"] == 5)
    #expect(result["alphabetic"] == 5.0 / 12.0)
    #expect(result["alphanumeric"] == 6.0 / 12.0)
}

private func lines(_ some: String...) -> String { some.joined(separator: "\n") }

private let files: [(String, String, String?)] = [
    ("a.py", "", "empty"), ("a.py", lines(short, line(1000)), nil),
    ("a.py", lines(short, line(1001)), "line_too_long"),
    ("a.md", lines(short, line(1001)), "markup_line_too_long"),
    ("a.py", lines(line(100), line(100)), nil),
    ("a.py", lines(line(100), line(101)), "lines_too_long"),
    ("a.py", "ab12;;;;;;;;", "too_few_letters"), ("a.py", "abc;;;;;;;;;", nil),
    ("a.py", "ab;;;;;;;;;;", "too_few_alphanumeric"), ("a.wat", "a123;;;;", nil),
    ("a.svg", "<?xml version='1.0'?>\(short)", "xml"),
    ("a.xslt", "<?xml version='1.0'?>\(short)", nil),
    ("a.cs", "\(line(87))<?xml version=\nb", nil), ("a.cs", "\(line(86))<?xml version=\nb", "xml"),
    ("a.json", line(49), "data_too_small"), ("a.json", line(50), nil),
    ("a.yml", String(repeating: "\(line(49))\n", count: 100), nil),
    ("a.yml", String(repeating: "\(line(49))\n", count: 101), "data_too_large"),
]

@Test(arguments: files)
func `StarCoder's rules name their reasons`(name: String, text: String, reason: String?) throws {
    #expect(try run(name, text).drop?.rule == reason)
}

@Test func `HTML needs text that a reader sees`() throws {
    let page = { (text: String) in
        "<!-- \(line(20)) --><script>\(line(20))</script><p class='a'>\(text)</p>"
    }
    let wide = "max_mean_line_length: 500"
    #expect(try run("a.html", page(line(100)), wide)["visible_characters"] == 100)
    #expect(try run("a.html", page(line(100)), wide).drop?.rule == "too_few_visible_characters")
    #expect(try run("a.html", page(line(101)), wide).drop == nil)
    let markup = String(repeating: "<b id=\"name\"></b>\n", count: 60)
    #expect(try run("a.htm", page(line(101)) + markup).drop?.rule == "too_little_visible_text")
    #expect(try run("a.py", markup).drop == nil)
}

@Test func `an unclosed script hides the rest`() throws {
    #expect(try run("a.html", "abc<SCRIPT>def")["visible_characters"] == 3)
    #expect(try run("a.html", "a < b <!-- c")["visible_characters"] == 6)
}

@Test func `StarCoder2's preset tells generated files and long data`() throws {
    let new = "preset: starcoder2-2024"
    #expect(try run("a.go", "// Code\n// AUTO-Generated\n" + short, new).drop?.rule == "generated")
    #expect(try run("a.go", short + "\n// auto-generated", new).drop == nil)
    #expect(try run("a.go", "// auto-generated\n" + short).drop == nil)
    let data = Array(repeating: "name: value", count: 512).joined(separator: "\n")
    #expect(try run("a.yaml", data, new).drop == nil)
    #expect(try run("a.yaml", data + "\na: b", new).drop?.rule == "data_too_many_lines")
    #expect(try run("a.tex", short + "\n" + prose(1001), new).drop == nil)
}

private let newFiles: [(String, String, String?)] = [
    ("a.md", lines(short, prose(1001)), nil), ("a.md", lines(prose(300), prose(300)), nil),
    ("a.yaml", lines(short, prose(1001)), "line_too_long"),
    ("a.py", lines(prose(100), prose(101)), "lines_too_long"),
    ("a.json", lines(short, prose(1001)), nil),
    ("a.svg", "<?xml version='1.0'?>\(short)", nil),
    ("a.py", String(repeating: "ab c\n", count: 100_000), nil),
    ("a.py", String(repeating: "ab c\n", count: 100_001), "too_many_lines"),
    ("a.txt", short, "text_name"), ("README.txt", short, nil), ("x/Todo.TXT", short, nil),
    ("dev-Requirements-2.txt", short, nil), ("readme2.txt", short, "text_name"),
    ("a.html", prose(100), nil), ("a.html", prose(99), "too_few_visible_characters"),
    ("a.c", lines(short, short, short, short, short, base64(1024)), nil),
    ("a.c", lines(short, short, short, short, short, base64(1025)), "encoded_run"),
    ("a.c", lines(base64(700), short), "encoded_data"), ("a.c", lines(base64(60), "let a"), nil),
    ("a.c", "int abcdefgh;\n" + String(repeating: "0xab,", count: 8), "encoded_data"),
    ("a.c", "int abcdefgh;\n" + String(repeating: "0xab, ", count: 8), nil),
    ("a.c", "int abcdefgh;\n" + String(repeating: "\\uabcd", count: 8), "encoded_data"),
]

/// Words that no pattern of encoded data takes for such.
private func prose(_ length: Int) -> String {
    String(String(repeating: "ab c ", count: length / 5 + 1).prefix(length - 1)) + "d"
}

/// Lines of Base64, their line feeds counted.
private func base64(_ length: Int) -> String {
    let line = String(repeating: "aQ+/", count: 18) + "\n"
    return ";" + String(repeating: line, count: length / 73 + 1).prefix(length) + ";"
}

@Test(arguments: newFiles)
func `StarCoder2's rules name their reasons`(name: String, text: String, reason: String?) throws {
    #expect(
        try run(name, text, "preset: starcoder2-2024").drop?.rule == reason,
        "\(name) \(text.prefix(40))")
}

@Test(arguments: [
    (String(repeating: "a", count: 63), 0, 0), (String(repeating: "a\n", count: 32), 64, 64),
    ("ab cd ef 01 23 45 67 89", 23, 23), ("ab cd ef 01 23 45 67", 0, 0),
    ("xab cd ef 01 23 45 67 89", 0, 0), (String(repeating: "\\xab", count: 9), 32, 32),
    ("ab,cd,ef,01,23,45,67,89, ab,cd,ef,01,23,45,67,89,", 24, 48),
    (String(repeating: "\\u00e9", count: 8) + "\\u00e", 48, 48), ("", 0, 0),
])
func `encoded data is what the three patterns match`(text: String, longest: Int, total: Int) throws
{
    let result = try run("a.c", text + ";", "max_line_length: 9999")
    #expect(result["encoded_run"] == Double(longest))
    #expect(result["encoded"] == Double(total) / Double(text.utf8.count + 1))
}

@Test func `the user's numbers stand in the preset's place`() throws {
    #expect(try run("a.py", line(51), "max_line_length: 50").drop?.rule == "line_too_long")
    #expect(try run("a.json", line(10), "min_data_characters: 10").drop == nil)
    let marks = "generated_marks: [do not edit], generated_lines: 1"
    #expect(try run("a.c", "// Do NOT edit\n" + short, marks).drop?.rule == "generated")
    #expect(try run("a.c", "\n// do not edit\n" + short, marks).drop == nil)
}

@Test func `the name may stand in a field`() throws {
    var document = Document(
        key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: Array(line(10).utf8))
    let probe = try StageProbe("code_quality: { path_field: meta.path }")
    document.fields = Array(#""meta":{"path":"x/y.json"}"#.utf8)
    #expect(try probe.run(document).drop?.rule == "data_too_small")
    document.fields = Array(#""meta":{}"#.utf8)
    #expect(throws: DataError.self) { try probe.run(document) }
}
