// Bodies come out decoded, headers that lie are seen through, and nothing grows without bound.
import FileFormats
import Foundation
import TestSupport
import Testing

@Suite struct HTTPDecoderTests {
    private func decode(
        _ head: String, _ body: [UInt8] = [], limits: HTTPDecoder.Limits = .init()
    ) -> (message: HTTPMessage, body: [UInt8]) {
        var decoder = HTTPDecoder(limits: limits)
        var decoded: [UInt8] = [1, 2, 3]
        let bytes = Array(head.replacing("\n", with: "\r\n").utf8) + body
        let message = decoder.decode(bytes.span, into: &decoded)
        return (message, decoded)
    }

    private let page = Array("<html>a page, a page, a page</html>".utf8)
    private var gzipped: [UInt8] { gzipMembers(page, size: 1 << 20) }
    private var zlibbed: [UInt8] {
        [0x78, 0x9C] + raw + [0, 0, 0, 0]
    }
    /// gzip's member without its 10 bytes of header and 8 of trailer is raw deflate data.
    private var raw: [UInt8] { Array(gzipped.dropFirst(10).dropLast(8)) }
    /// Made by python: brotli.compress(page, quality=5).
    private let brotli = [UInt8](
        Data(base64Encoded: "GyIAAMQpR9q8LZAWedCuT0Im0ScdK3VJOCm+N0JWAA==")!)

    @Test func `the head gives status, media type and charset`() {
        let (message, body) = decode(
            "HTTP/1.1 200 OK\ncontent-TYPE: Text/HTML ; Charset=\"ISO-8859-1\"; x=y\n\n", page)
        #expect(message.status == 200)
        #expect(message.mediaType == Array("text/html".utf8))
        #expect(message.charset == Array("iso-8859-1".utf8))
        #expect(!message.isTruncated)
        #expect(body == page)
    }

    @Test func `heads that are odd or missing are read as far as they go`() {
        #expect(decode("HTTP/1.0 404\n\n").message.status == 404)
        #expect(decode("HTTP/1.1\nA: b\n\n", page).body == page)
        #expect(decode("", page).message.status == 0)
        #expect(decode("", page).body == page)
        #expect(decode("HTTP/1.1 200 OK").body == [])
        #expect(decode("HTTP/1.1 2x0 OK\n\n").message.status == 0)
        let folded = decode("http/1.1 200 OK\nno colon\nContent-Type: text/html;\n charset=x\n\n")
        #expect(folded.message.charset == Array("x".utf8))
        var decoder = HTTPDecoder()
        var body: [UInt8] = []
        let lineFeeds = Array("HTTP/1.1 200 OK\nContent-Type: a/b\n\nbody".utf8)
        #expect(decoder.decode(lineFeeds.span, into: &body).mediaType == Array("a/b".utf8))
        #expect(body == Array("body".utf8))
    }

    @Test func `chunked bodies lose their frame`() {
        let head = "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, Chunked\n\n"
        func chunked(_ body: String) -> (String, Bool) {
            let result = decode(head, Array(body.utf8))
            return (String(decoding: result.body, as: UTF8.self), result.message.isTruncated)
        }
        #expect(chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n") == ("abcde", false))
        #expect(chunked("3;x=\"y\"\r\nabc\r\n0\r\nTrailer: x\r\n\r\n") == ("abc", false))
        #expect(chunked("3\nabc\n  2 \nde\n0\n") == ("abcde", false))
        #expect(chunked("3\r\nabc\r\n5\r\nde") == ("abcde", true))
        #expect(chunked("3\r\nabc\r\nnonsense") == ("abc", true))
        #expect(chunked("FFFFFFFFFFF\r\nabc") == ("abc", true))
        #expect(chunked("<html>3\r\n") == ("<html>3\r\n", false))
        #expect(chunked("") == ("", false))
    }

    @Test func `every content coding is undone, stacked ones too`() {
        for (name, body) in [
            ("gzip", gzipped), ("X-GZip", gzipped), ("deflate", raw), ("br", brotli),
            ("zstd", zstdFrames(page, size: 1 << 20)), ("identity", page), ("none", page),
            ("gzip, gzip", gzipMembers(gzipped, size: 1 << 20)),
            ("gzip\nContent-Encoding: zstd", zstdFrames(gzipped, size: 1 << 20)),
        ] {
            let result = decode("HTTP/1.1 200 OK\nContent-Encoding: \(name)\n\n", body)
            #expect(result.body == page, "\(name)")
            #expect(!result.message.isTruncated, "\(name)")
        }
    }

    @Test func `a body that is not encoded is taken as it is`() {
        for name in ["gzip", "deflate", "br", "zstd", "gzip, br"] {
            for body in [page, Array("plain words, no markup at all".utf8), []] {
                let result = decode("HTTP/1.1 200 OK\nContent-Encoding: \(name)\n\n", body)
                #expect(result.body == body, "\(name)")
                #expect(!result.message.isTruncated)
            }
        }
    }

    @Test func `a body that breaks off gives what could be decoded`() {
        for (name, body) in [
            ("gzip", gzipped), ("deflate", raw), ("deflate", zlibbed), ("br", brotli),
            ("zstd", zstdFrames(page, size: 1 << 20)),
        ] {
            for length in 3..<(body.count - 8) {
                let result = decode(
                    "HTTP/1.1 200 OK\nContent-Encoding: \(name)\n\n", Array(body[..<length]))
                let isRaw = result.body == Array(body[..<length])
                #expect(page.starts(with: result.body) || isRaw, "\(name) \(length)")
                #expect(result.message.isTruncated || isRaw)
            }
        }
    }

    @Test func `bombs are cut`() {
        let zeros = [UInt8](repeating: 0, count: 30 << 20)
        let bomb = gzipMembers(gzipMembers(zeros, size: 1 << 30), size: 1 << 30)
        var limits = HTTPDecoder.Limits()
        limits.expansion = 100
        let (message, body) = decode(
            "HTTP/1.1 200 OK\nContent-Encoding: gzip, gzip\n\n", bomb, limits: limits)
        #expect(message.isTruncated)
        #expect(body.count < 4 << 20)
        limits.bodySize = 1000
        let zstd = zstdFrames(zeros, size: 1 << 30)
        #expect(
            decode("HTTP/1.1 200 OK\nContent-Encoding: zstd\n\n", zstd, limits: limits)
                .body.count == 1000)
    }

    @Test func `random bytes and random damage never crash`() {
        var generator = SeededGenerator(seed: 1)
        let bodies = [gzipped, raw, zlibbed, brotli, zstdFrames(page, size: 1 << 20)]
        for round in 0..<2_000 {
            var body = bodies[round % bodies.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                body[Int.random(in: 0..<body.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            let coding = ["gzip", "deflate", "deflate", "br", "zstd"][round % 5]
            let result = decode(
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Encoding: \(coding)\n\n", body
            )
            #expect(result.body.count <= 1 << 20)
        }
    }

    @Test func `a head of a million lines is bounded`() {
        let lines = Array(repeatElement(Array("a:b\n".utf8), count: 1_000_000).joined())
        var decoder = HTTPDecoder()
        var body: [UInt8] = []
        let message = decoder.decode((Array("HTTP/1.1 200 OK\n".utf8) + lines).span, into: &body)
        #expect(message.status == 200)
        #expect(body.count < lines.count)
    }
}
