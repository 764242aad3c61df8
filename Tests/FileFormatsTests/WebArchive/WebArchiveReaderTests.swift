// Records are found whatever the archive's compression, and damage costs what it must and no more.
import FileFormats
import FileStore
import TestSupport
import Testing

/// Everything that a reader finds in a file, chunk by chunk.
struct FoundRecords: Equatable {
    var kinds: [WebRecord.Kind] = []
    var places: [Int] = []
    var offsets: [Int] = []
    var urls: [String] = []
    var bodies: [[UInt8]] = []
    var problems: [WebArchiveChunk.Problem] = []
    var chunkSizes: [Int] = []

    init(
        _ path: String, kinds: Set<WebRecord.Kind> = Set(WebRecord.Kind.allCases),
        limits: WebArchiveReader.Limits = WebArchiveReader.Limits()
    ) throws {
        let reader = WebArchiveReader(
            try ByteStream(path: path), kinds: kinds, limits: limits)
        var chunk = WebArchiveChunk()
        var header = WebRecordHeader()
        while try reader.next(into: &chunk) {
            chunkSizes.append(chunk.bytes.count)
            problems += chunk.problems
            for record in chunk.records {
                header.read(record, in: chunk.bytes.span)
                self.kinds.append(record.kind)
                places.append(record.place)
                offsets.append(record.offset)
                urls.append(String(decoding: header.url, as: UTF8.self))
                bodies.append(Array(chunk.bytes[record.body]))
            }
        }
    }
}

/// A WARC record with the end that the format asks for.
func warcRecord(_ body: String, type: String = "resource", url: String = "http://a/") -> [UInt8] {
    Array(
        """
        WARC/1.0\r
        WARC-Type: \(type)\r
        WARC-Target-URI: \(url)\r
        Content-Length: \(body.utf8.count)\r
        \r
        \(body)\r
        \r

        """.utf8)
}

@Suite struct WebArchiveReaderTests {
    let scratch = Scratch()

    private func find(
        _ stored: [UInt8], kinds: Set<WebRecord.Kind> = Set(WebRecord.Kind.allCases),
        limits: WebArchiveReader.Limits = WebArchiveReader.Limits()
    ) throws -> FoundRecords {
        try FoundRecords(scratch.write("in.warc", stored), kinds: kinds, limits: limits)
    }

    private let three = ["one", "two\r\n\r\nand more", "three"].map { warcRecord($0) }
    private let bodies = ["one", "two\r\n\r\nand more", "three"].map { Array($0.utf8) }

    @Test func `the same records come from every compression`() throws {
        let plain = Array(three.joined())
        let members = three.map { gzipMembers($0, size: 1 << 20) }
        let frames = three.map { zstdFrames($0, size: 1 << 20) }
        #expect(try find(plain).bodies == bodies)
        #expect(try find(gzipMembers(plain, size: 1 << 20)).bodies == bodies)
        #expect(try find(gzipMembers(plain, size: 7)).bodies == bodies)
        let perRecord = try find(Array(members.joined()))
        #expect(perRecord.bodies == bodies)
        #expect(perRecord.offsets == [0, members[0].count, members[0].count + members[1].count])
        #expect(try find(Array(frames.joined())).bodies == bodies)
        #expect(try find(plain).offsets == [0, three[0].count, three[0].count + three[1].count])
    }

    @Test func `chunks depend on the content and places on nothing else`() throws {
        var generator = SeededGenerator(seed: 1)
        let records = (0..<300).map { index in
            let text = generator.text(Int.random(in: 0...400, using: &generator))
            return warcRecord(
                String(decoding: text, as: UTF8.self),
                type: index % 3 == 0 ? "request" : "response")
        }
        var limits = WebArchiveReader.Limits()
        limits.chunk = 5_000
        let plain = try find(Array(records.joined()), limits: limits)
        let compressed = try find(
            Array(records.map { gzipMembers($0, size: 1 << 20) }.joined()), limits: limits)
        #expect(plain.places == Array(0..<300))
        #expect(plain.chunkSizes == compressed.chunkSizes)
        #expect(plain.chunkSizes.count > 10)
        #expect(plain.bodies == compressed.bodies)
        let some = try find(Array(records.joined()), kinds: [.response], limits: limits)
        #expect(some.places == Array(0..<300).filter { $0 % 3 != 0 })
    }

    @Test func `odd but readable headers are read`() throws {
        let odd = Array(
            """
            WARC/1.1
            warc-type:response
            WARC-TARGET-URI :  <http://a/b c>
            content-length:   3

            abcWARC/1.0\r
            WARC-Type: unheard-of\r
            X: folded\r
             line\r
            Content-Length: 2\r
            \r
            de
            """.utf8)
        let found = try find(odd)
        #expect(found.kinds == [.response, .other])
        #expect(found.urls == ["http://a/b c", ""])
        #expect(found.bodies == [Array("abc".utf8), Array("de".utf8)])
        #expect(found.problems.isEmpty)
    }

    @Test(arguments: ["40", "300", "99999999", "-1", "x", ""])
    func `a wrong length costs its record only`(length: String) throws {
        var broken = three
        let text = String(decoding: three[1], as: UTF8.self)
        broken[1] = Array(
            text.replacing("Content-Length: 15", with: "Content-Length: \(length)").utf8)
        let found = try find(Array(broken.joined()))
        #expect(found.bodies == [bodies[0], bodies[2]])
        #expect(found.places == [0, 2])
        #expect(found.problems.map(\.place) == [1])
        #expect(found.problems[0].error.offset! >= three[0].count)
        // A member shows where its record ends.
        let members = try find(Array(broken.map { gzipMembers($0, size: 1 << 20) }.joined()))
        #expect(members.bodies == bodies)
    }

