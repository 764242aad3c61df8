// What is written reads back as the same values.
import FileFormats
import Foundation
import TestSupport
import Testing

@Suite struct JSONWriterTests {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `commas stand between values and nowhere else`() {
        let written = text {
            $0.beginObject()
            $0.key("a")
            $0.int(-3)
            $0.key("b")
            $0.beginArray()
            $0.bool(true)
            $0.null()
            $0.beginObject()
            $0.endObject()
            $0.string(":")
            $0.string("{")
            $0.endArray()
            $0.key("c")
            $0.string("")
            $0.endObject()
            $0.endLine()
            $0.beginObject()
            $0.endObject()
        }
        #expect(
            written == """
                {"a":-3,"b":[true,null,{},":","{"],"c":""}
                {}
                """)
    }

    @Test func `what must be escaped is, shortly, and the rest is not`() {
        let written = text { $0.string("\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F} \"\\/é犬\u{7F}") }
        #expect(
            written == "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/é犬\u{7F}\"")
    }

    @Test func `doubles take the shortest digits that read back`() {
        let values: [(Double, String)] = [
            (0.1, "0.1"), (1, "1.0"), (-0.0, "-0.0"), (1e21, "1e+21"),
            (.leastNonzeroMagnitude, "5e-324"),
            (.nan, "null"), (-.infinity, "null"), (1 / 3, "0.3333333333333333"),
        ]
        for (value, expected) in values { #expect(text { $0.double(value) } == expected) }
    }

    @Test func `random strings come back through the scanner and through Foundation`() throws {
        var generator = SeededGenerator(seed: 11)
        var scanner = JSONScanner()
        for _ in 0..<500 {
            let scalars = (0..<Int.random(in: 0...40, using: &generator)).compactMap { _ in
                Unicode.Scalar(
                    UInt32.random(
                        in: 0...[0x7F, 0x80, 0x7FF, 0xFFFF, 0x10FFFF].randomElement(
                            using: &generator)!, using: &generator))
            }
            let string = String(String.UnicodeScalarView(scalars))
            var writer = JSONWriter()
            writer.beginObject()
            writer.key(string)
            writer.string(Array(string.utf8).span)
            writer.endObject()
            try scanner.scan(writer.bytes.span)
            let field = try #require(scanner.fields.first)
            #expect(JSONString.text(field.key, of: writer.bytes.span) == Array(string.utf8))
            #expect(JSONString.text(field.value, of: writer.bytes.span) == Array(string.utf8))
            let other = try JSONSerialization.jsonObject(with: Data(writer.bytes))
            // Foundation drops a leading byte-order mark of a string.
            if !string.unicodeScalars.contains("\u{FEFF}") {
                #expect(
                    (other as? [String: String])?.values.first.map { Array($0.utf8) }
                        == Array(string.utf8))
            }
        }
    }

    @Test func `every way to write a character is read, next to any other`() throws {
        let parts = [
            (#"\n"#, "\n"), (#"\t"#, "\t"), (#"\r"#, "\r"), (#"\b"#, "\u{8}"), (#"\f"#, "\u{C}"),
            (#"\""#, "\""), (#"\\"#, #"\"#), (#"\/"#, "/"), (#"\u0041"#, "A"), (#"\u00e9"#, "é"),
            (#"\u65E5"#, "日"), (#"\ud83d\ude00"#, "\u{1F600}"),
            (#"\udfff"#, "\u{FFFD}"), ("x", "x"), ("é日", "é日"), ("1234567", "1234567"),
            ("abcdefgh", "abcdefgh"),
        ]
        var random = SeededGenerator(seed: 31)
        var scanner = JSONScanner()
        for _ in 0..<5000 {
            let some = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                parts.randomElement(using: &random)!
            }
            let line = Array((#"{"t":""# + some.map(\.0).joined() + #""}"#).utf8)
            try scanner.scan(line.span)
            let value = try #require(scanner.fields.first?.value)
            #expect(JSONString.text(value, of: line.span) == some.flatMap { Array($0.1.utf8) })
        }
    }
}
