// `warc` as an input: which records are pages, and what becomes of the others.
import Foundation
import PipelineCore
import TestSupport
import Testing

@Suite struct ReadWebArchiveTests {
    private func record(
        _ body: String, type: String = "response", contentType: String = "application/http",
        headers: String = ""
    ) -> [UInt8] {
        let text = """
            WARC/1.0
            WARC-Type: \(type)
            WARC-Record-ID: <urn:uuid:1>
            WARC-Target-URI: http://a/
            WARC-Date: 2024-01-02T03:04:05Z
            Content-Type: \(contentType)\(headers)
            Content-Length: \(body.replacing("\n", with: "\r\n").utf8.count)

            \(body)


            """
        return Array(text.replacing("\n", with: "\r\n").utf8)
    }

    private func page(_ contentType: String?, _ body: String, status: Int = 200) -> [UInt8] {
        let type = contentType.map { "\nContent-Type: \($0)" } ?? ""
        return record("HTTP/1.1 \(status) X\(type)\n\n\(body)")
    }

    private func read(_ options: String, _ records: [UInt8]...) throws -> ReaderProbe {
        try ReaderProbe("warc: { FILES\(options) }", [("in.warc", Array(records.joined()))])
    }

    @Test func `a page becomes a document with what is known of it`() throws {
        let probe = try read("", page("Text/HTML; charset=Latin1", "<p>a"))
        let document = try #require(probe.documents.first)
        #expect(probe.texts == ["<p>a"])
        #expect(document.content == .html(charset: Array("latin1".utf8)))
        #expect(probe.ids == ["urn:uuid:1"])
        #expect(probe.urls == ["http://a/"])
        #expect(probe.fields == [#""date":"2024-01-02T03:04:05Z""#])
        #expect(document.offset == 0)
    }

    @Test func `what a proxy said before the response is passed over`() throws {
        let probe = try read(
            "",
            record(
                "HTTP/1.1 200 Connection established\n\nHTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>a"
            ))
        #expect(probe.texts == ["<p>a"])
    }

    @Test func `an ARC record without a head of HTTP is the page itself`() throws {
        let line = "http://a/x 192.0.2.1 20240301000000 text/html 9\n<p>a, b\n\n\n"
        let other = "http://a/y 192.0.2.1 20240301000000 image/png 4\nabcd\n\n"
        let head = "filedesc://a 0.0.0.0 20240301000000 text/plain 8\n1 0 X\nab\n"
        let probe = try ReaderProbe(
            "warc: { FILES }", [("in.arc", Array((head + line + other).utf8))])
        #expect(probe.texts.map { $0.prefix(7) } == ["<p>a, b"])
        #expect(probe.documents.first?.content == .html(charset: []))
    }

    @Test func `media type, status and kind decide, and places count every record`() throws {
        let records = [
            record("x: y", type: "warcinfo"), page("text/html", "<p>0"),
            page("image/gif", "GIF"), page("text/html", "<p>gone", status: 404),
            record("GET / HTTP/1.1\n\n", type: "request"), page("application/xhtml+xml", "<p>1"),
            page("text/plain", "words"), page(nil, " <!doctype html>2"), page(nil, "{}"),
            record("<p>3", type: "resource", contentType: "text/html"),
            record("plain", type: "conversion", contentType: "text/plain"),
            record("{}", type: "metadata", contentType: "application/json"),
        ]
        let all = Array(records.joined())
        let probe = try read("", all)
        #expect(probe.texts == ["<p>0", "<p>1", " <!doctype html>2", "<p>3", "plain"])
        #expect(probe.places == [1, 5, 7, 9, 10])
        #expect(probe.documents.map(\.content.kind) == [.html, .html, .html, .html, .text])
        #expect(try read(", statuses: [404]", all).texts.first == "<p>gone")
        #expect(try read(", statuses: []", all).texts.count == 6)
        #expect(
            try read(", media_types: [text/plain]", all).texts == ["words", "plain"])
    }

    @Test(arguments: [
        ("application/pdf", true), ("image/png", true), ("Application/ZIP", true),
        ("application/vnd.ms-excel", true), ("text/html", false), ("application/xhtml+xml", false),
        ("application/octet-stream", false), ("text/plain", false),
    ])
    func `what the archive's makers found to be no page is none`(type: String, isOther: Bool) throws
    {
        let headers = "\nWARC-Identified-Payload-Type: \(type)"
        let probe = try read(
            "", record("HTTP/1.1 200 X\nContent-Type: text/html\n\n<p>a", headers: headers))
        #expect(probe.texts == (isOther ? [] : ["<p>a"]))
    }

    @Test func `text that is not UTF-8 is a bad record, odd addresses are repaired`() throws {
        var text = page("text/plain", "caf?")
        text[text.lastIndex(of: UInt8(ascii: "?"))!] = 0xE9
        var html = page("text/html", "<p>")
        html[html.firstRange(of: Array("http://a/".utf8))!.lowerBound + 7] = 0xE9
        let probe = try read(", media_types: [text/plain, text/html]", text, html)
        #expect(probe.badRecords.map(\.reason) == ["the page is not UTF-8 text"])
        #expect(probe.badPlaces == [0])
        #expect(probe.urls == ["http://\u{FFFD}/"])
    }

    @Test func `a broken record is a bad record with its place`() throws {
        let good = page("text/html", "<p>good")
        var bad = page("text/html", "<p>bad")
        bad.replace(Array("Content-Length: ".utf8), with: Array("Content-Length: 9".utf8))
        let probe = try read("", good, bad, good)
        #expect(probe.texts == ["<p>good", "<p>good"])
        #expect(probe.badPlaces == [1])
        #expect(probe.badRecords[0].offset >= good.count)
    }

    @Test func `a record over the limit is a bad record`() throws {
        let large = page("text/html", String(repeating: "x", count: 1 << 20))
        let probe = try read(", max_record_megabytes: 1", large, page("text/html", "<p>"))
        #expect(probe.texts == ["<p>"])
        #expect(probe.badPlaces == [0])
    }

    @Test(arguments: [
        "warc: {}", "warc: { paths: [a], media_types: [] }",
        "warc: { paths: [a], max_record_megabytes: 0 }",
    ])
    func `options that cannot be meant are refused`(yaml: String) {
        #expect(throws: ConfigError.self) { try buildStage(yaml, kinds: [.reader]) }
    }

    @Test(
        arguments: [
            ("", [.html, .text]), (", media_types: [text/plain]", .text),
            (", media_types: [Application/XHTML+xml, text/plain]", [.html, .text]),
        ] as [(String, ContentKinds)])
    func `html is promised where pages of such a type are asked for`(
        options: String, kinds: ContentKinds
    ) throws {
        let built = try buildStage("warc: { paths: [a.warc]\(options) }", kinds: [.reader])
        #expect(built.stage.flow.gives == kinds)
    }

    @Test(.enabled(if: sharedFile("data/warc") != nil, "shared/data/warc is not here"))
    func `real archives give their pages`() throws {
        let wet = try #require(
            sharedFile("data/warc/small/commoncrawl__whirlwind-python/whirlwind.warc.wet.gz"))
        let crawl = try #require(sharedFile("data/warc/crawl-dev.warc.gz"))
        let text = try ReaderProbe("warc: { FILES }", paths: [wet.path])
        #expect(text.documents.map(\.content) == [.text])
        let pages = try ReaderProbe("warc: { FILES }", paths: [crawl.path])
        #expect(pages.documents.count > 2_900)
        #expect(pages.badRecords.isEmpty)
        #expect(pages.chunkSizes.count > 5)
    }
}