    @Test func `a missing length and garbage between records cost a record each`() throws {
        let text = String(decoding: three[1], as: UTF8.self)
        let unsized = Array(text.replacing("Content-Length: 15\r\n", with: "").utf8)
        let garbage = Array("this is\nno record\r\n".utf8)
        let found = try find(three[0] + unsized + three[2] + garbage + three[0])
        #expect(found.bodies == [bodies[0], bodies[2], bodies[0]])
        #expect(found.places == [0, 2, 4])
        #expect(found.problems.map(\.place) == [1, 3])
    }

    @Test func `a record over the limit is passed over without being held`() throws {
        var limits = WebArchiveReader.Limits()
        limits.record = 100
        let large = warcRecord(String(repeating: "x", count: 5_000_000))
        let found = try find(three[0] + large + three[2], limits: limits)
        #expect(found.bodies == [bodies[0], bodies[2]])
        #expect(found.problems.map(\.error.code) == [.tooLarge])
    }

    @Test func `a truncated member costs what follows in it`() throws {
        let whole = three.map { gzipMembers($0, size: 1 << 20) }
        let cut = Array(whole[1].dropLast(20))
        let found = try find(whole[0] + cut + whole[2])
        #expect(found.bodies == [bodies[0], bodies[2]])
        #expect(found.problems.map(\.place) == [1])
        #expect(found.problems[0].error.offset! >= whole[0].count)
    }

    @Test func `a wrong checksum costs its record`() throws {
        var members = three.map { gzipMembers($0, size: 1 << 20) }
        members[1][members[1].count - 6] ^= 1
        let found = try find(Array(members.joined()))
        #expect(found.bodies == [bodies[0], bodies[2]])
        #expect(found.problems.map(\.error.code) == [.corrupt])
    }

    @Test func `a file cut at any byte gives the records before and one problem`() throws {
        let plain = Array(three.joined())
        let members = three.map { gzipMembers($0, size: 1 << 20) }
        for stored in [plain, Array(members.joined()), gzipMembers(plain, size: 1 << 20)] {
            for length in 3..<stored.count {
                let found = try find(Array(stored[..<length]))
                #expect(bodies.starts(with: found.bodies))
                #expect(found.problems.count <= 1)
                #expect(found.bodies.count == 3 || length < stored.count)
            }
        }
    }

    @Test func `random damage never crashes, hangs or repeats an ordinal`() throws {
        var generator = SeededGenerator(seed: 2)
        let records = (0..<12).map { _ in
            warcRecord(String(decoding: generator.text(500), as: UTF8.self))
        }
        let stored = [
            Array(records.joined()), Array(records.map { gzipMembers($0, size: 1 << 20) }.joined()),
            Array(records.map { zstdFrames($0, size: 1 << 20) }.joined()),
        ]
        for round in 0..<600 {
            var broken = stored[round % 3]
            for _ in 0..<3 {
                let place = Int.random(in: 4..<broken.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: broken[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: broken.remove(at: place)
                default: broken.insert(10, at: place)
                }
            }
            let found = try find(broken)
            let places = (found.places + found.problems.map(\.place)).sorted()
            #expect(places == Array(0..<places.count))
            #expect(found.bodies.count + found.problems.count <= 30)
        }
    }

    @Test func `long stretches without a record are not held`() throws {
        var limits = WebArchiveReader.Limits()
        limits.header = 1000
        for filler: [UInt8] in [[0], [10], Array("WARC/1.0\n".utf8), Array("a\n".utf8)] {
            let garbage = Array(repeatElement(filler, count: 3_000_000 / filler.count).joined())
            let found = try find(three[0] + garbage + [10, 10] + three[2], limits: limits)
            #expect(found.bodies.first == bodies[0])
            #expect(found.bodies.last == bodies[2])
            #expect((found.chunkSizes.max() ?? 0) < 1_000_000)
        }
    }

    @Test func `an LZ4 file is refused by name`() throws {
        let error = #expect(throws: FileError.self) { try find([0x04, 0x22, 0x4D, 0x18, 0x64]) }
        #expect(error?.code == .unsupported)
    }

    // MARK: ARC

    private func arc(_ url: String, _ body: String, fields: String = "text/html") -> [UInt8] {
        Array("\(url) 1.2.3.4 20140216050221 \(fields) \(body.utf8.count)\n\(body)\n".utf8)
    }

    @Test func `ARC records of both versions are read, with spaces in addresses`() throws {
        let file =
            arc("filedesc://x.arc", "1 0 X\nURL IP-address Archive-date Content-type\n")
            + arc("http://a/b c?d=e f", "HTTP/1.0 200 OK\n\nbody")
            + arc("dns:a", "20140216 1.2.3.4")
            + arc("http://v2/", "HTTP/1.0 200 OK\n\n2", fields: "text/html 200 - - 500 f.arc")
        let found = try find(file)
        #expect(found.kinds == [.warcinfo, .response, .resource, .response])
        #expect(found.urls == ["filedesc://x.arc", "http://a/b c?d=e f", "dns:a", "http://v2/"])
        #expect(found.problems.isEmpty)
    }

    @Test func `a wrong ARC length costs its record only`() throws {
        let good = arc("http://a/", "one")
        let bad = Array(
            "http://b/ 1.2.3.4 20140216050221 text/html 700\nHTTP/1.0 200 OK\n\nb\n".utf8)
        let unsized = Array("http://b/ 1.2.3.4 20140216050221 text/html -1\nx\n".utf8)
        let found = try find(good + bad + arc("http://c/", "two") + unsized + good)
        #expect(found.urls == ["http://a/", "http://c/", "http://a/"])
        #expect(found.problems.map(\.place) == [1, 3])
    }
}
