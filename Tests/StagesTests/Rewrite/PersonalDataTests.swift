// `pii` from YAML: what is found, what is left alone, what stands in its place.
import PipelineCore
import TestSupport
import Testing
import TextRules

/// What `pii` finds in a text, as `kind:value`.
private func found(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    var matches: [PIIMatch] = []
    PIIScanner().scan(bytes.span, into: &matches)
    return matches.map {
        "\($0.kind.rawValue):\(String(decoding: bytes[$0.range], as: UTF8.self))"
    }
}

private let positives: [(String, [String])] = [
    ("Write to jane.doe+x@mail.example.co.uk.", ["email:jane.doe+x@mail.example.co.uk"]),
    ("'john@host.org', <a_b@x-y.de>", ["email:john@host.org", "email:a_b@x-y.de"]),
    ("root@[8.8.8.8] at 8.8.8.8:53.", ["email:root@[8.8.8.8]", "ipv4:8.8.8.8"]),
    ("host 2606:4700::6810:85e5/64", ["ipv6:2606:4700::6810:85e5"]),
    ("at 2001:4860:4860:0:0:0:0:8888, or", ["ipv6:2001:4860:4860:0:0:0:0:8888"]),
    ("Call (415) 555-2671 or 1-415-555-2671", ["phone:(415) 555-2671", "phone:1-415-555-2671"]),
    ("Tel +44 20 7946 0958, +4930901820.", ["phone:+44 20 7946 0958", "phone:+4930901820"]),
    ("+49 231/123456 or +49 231/x", ["phone:+49 231/123456"]),
    ("conversion 88.8.4.4, IP: 8.8.8.8", ["ipv4:88.8.4.4", "ipv4:8.8.8.8"]),
    ("IBAN GB82 WEST 1234 5698 7654 32.", ["iban:GB82 WEST 1234 5698 7654 32"]),
    ("DE89370400440532013000", ["iban:DE89370400440532013000"]),
    (
        "Visa 4111 1111 1111 1111, amex 378282246310005",
        [
            "card:4111 1111 1111 1111", "card:378282246310005",
        ]
    ),
    ("SSN 123-45-6789.", ["ssn:123-45-6789"]),
    ("key AKIAIOSFODNN7EXAMPLE end", ["secret:AKIAIOSFODNN7EXAMPLE"]),
    (
        "token=ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        [
            "secret:ghp_16C7e42F292c6912E7710c838347Ae178B4a"
        ]
    ),
    (
        "-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nx",
        [
            "secret:-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----"
        ]
    ),
]

private let keyBody = String(repeating: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw", count: 2)

private let morePositives: [(String, [String])] = [
    ("Tél. : 06\u{A0}12\u{A0}34\u{A0}56\u{A0}78", ["phone:06\u{A0}12\u{A0}34\u{A0}56\u{A0}78"]),
    (
        "Tel: +49 (0)40-30030–1000, +1 415–555–2671",
        ["phone:+49 (0)40-30030–1000", "phone:+1 415–555–2671"]
    ),
    ("Call 415‑555‑2671 now", ["phone:415‑555‑2671"]),
    (
        "-----BEGIN PRIVATE KEY-----\n\(keyBody)\nMII=\nThe rest stays.",
        ["secret:-----BEGIN PRIVATE KEY-----\n\(keyBody)\nMII="]
    ),
    ("Set the DNS server to 8.8.8.8. Then save.", ["ipv4:8.8.8.8"]),
    ("Mobile: 198.51.100.7 203.0.114.9", ["ipv4:203.0.114.9"]),
]

@Test(arguments: morePositives)
func `dashes and spaces of print join a number, and keys end where they end`(
    text: String, expected: [String]
) {
    #expect(found(text) == expected)
}

@Test func `a key that is only spoken of takes no prose with it`() {
    let prose = String(repeating: "Prose that nobody wants to lose. ", count: 100)
    let marks = ("-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----")
    #expect(
        found("Files open with \(marks.0) at the top. \(prose) They end with \(marks.1).") == [])
    #expect(found("\(marks.0)\n\n\(prose)\n\(marks.1)") == [])
    let whole =
        "\(marks.0)\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,12AB\n\n\(keyBody)\nMII=\n\(marks.1)"
    #expect(found("key:\n\(whole)\n\(prose)") == ["secret:\(whole)"])
    let quoted = "\(marks.0)\\n\(keyBody)\\n\(keyBody)\\nabc\\n\(marks.1)"
    #expect(found("{\"key\": \"\(quoted)\\n\"}") == ["secret:\(quoted)"])
}

@Test(arguments: [
    ("4111\u{A0}1111\u{A0}1111\u{A0}1111", "card"), ("4111‑1111‑1111‑1111", "card"),
    ("GB82\u{A0}WEST\u{A0}1234\u{A0}5698\u{A0}7654\u{A0}32", "iban"), ("536‑22‑1234", "ssn"),
    ("536–22–1234", "ssn"),
])
func `marks of print join cards, accounts and numbers too`(value: String, kind: String) {
    #expect(found("x: \(value), y") == ["\(kind):\(value)"])
}

