// Spellings of host names and paths that mean the same.
import Testing
import TextRules

@Test(arguments: [
    ("Example.COM", "example.com"), ("BÜCHER.example", "bücher.example"),
    ("xn--bcher-kva.example", "bücher.example"), ("XN--BCHER-KVA.Example", "bücher.example"),
    ("xn--fiqs8s", "中国"), ("a.xn--p1ai", "a.рф"), ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
    ("xn--", ""), ("xn--!!", "xn--!!"), ("xn--99999999999999", "xn--99999999999999"),
    ("bu\u{308}cher.de", "bücher.de"), ("", ""), ("192.0.2.1", "192.0.2.1"),
])
func `a host's spellings become one`(host: String, expected: String) {
    #expect(String(decoding: HostName.unified(Array(host.utf8)), as: UTF8.self) == expected)
}

@Test(arguments: [
    ("/a/./b", "/a/b"), ("/a/c/../b", "/a/b"), ("/a/..", "/"), ("/./", "/"), ("/../../x", "/x"),
    ("/a/b/.", "/a/b/"), ("/.hidden/..x", "/.hidden/..x"), ("a/./b", "a/./b"), ("", ""),
    ("//a//./b", "//a//b"),
])
func `segments of dots are gone`(path: String, expected: String) {
    let bytes = Array(path.utf8)
    #expect(String(decoding: URLPath.withoutDots(bytes[...]), as: UTF8.self) == expected)
}

@Test func `an address's spellings are one for lists`() {
    let spellings = [
        "https://bücher.example/caf%C3%A9/x", "http://xn--bcher-kva.example/caf%c3%a9/./x",
        "HTTP://BÜCHER.example:80/café/y/../x",
    ]
    let all = Set(spellings.map { WebAddress(Array($0.utf8).span).bytes })
    #expect(all == [Array("bücher.example/café/x".utf8)])
}
