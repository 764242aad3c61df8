// How much of planted personal data `pii` finds, and how much else it takes for it.
//
// Values of each kind are drawn at random in the forms that people write and planted into
// sentences; between them stand numbers and names that only look alike.
import Testing
import TextRules

private struct Draw {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    mutating func one(of choices: [String]) -> String { choices[below(choices.count)] }

    mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in String(below(10)) }.joined()
    }

    mutating func characters(_ count: Int, from alphabet: String) -> String {
        let letters = Array(alphabet)
        return String((0..<count).map { _ in letters[below(letters.count)] })
    }

    // MARK: Personal data

    mutating func email() -> String {
        let names = [
            "jane", "j.doe", "info", "max_m", "anna-lena", "x42", "o'brien", "first.last+tag",
        ]
        let hosts = ["example.com", "mail.uni-bonn.de", "a-b.co.uk", "x.org", "shop24.io"]
        return one(of: names) + "@" + one(of: hosts)
    }

    mutating func ipv4() -> String { "\(11 + below(80)).\(below(256)).\(below(256)).\(below(255))" }

    mutating func ipv6() -> String {
        let groups = (0..<7).map { _ in characters(1 + below(4), from: "0123456789abcdef") }
        return below(2) == 0
            ? "2a00:" + groups.joined(separator: ":")
            : "2607:f8b0::" + groups.prefix(2).joined(separator: ":")
    }

    mutating func phone() -> String {
        let (area, exchange, line) = (
            "\(2 + below(8))" + digits(2), "\(2 + below(8))" + digits(2), digits(4)
        )
        return one(of: [
            "(\(area)) \(exchange)-\(line)", "\(area)-\(exchange)-\(line)",
            "\(area).\(exchange).\(line)",
            "1-\(area)-\(exchange)-\(line)", "+1 \(area) \(exchange) \(line)",
            "+44 20 \(digits(4)) \(line)",
            "+49 30 \(digits(7))", "+33 1 \(digits(2)) \(digits(2)) \(digits(2)) \(digits(2))",
        ])
    }

    mutating func iban() -> String {
        let account = digits(18)
        let check = 98 - (account + "131400").reduce(0) { ($0 * 10 + $1.wholeNumberValue!) % 97 }
        let whole = "DE" + (check < 10 ? "0" : "") + "\(check)" + account
        return below(2) == 0 ? whole : grouped(whole, " ")
    }

    mutating func card() -> String {
        let start = one(of: ["4", "51", "55", "2221", "6011"])
        let body = start + digits(15 - start.count)
        let check = (0...9).first { passesLuhn(body + "\($0)") }!
        return one(of: [
            body + "\(check)", grouped(body + "\(check)", " "), grouped(body + "\(check)", "-"),
        ])
    }

    private func passesLuhn(_ number: String) -> Bool {
        var sum = 0
        for (i, digit) in number.reversed().enumerated() {
            let value = digit.wholeNumberValue! * (i % 2 == 1 ? 2 : 1)
            sum += value / 10 + value % 10
        }
        return sum % 10 == 0
    }

    private func grouped(_ text: String, _ separator: String) -> String {
        stride(from: 0, to: text.count, by: 4).map {
            String(text.dropFirst($0).prefix(4))
        }.joined(separator: separator)
    }

    mutating func ssn() -> String { "\(100 + below(500))-\(10 + below(90))-\(1000 + below(9000))" }

    mutating func secret() -> String {
        let alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        return one(of: [
            "AKIA" + characters(16, from: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
            "ghp_" + characters(36, from: alphabet), "AIza" + characters(35, from: alphabet),
            "sk-proj-" + characters(40, from: alphabet) + "aA1",
            "hf_" + characters(34, from: alphabet),
            "xoxb-" + digits(11) + "-" + characters(24, from: alphabet),
        ])
    }

    // MARK: What only looks like it

    mutating func lookalike() -> String {
        one(of: [
            "2024-0\(1 + below(9))-1\(below(10))",
            "\(below(24)):\(10 + below(50)):\(10 + below(50))",
            "v\(below(9)).\(below(9)).\(below(9)).\(below(9))", "192.168.\(below(255)).1",
            "order \(digits(10))", "pp. \(100 + below(100))-\(200 + below(100))",
            "$1,\(digits(3)).\(digits(2))",
            "std::vector", "ISBN 978-3-16-148410-\(below(10))", "\(digits(16))0000",
            "@handle\(below(99))",
            "3.\(digits(12))", "commit \(characters(40, from: "0123456789abcdef"))",
            "RFC \(digits(4))",
            "a@b", "id-\(digits(3))-\(digits(2))-\(digits(3))", "12:\(digits(2)) a::b", "sk-learn",
            "DE\(digits(5))",
        ])
    }
}

@Test func `planted data is found, and little else is taken for it`() {
    var draw = Draw(state: 4)
    var (planted, found, taken) = (0, 0, 0)
    for _ in 0..<4000 {
        let kind = PIIKind.allCases[draw.below(PIIKind.allCases.count)]
        let value =
            switch kind {
            case .email: draw.email()
            case .ipv4: draw.ipv4()
            case .ipv6: draw.ipv6()
            case .phone: draw.phone()
            case .iban: draw.iban()
            case .card: draw.card()
            case .ssn: draw.ssn()
            case .secret: draw.secret()
            }
        let before = "See \(draw.lookalike()), or \(draw.lookalike()); write to "
        let text =
            before + value + draw.one(of: [".", ",", " now", ")", "\n"]) + " \(draw.lookalike())."
        let place = before.utf8.count..<before.utf8.count + value.utf8.count
        var matches: [PIIMatch] = []
        PIIScanner().scan(Array(text.utf8).span, into: &matches)
        planted += 1
        if matches.contains(PIIMatch(kind, place)) { found += 1 }
        taken += matches.count { !$0.range.overlaps(place) }
    }
    let recall = Double(found) / Double(planted)
    let precision = Double(found) / Double(found + taken)
    print("pii on planted data: recall \(recall), precision \(precision)")
    #expect(recall >= 0.99, "recall \(recall)")
    #expect(precision >= 0.99, "precision \(precision), recall \(recall)")
}