@Test(arguments: [
    "x\n49.6.4.3. Transaction Begin Callback\n\nThe callback", "43.7.3.4. CLOSE\n\n\nCLOSE cursor;",
    "the mail address configuration 6.2.4.4. Basic MTA operations 6.3.1. Basics of SSH 6.3.2. X",
    "vegeu Secció 9.2.1.1, Seksjon 39.2.1.4, см. раздел 49.2.1.4, Раздел 49.2.1.4",
    "szOID_ENHANCED_KEY_USAGE = \"2.5.29.37\", cn is 2.5.4.3",
    "those that begin with \"-----BEGIN PRIVATE KEY-----\", have to be converted",
])
func `numbers of sections, attributes and a key that is only named are left alone`(text: String) {
    #expect(found(text) == [])
}

@Test(arguments: positives) func `personal data is found whole`(text: String, expected: [String]) {
    #expect(found(text) == expected)
}

@Test(arguments: [
    "1.2.3.4567 and 999.1.1.1 and 1.2.3.4.5", "version 10.0.0.1, 127.0.0.1 or 192.168.1.1",
    "std::vector and ec::add at 12:30:45 in a::b", "2001:db8::1 documents", "@user at a@b and @.",
    "4111 1111 1111 1112", "000-12-3456 666-12-3456 123-00-4567 2123-45-6789",
    "GB82 WEST 1234 5698 7654 33", "ISBN 978-3-16-148410-0, 1234567890, 415 5552671",
    "Version 8.1.4.2, v. 9.0.2.1, Sections: 4.2.9.1, § 4.2.9.1",
    "2024-01-02 03:04 and 3.14159265358979",
    "sk-learn-is-a-long-package-name-that-is-no-key-at-all",
    "012.34.56.78 x8.8.8.8 8.8.8.8x", "-----BEGIN CERTIFICATE-----", "",
])
func `what only looks like personal data is left alone`(text: String) {
    #expect(found(text) == [])
}

@Test func `actions replace, tag and hash, and are measured`() throws {
    let text = "Mail a@x.org or b@y.org from host 8.8.4.4!"
    let tagged = try StageProbe("pii: { action: tag }").run(text)
    #expect(tagged.text == "Mail <EMAIL> or <EMAIL> from host <IPV4>!")
    #expect((tagged["email"], tagged["ipv4"], tagged["card"]) == (2, 1, 0))
    let replaced = try StageProbe("pii").run("b@y.org b@y.org").text.split(separator: " ")
    #expect(replaced[0] == replaced[1])
    #expect(replaced[0].contains("@example."))
    let hashed = try StageProbe("pii: { action: hash, key: k1 }").run("a@x.org").text
    #expect(hashed.hasPrefix("<EMAIL:") && hashed.utf8.count == 24)
    #expect(try StageProbe("pii: { action: hash, key: k2 }").run("a@x.org").text != hashed)
}

@Test func `a document can be dropped for what it holds`() throws {
    let probe = try StageProbe("pii: { action: drop, kinds: [ssn, card] }")
    let result = try probe.run("123-45-6789 and a@x.org")
    #expect(result.drop?.rule == "holds_ssn")
    #expect(result.text == "123-45-6789 and a@x.org")
    #expect(try probe.run("a@x.org").drop == nil)
}

@Test func `datatrove's preset keeps to its kinds and replacements, with boundaries`() throws {
    let probe = try StageProbe("pii: { preset: datatrove }")
    #expect(
        try probe.run("+4930901820 1.2.3.4567 10.1.1.1").text == "+4930901820 1.2.3.4567 10.1.1.1")
    let result = try probe.run("see 8.8.8.8 or a@b.c").text
    #expect(!result.contains("8.8.8.8") && !result.contains("a@b.c"))
}

@Test func `hashing without a key is refused`() {
    #expect(throws: ConfigError.self) { try StageProbe("pii: { action: hash }") }
}

@Test func `no text makes the scanner slow`() {
    let count = 200_000
    let units = [
        "@", "a@", "a.", "1", "1.", "1-", "+1", "1 ", "::", "a:", "eyJ", "eyJ.", "sk-",
        "-----BEGIN ",
        "GB82", "4111 ", "(1", "é@", "1.1.1.", "+", "_", "2001:",
    ]
    for unit in units {
        let text = Array(String(repeating: unit, count: count).utf8)
        var matches: [PIIMatch] = []
        let time = ContinuousClock().measure { PIIScanner().scan(text.span, into: &matches) }
        #expect(time < .milliseconds(text.count / 20), "\(unit)")
    }
}

@Test func `any bytes are scanned without harm`() {
    var (state, matches) = (UInt64(9), [PIIMatch]())
    for length in 0..<500 {
        let bytes = (0..<length).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            let choice = Array("0123456789.:-+@ abAJKz_e(){}[]".utf8) + [0xC3, 0xA9, 0xFF, 0]
            return choice[Int(state >> 33) % choice.count]
        }
        PIIScanner().scan(bytes.span, into: &matches)
        #expect(
            zip(matches, matches.dropFirst()).allSatisfy {
                $0.range.upperBound <= $1.range.lowerBound
            })
        #expect((matches.last?.range.upperBound ?? 0) <= length)
    }
}
