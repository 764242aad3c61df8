// Archive records as crawlers and servers really write them: every page that is there comes out.
import Execution
import FileFormats
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

private let cases = sharedFile("data/cases/web/40-warc")
private let names =
    cases.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path).sorted() } ?? []

/// The lines that a run wrote.
private func records(_ folder: String) throws -> [[String: Any]] {
    let output = folder + "/text"
    guard FileManager.default.fileExists(atPath: output) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: output).sorted().flatMap { name in
        let stream = try ByteStream(path: output + "/" + name)
        var bytes: [UInt8] = []
        while try stream.read(into: &bytes) > 0 {}
        return try bytes.split(separator: 10).map {
            try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any] ?? [:]
        }
    }
}

private func run(_ archive: String, _ scratch: ScratchDirectory) throws -> [[String: Any]] {
    let yaml = """
        name: t
        input: [{ warc: { paths: ['\(archive)'] } }]
        stages: [extract_html]
        output: [{ jsonl: { path: text } }]
        """
    let plan = try Planner(catalogue: .builtin).plan(PipelineFile(yaml: yaml, file: "t"))
    _ = try PipelineRun(plan: plan, folder: RunFolder(scratch("run"))).run()
    return try records(scratch("run"))
}

@Test(.enabled(if: !names.isEmpty, "needs ../shared"), arguments: names)
func `the pages of a case come out, and what is no page doesn't`(name: String) throws {
    let folder = try #require(cases).appending(path: name)
    let archive = try #require(
        FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasPrefix("a.") })
    let texts = try run(folder.appending(path: archive).path, ScratchDirectory())
        .compactMap { $0["text"] as? String }
    #expect(!texts.contains { $0.hasPrefix("%PDF") || $0.hasPrefix("wOF") || $0.hasPrefix("{") })
    let expected = folder.appending(path: "expected.txt")
    guard let line = try? String(contentsOf: expected, encoding: .utf8) else { return }
    let wanted = line.prefix { $0 != "(" }.split(separator: ":")[1].split(separator: ",")
        .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    for page in wanted where !page.hasSuffix("?") {
        #expect(texts.contains { $0.contains(page) }, "\(page)")
    }
}

@Test(.enabled(if: names.contains("warc-truncated"), "needs ../shared"))
func `a record that says it was cut makes a page that says so`() throws {
    let path = try #require(cases).appending(path: "warc-truncated/a.warc").path
    let truncated = try run(path, ScratchDirectory()).map { $0["truncated"] as? Bool }
    #expect(truncated == [true, nil])
}

/// The CRC-32 of zip archives, bit by bit.
private func crc32(_ bytes: [UInt8]) -> Int {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return Int(~crc)
}

/// A zip archive whose entries are stored as they are.
private func zip(_ entries: [(name: String, content: [UInt8])]) -> [UInt8] {
    func word(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var (archive, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, content) in entries {
        let name = Array(name.utf8)
        let sizes = word(crc32(content), 4) + word(content.count, 4) + word(content.count, 4)
        let start = archive.count
        archive += word(0x0403_4B50, 4) + word(20, 2) + word(0, 2) + word(0, 2) + word(0, 4) + sizes
        archive += word(name.count, 2) + word(0, 2) + name + content
        directory += word(0x0201_4B50, 4) + word(20, 2) + word(20, 2) + word(0, 2) + word(0, 2)
        directory += word(0, 4) + sizes + word(name.count, 2) + word(0, 2) + word(0, 2)
        directory += word(0, 2) + word(0, 2) + word(0, 4) + word(start, 4) + name
    }
    let end =
        word(0x0605_4B50, 4) + word(0, 4) + word(entries.count, 2) + word(entries.count, 2)
        + word(directory.count, 4) + word(archive.count, 4) + word(0, 2)
    return archive + directory + end
}

private func response(_ words: String) -> [UInt8] {
    let page =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>The page \(words) tells "
        + "a story of some length, so that it is content.</p><p>And it goes on.</p></body></html>"
    return Array(
        ("WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\(words)\r\n"
            + "Content-Type: application/http\r\nContent-Length: \(page.utf8.count)\r\n\r\n\(page)"
            + "\r\n\r\n").utf8)
}

@Test func `the archives in a WACZ file are read one after another`() throws {
    let scratch = try ScratchDirectory()
    var packed: [UInt8] = []
    let compressor = GzipCompressor(level: 6)
    for words in ["one", "two"] { compressor.compress(response(words).span, appendingTo: &packed) }
    let archive = zip([
        ("datapackage.json", Array("{}".utf8)), ("archive/data.warc.gz", packed),
        ("indexes/index.cdx", Array("x".utf8)), ("archive/more.warc", response("three")),
    ])
    let rows = try run(try scratch.write(archive, to: "site.wacz"), scratch)
    #expect(
        rows.map { $0["url"] as? String }
            == ["one", "two", "three"].map { "http://a.example/\($0)" })
    #expect(Set(rows.compactMap { $0["id"] as? String }).count == 3)
}

@Test func `what can't be read of a WACZ file is a bad record that names it`() throws {
    let scratch = try ScratchDirectory()
    var archive = zip([
        ("archive/a.warc", response("one")), ("archive/b.warc.bz2", Array("BZh91AY&SY".utf8)),
        ("archive/c.warc", response("two")),
    ])
    let place = try #require(archive.firstRange(of: Array("The page two".utf8))?.lowerBound)
    archive[place + 5] ^= 1
    let path = try scratch.write(archive, to: "site.wacz")
    #expect(try run(path, scratch).count >= 1)
    let ledger = LedgerFiles(RunFolder(scratch("run")))
    var reasons: [String] = []
    try ledger.forEachRow(["reason"], where: LedgerFilter(every: [("fate", "bad")])) { row in
        reasons.append(row["reason"] ?? "")
        return true
    }
    #expect(reasons.contains { $0.contains("archive/b.warc.bz2") }, "\(reasons)")
    #expect(reasons.contains { $0.contains("checksum of archive/c.warc") }, "\(reasons)")
}

@Test func `a WACZ file without archives, and one that is cut off, are bad records`() throws {
    let empty = zip([("datapackage.json", Array("{}".utf8))])
    let cut = Array(zip([("archive/a.warc", response("one"))]).dropLast(30))
    for bytes in [empty, cut] {
        let scratch = try ScratchDirectory()
        let path = try scratch.write(bytes, to: "site.wacz")
        #expect(try run(path, scratch).isEmpty)
    }
}
