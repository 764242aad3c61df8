// `remove_urls` from YAML: what counts as an address, where it begins and ends.
import PipelineCore
import TestSupport
import Testing

private let urls: [(String, String)] = [
    ("See https://example.com/a?b=1 for more.", "See for more."),
    ("See example.com.", "See"), ("a b.com/x(1) c", "a c"), ("www.bbc.co.uk", ""),
    ("e.g. this, i.e. that", "e.g. this, i.e. that"), ("end.Next", "end.Next"),
    ("file.txt", "file.txt"), ("mail me@home.org now", "mail now"),
    ("x http://localhost:80/a y", "x http://localhost:80/a y"), ("a\n\nhttp://b.net\nc", "a\nc"),
    ("seehttps://b.net c", "see c"), (".com", ".com"), (".com.org", ""), ("a.com_b", "a.com_b"),
    ("a.com-b c", " c"), ("a.COM", "a.COM"), ("“a.com”", "“”"), ("пример.рф", "пример.рф"),
    ("a.рф b", " b"), ("a.com b.net", ""), ("\u{3000}a.com", ""),
    ("a" + String(repeating: " ", count: 12) + "b.com", "a  "),
]

@Test(arguments: urls) func `URLs go with the space before them`(text: String, left: String) throws
{
    #expect(try StageProbe("remove_urls: { addresses: false }").run(text).text == left)
}

private let addresses: [(String, String)] = [
    ("at 8.8.8.8 now", "at now"), ("at 8.8.8.8:80/a now", "at now"), ("v1.2.3.4", "v1.2.3.4"),
    ("1.2.3", "1.2.3"), ("1.2.3.x", "1.2.3.x"), ("999.1.1.1", "999.1.1.1"), ("1.2.3.456", ""),
    ("a http://10.0.0.1/x b", "a b"), ("xhttp://10.0.0.1 b", "xhttp:// b"),
    ("1234.1.1.1 1.2.3.4", "1234.1.1.1"), ("1.1.1.1.1.1 a", " a"), ("_1.1.1.1", "_1.1.1.1"),
]

@Test(arguments: addresses)
func `IPv4 addresses go with the space before them`(text: String, left: String) throws {
    #expect(try StageProbe("remove_urls: { urls: false }").run(text).text == left)
}

@Test func `what went is counted, and a text that loses all is dropped`() throws {
    let result = try StageProbe("remove_urls").run("a b.com 1.2.3.4 c.org d")
    #expect(result.text == "a d")
    #expect(result["urls"] == 2)
    #expect(result["addresses"] == 1)
    #expect(try StageProbe("remove_urls").run("b.com 1.2.3.4").drop?.rule == "no_text_left")
}

@Test func `a host is looked at for 256 bytes`() throws {
    let probe = try StageProbe("remove_urls: { addresses: false }")
    let label = String(repeating: "a", count: 300)
    #expect(try probe.run("\(label).com b").text == String(repeating: "a", count: 44) + " b")
    #expect(
        try probe.run("x.com\(label).net b").text == "x.com" + String(repeating: "a", count: 44)
            + " b")
}

@Test func `long texts take linear time`() throws {
    let probe = try StageProbe("remove_urls")
    for unit in ["a.", ".com", "1.", "a.com ", "1.2.3.4", "com.", "http://", "  ", ".a.com_"] {
        let text = String(repeating: unit, count: 400_000 / unit.utf8.count)
        let time = try ContinuousClock().measure { _ = try probe.run(text) }
        #expect(time < .milliseconds(1000), "\(unit)")
    }
}
