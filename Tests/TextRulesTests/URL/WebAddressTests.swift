// URLs taken apart, public suffixes, and the set of hashes that block lists are.
import ByteKernels
import Testing
import TextRules

private func parts(_ url: String) -> (host: String, all: String) {
    let address = WebAddress(Array(url.utf8).span)
    let host = String(decoding: address.host, as: UTF8.self)
    return (host, String(decoding: address.bytes, as: UTF8.self))
}

@Test(arguments: [
    ("http://Example.com", "example.com", "example.com"),
    (
        "https://user:pw@WWW.Example.com:8080/A/b?q=%41#frag", "www.example.com",
        "www.example.com/a/b?q=a"
    ),
    ("//host.org/", "host.org", "host.org"), ("host.org:80/x", "host.org", "host.org/x"),
    ("http://ex%61mple.com./", "example.com", "example.com"),
    ("http://[2001:db8::1]:80/x", "[2001:db8::1]", "[2001:db8::1]/x"),
    ("http://a.b@c.d/e@f", "c.d", "c.d/e@f"), ("", "", ""), ("http://", "", ""),
    ("http://a%2", "a%2", "a%2"), ("%", "%", "%"),
])
func `a URL gives its host and what follows`(url: String, host: String, all: String) {
    #expect(parts(url).host == host)
    #expect(parts(url).all == all)
}

@Test(arguments: [
    ("www.bbc.co.uk", "bbc.co.uk"), ("example.com", "example.com"), ("com", "com"),
    ("a.b.example.com", "example.com"), ("a.b.c.ck", "b.c.ck"), ("www.ck", "www.ck"),
    ("x.www.ck", "www.ck"), ("foo.unknowntld", "foo.unknowntld"), ("8.8.8.8", "8.8.8.8"),
    ("city.kawasaki.jp", "city.kawasaki.jp"), ("a.b.c.kawasaki.jp", "b.c.kawasaki.jp"),
    ("x.xn--55qx5d.cn", "x.xn--55qx5d.cn"), ("x.y.公司.cn", "y.公司.cn"), ("", ""),
])
func `the registered domain is one label before the public suffix`(host: String, domain: String) {
    let bytes = Array(host.utf8)
    let start = PublicSuffixes.icann.registeredStart(bytes.span)
    #expect(String(decoding: bytes[start...], as: UTF8.self) == domain)
}

@Test func `a set of hashes holds what a set holds`() {
    var random = SplitMix64(seed: 3)
    var (set, twin) = (HashSet64(), Set<UInt64>())
    for _ in 0..<20_000 {
        // Few different low bits, so that places collide.
        let hash = (random.next() % 3000) << 40 | random.next() % 4
        #expect(set.contains(hash: hash) == twin.contains(hash))
        set.insert(hash: hash)
        twin.insert(hash)
        #expect(set.contains(hash: hash))
    }
    #expect(set.count == twin.count)
    #expect(!set.contains(hash: 1 << 30))
}
