// Records whose written length is wrong, and what stands between compressed members.
import FileFormats
import FileStore
import TestSupport
import Testing

@Suite struct WrongLengthTests {
    let scratch = Scratch()

    private func find(_ stored: [UInt8]) throws -> FoundRecords {
        try FoundRecords(scratch.write("in.warc", stored))
    }

    /// A record whose header says a length that is `off` more than its body has.
    private func record(_ body: String, off: Int) -> [UInt8] {
        let length = body.utf8.count
        return Array(
            String(decoding: warcRecord(body), as: UTF8.self)
                .replacing(
                    "Content-Length: \(length)\r\n", with: "Content-Length: \(length + off)\r\n"
                )
                .utf8)
    }

    private let body = "<html>" + String(repeating: "word ", count: 60) + "</html>"
    private var bytes: [UInt8] { Array(body.utf8) }

    @Test(arguments: [-16, -5, -2, -1, 6, 9])
    func `a length that is a few bytes off costs nothing`(off: Int) throws {
        let found = try find(warcRecord("one") + record(body, off: off) + warcRecord("two"))
        #expect(found.bodies == [Array("one".utf8), bytes, Array("two".utf8)])
        #expect(found.problems.isEmpty)
        let last = try find(warcRecord("one") + record(body, off: min(off, -1)))
        #expect(last.bodies == [Array("one".utf8), bytes])
    }

    @Test(arguments: [-200, -40, 40, 500, 100_000])
    func `the end of a member is the end of the record that is alone in it`(off: Int) throws {
        let records = [warcRecord("one"), record(body, off: off), warcRecord("two")]
        for pack in [gzipMembers, { content, size, _ in zstdFrames(content, size: size) }] {
            let stored = records.map { pack($0, 1 << 20, 6) }
            let found = try find(Array(stored.joined()))
            #expect(found.bodies == [Array("one".utf8), bytes, Array("two".utf8)])
            let last = try find(Array(stored[..<2].joined()))
            #expect(last.bodies == [Array("one".utf8), bytes])
        }
    }

    @Test(arguments: ["", "-5", "x", "1000000000", "100000000000000000000"])
    func `a length that is none, or can't be, costs nothing where a member shows the end`(
        length: String
    ) throws {
        let written = "Content-Length: \(bytes.count)\r\n"
        let lines = length.isEmpty ? "" : "Content-Length: \(length)\r\n"
        let odd = Array(
            String(decoding: warcRecord(body), as: UTF8.self).replacing(written, with: lines).utf8)
        let records = [warcRecord("one"), odd, warcRecord("two")]
        let stored = records.map { gzipMembers($0, size: 1 << 20) }
        #expect(
            try find(Array(stored.joined())).bodies == [
                Array("one".utf8), bytes, Array("two".utf8),
            ])
        let plain = try find(Array(records.joined()))
        #expect(plain.bodies == [Array("one".utf8), Array("two".utf8)])
        #expect(plain.problems.count == 1)
    }

    @Test func `a byte-order mark before the first record is none of it`() throws {
        let found = try find([0xEF, 0xBB, 0xBF] + warcRecord("one") + warcRecord("two"))
        #expect(found.bodies == [Array("one".utf8), Array("two".utf8)])
        #expect(found.problems.isEmpty)
    }

    @Test func `an ARC file compressed as one member loses one record to a wrong length`() throws {
        let lines = [
            "filedesc://a 0.0.0.0 20240301000000 text/plain 7",
            "http://a/ 192.0.2.1 20240301000000 text/html 3",
        ]
        let content = "\(lines[0])\n1 0 X\nand more\n\n\(lines[1])\nabc\n\(lines[1])\nabc\n"
        let found = try find(gzipMembers(Array(content.utf8), size: 1 << 20))
        #expect(found.bodies.filter { $0 == Array("abc".utf8) }.count == 2)
    }

    @Test func `in a file compressed as one member a wrong length costs its record`() throws {
        let records = [warcRecord("one"), record(body, off: -200), warcRecord("two")]
        let found = try find(gzipMembers(Array(records.joined()), size: 1 << 20))
        #expect(found.bodies == [Array("one".utf8), Array("two".utf8)])
        #expect(found.problems.count == 1)
    }

    @Test(arguments: [
        Array(repeating: UInt8(0), count: 512), Array("padding to a block ".utf8),
        Array(repeating: UInt8(0xFF), count: 40), Array("\r\n\r\n".utf8),
    ])
    func `an intact record stays whatever follows its member`(garbage: [UInt8]) throws {
        for pack in [gzipMembers, { content, size, _ in zstdFrames(content, size: size) }] {
            let one = pack(warcRecord("one"), 1 << 20, 6)
            let two = pack(warcRecord("two"), 1 << 20, 6)
            #expect(try find(one + garbage).bodies == [Array("one".utf8)])
            let both = try find(one + garbage + two + garbage)
            #expect(both.bodies == [Array("one".utf8), Array("two".utf8)])
        }
    }

    @Test(arguments: [
        "http://a/ 192.0.2.1 20240301000000 text/html; charset=utf-8 3",
        "http://a/ 192.0.2.1 20240301000000 text/html ; charset = \"utf-8\" 3",
        "http://a/b c 192.0.2.1 20240301000000 text/html 3",
        "http://a/ 192.0.2.1 20240301000000 text/html; charset=utf-8 200 - - 0 f.arc.gz 3",
        "http://a/ 192.0.2.1 20240301000000 text/html 200 abc - 117 f.arc.gz 3",
    ])
    func `ARC lines with spaces in address and type are read`(line: String) throws {
        let found = try find(Array("\(line)\nabc\n\(line)\nabc\n".utf8))
        #expect(found.bodies == [Array("abc".utf8), Array("abc".utf8)])
        #expect(found.urls.allSatisfy { $0.hasPrefix("http://a/") && !$0.contains("192") })
    }
}
