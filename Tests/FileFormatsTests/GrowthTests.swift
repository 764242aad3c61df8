// Reading takes work that grows with a file's size, whatever it repeats.
import FileFormats
import FileStore
import TestSupport
import Testing

private func repeated(_ piece: String, _ bytes: Int) -> [UInt8] {
    Array(String(repeating: piece, count: max(1, bytes / piece.utf8.count)).utf8)
}

@Suite(.timeLimit(.minutes(10))) struct GrowthTests {
    @Test(arguments: [
        ("", "["), ("", "{\"a\":"), ("", "[]"), ("[", "1,"), ("[", "\"a\","), ("{", "\"a\":1,"),
        ("\"", "\\u0041"), ("\"", "\\"), ("\"", "\\ud800"), ("", " "), ("", "1"), ("1.", "0"),
        ("1e", "9"), ("-", "0"), ("[", "[1,2],"), ("{", "\"\\u0061\":{},"), ("", "\""),
    ])
    func `JSON of one thing repeated`(start: String, piece: String) {
        let measured = growth(most: 500_000) { size in
            var scanner = JSONScanner(maximumDepth: 512)
            let text = Array(start.utf8) + repeated(piece, size)
            _ = try? scanner.scan(text.span)
        }
        #expect(measured < steepestGrowth)
    }

    @Test(arguments: [
        "WARC/1.0\r\n", "WARC/1.0\r\n\r\n", "WARC/1.0\r\nContent-Length: 9\r\n\r\n", "\r\n",
        "a: b\r\n",
        "WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "WARC-Type: response\r\n", "x", "a\n",
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999\r\n\r\n",
        "http://a 1.1.1.1 2 text/html 9\n", "WARC/1.0 ", "HTTP/1.1 200 OK\r\n", "\u{1F}\u{8B}",
    ])
    func `archives of one thing repeated`(piece: String) throws {
        let scratch = Scratch()
        let head = Array(
            "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n".utf8)
        for start in [head, []] {
            let measured = try growth(most: 100_000) { size in
                _ = try FoundRecords(scratch.write("in.warc", start + repeated(piece, size)))
            }
            #expect(measured < steepestGrowth)
        }
    }
}
