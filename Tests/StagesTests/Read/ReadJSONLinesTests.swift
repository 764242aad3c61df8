// `jsonl` as an input: fields, paths, bad lines.
import PipelineCore
import TestSupport
import Testing

@Suite struct ReadJSONLinesTests {
    private func read(_ lines: String, _ options: String = "") throws -> ReaderProbe {
        try ReaderProbe("jsonl: { FILES\(options) }", [("in.jsonl", Array(lines.utf8))])
    }

    @Test func `a line is a document with its id, address and other fields as written`() throws {
        let probe = try read(
            #"{"n": 1.50, "id": 7, "text": "a\nb", "x": {"y":[ 1 ]}, "url": "http://a/"}"# + "\n")
        #expect(probe.texts == ["a\nb"])
        #expect(probe.ids == ["7"])
        #expect(probe.urls == ["http://a/"])
        #expect(probe.fields == [#""n": 1.50,"x": {"y":[ 1 ]}"#])
    }

    @Test func `an address that is no text stays a field, and a bad record keeps its id`() throws {
        let probe = try read(
            """
            {"text":"a","url":5,"n":1}
            {"text":"b","url":["http://a/"]}
            {"text":"c","url":null}
            {"id":"x7","text":8}
            """)
        #expect(probe.urls == ["", "", ""])
        #expect(probe.fields == [#""n":1,"url":5"#, #""url":["http://a/"]"#, ""])
        #expect(probe.badRecords.map { String(decoding: $0.id, as: UTF8.self) } == ["x7"])
    }

    @Test func `a text that is HTML is a page, and its letters are UTF-8 whatever it states`()
        throws
    {
        let page = #"{"html":"<meta charset=latin1><p>né</p>"}"#
        let probe = try read(page, ", text_field: html, content: html")
        #expect(probe.documents[0].content == .html(charset: Array("utf-8".utf8)))
        #expect(try read(page, ", text_field: html").documents[0].content == .text)
    }

    @Test func `fields may have other names and lie in objects`() throws {
        let probe = try read(
            #"{"body":"t","meta":{"key":"k","url":"u"}}"#,
            ", text_field: body, id_field: meta.key, url_field: meta.url")
        #expect(probe.texts == ["t"])
        #expect(probe.ids == ["k"])
        #expect(probe.urls == ["u"])
    }

    @Test func `bad lines cost themselves, and every line keeps its number`() throws {
        let probe = try read(
            """
            {"text":"0"}

            {"text":"2"
            {"text":3}
            {"other":"4"}
            [5]
            {"text":"6"}
            """)
        #expect(probe.texts == ["0", "6"])
        #expect(probe.ids.map { $0.hasPrefix("/") } == [true, true])
        #expect(probe.ids.map { $0.split(separator: "/").last } == ["in.jsonl#0", "in.jsonl#6"])
        #expect(probe.places == [0, 6])
        #expect(probe.badPlaces == [2, 3, 4, 5])
        #expect(probe.badRecords.map(\.offset) == [14, 26, 37, 51])
        #expect(probe.badRecords.allSatisfy { !$0.reason.isEmpty })
    }

    @Test func `a line over the limit is a bad record`() throws {
        let long = #"{"text":"\#(String(repeating: "x", count: 1 << 20))"}"#
        let probe = try read(
            long + "\n" + #"{"text":"1"}"#, ", max_line_megabytes: 1")
        #expect(probe.places == [1])
        #expect(probe.badPlaces == [0])
    }

    @Test func `random damage leaves every line counted once`() throws {
        let line = Array(#"{"id":"a","text":"some words","n":[1,2,{"k":null}]}"#.utf8) + [10]
        var state: UInt64 = 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<100 {
            var lines = Array(repeatElement(line, count: 20).joined())
            for _ in 0..<10 {
                let place = random(lines.count)
                if lines[place] != 10 { lines[place] = UInt8(11 + random(245)) }
            }
            let probe = try ReaderProbe("jsonl: { FILES }", [("in.jsonl", lines)])
            #expect((probe.places + probe.badPlaces).sorted() == Array(0..<20))
        }
    }
}
