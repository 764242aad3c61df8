// The scanner reads what Python's json reads, refuses what it refuses, and says where.
import FileFormats
import Foundation
import TestSupport
import Testing

@Suite struct JSONScannerTests {
    private func scan(_ text: String) throws -> (JSONScanner, [UInt8]) {
        var scanner = JSONScanner()
        let bytes = Array(text.utf8)
        try scanner.scan(bytes.span)
        return (scanner, bytes)
    }

    private func error(_ text: String, depth: Int = 512) -> JSONError? {
        var scanner = JSONScanner(maximumDepth: depth)
        let bytes = Array(text.utf8)
        do throws(JSONError) {
            try scanner.scan(bytes.span)
            return nil
        } catch {
            return error
        }
    }

    /// Writes a value anew, through every accessor.
    private func rewrite(
        _ value: JSONValue, _ scanner: JSONScanner, _ text: [UInt8], _ writer: inout JSONWriter
    ) {
        switch value.kind {
        case .string: writer.string(JSONString.text(value, of: text.span).span)
        case .object:
            rewrite(scanner.members(of: value, in: text.span), scanner, text, &writer)
        case .array:
            writer.beginArray()
            for element in scanner.elements(of: value, in: text.span) {
                rewrite(element, scanner, text, &writer)
            }
            writer.endArray()
        default: writer.raw(text.span.extracting(value.range))
        }
    }

    private func rewrite(
        _ fields: [JSONField], _ scanner: JSONScanner, _ text: [UInt8], _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        for field in fields {
            writer.key(JSONString.text(field.key, of: text.span).span)
            rewrite(field.value, scanner, text, &writer)
        }
        writer.endObject()
    }

    @Test func `every text is read, or refused, as Python does it`() {
        for (text, expected) in jsonGoldens {
            let bytes = [UInt8](Data(base64Encoded: text)!)
            var scanner = JSONScanner()
            var writer = JSONWriter()
            do throws(JSONError) {
                try scanner.scan(bytes.span)
                rewrite(scanner.fields, scanner, bytes, &writer)
                #expect(
                    Data(writer.bytes).base64EncodedString() == expected,
                    "\(String(decoding: bytes, as: UTF8.self))")
            } catch {
                #expect(expected == nil, "\(String(decoding: bytes, as: UTF8.self)): \(error)")
                #expect(error.offset <= bytes.count)
            }
        }
    }

    @Test(arguments: ["", " ", #""a":1"#, #" "a" : [1,{"b":2}] , "c":"x" "#])
    func `members are scanned without their braces as with them`(members: String) throws {
        let (scanner, text) = try scan("{" + members + "}")
        var bare = JSONScanner()
        let bytes = Array(members.utf8)
        try bare.scanMembers(bytes.span)
        let (expected, found) = (scanner.fields, bare.fields)
        #expect(found.count == expected.count)
        for (a, b) in zip(found, expected) {
            #expect(bytes[a.sourceRange] == text[b.sourceRange])
        }
    }

    @Test(arguments: [",", #""a":1,"#, #""a":1}"#, #""a":1 2"#, #"{"a":1}"#, #""a""#, "1"])
    func `what are no members are refused`(text: String) {
        var scanner = JSONScanner()
        let bytes = Array(text.utf8)
        #expect(throws: JSONError.self) { try scanner.scanMembers(bytes.span) }
        #expect(scanner.fields.isEmpty)
    }

    @Test func `fields are places in the text`() throws {
        let (scanner, text) = try scan(#" {"id": "a", "n" :-1.5e3, "x":{"y":[1]},"e":"\n"} "#)
        func source(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
        #expect(scanner.fields.map { source($0.key.range) } == ["id", "n", "x", "e"])
        #expect(scanner.fields.map(\.value.kind) == [.string, .number, .object, .string])
        #expect(
            scanner.fields.map { source($0.value.range) } == ["a", "-1.5e3", #"{"y":[1]}"#, #"\n"#])
        #expect(scanner.fields.map(\.value.hasEscapes) == [false, false, false, true])
        #expect(source(scanner.fields[0].sourceRange) == #""id": "a""#)
    }

    @Test func `paths reach into objects and the last of equal keys counts`() throws {
        var (scanner, text) = try scan(
            #"{"meta":{"url":"1","url":"2","deep":{"k":7}},"a.b":3,"a":{"b":4},"\u0069d":5,"s":1}"#)
        func found(_ path: String) -> String? {
            scanner.find(JSONPath(path), in: text.span).map {
                String(decoding: text[$0.range], as: UTF8.self)
            }
        }
        #expect(found("meta.url") == "2")
        #expect(found("meta.deep.k") == "7")
        #expect(found("a.b") == "3")
        #expect(found("id") == "5")
        #expect(found("meta.none") == nil)
        #expect(found("s.t") == nil)
        #expect(found("") == nil)
    }

    @Test func `numbers are read exactly`() throws {
        let (scanner, text) = try scan(
            #"{"a":9223372036854775807,"b":9223372036854775808,"c":1.5,"d":-0,"e":1e400,"f":0.1}"#)
        let values = scanner.fields.map(\.value)
        #expect(
            values.map { JSONNumber.int($0, of: text.span) } == [.max, nil, nil, 0, nil, nil])
        #expect(
            values.map { JSONNumber.double($0, of: text.span) } == [
                0x1p63, 0x1p63, 1.5, -0.0, .infinity, 0.1,
            ])
    }

    @Test func `errors name the reason and the byte`() {
        #expect(error("[1]") == JSONError(.notAnObject, at: 0))
        #expect(error(#"{"a":1}}"#) == JSONError(.trailingBytes, at: 7))
        #expect(error(#"{"a" 1}"#) == JSONError(.expectedColon, at: 5))
        #expect(error(#"{"a":1 "b"}"#) == JSONError(.expectedCommaOrEnd, at: 7))
        #expect(error(#"{"a":[1}"#) == JSONError(.mismatchedEnd, at: 7))
        #expect(error(#"{"a":01}"#) == JSONError(.expectedCommaOrEnd, at: 6))
        #expect(error(#"{"a":-x}"#) == JSONError(.badNumber, at: 5))
        #expect(error(#"{"a":"b\q"}"#) == JSONError(.badEscape, at: 7))
        #expect(error(#"{"a":"b"#) == JSONError(.unendedString, at: 5))
        #expect(error(#"{"a":"#) == JSONError(.endsEarly, at: 5))
        #expect(error("{\"a\":\"1234567890\u{1}\"}") == JSONError(.controlCharacter, at: 16))
    }

    @Test func `nesting beyond the limit is refused, however deep`() {
        func nested(_ depth: Int) -> String {
            #"{"a":"# + String(repeating: "[", count: depth)
                + String(repeating: "]", count: depth) + "}"
        }
        #expect(error(nested(4), depth: 5) == nil)
        #expect(error(nested(5), depth: 5) == JSONError(.tooDeep, at: 9))
        #expect(error(nested(1_000_000), depth: 1023)?.reason == .tooDeep)
        #expect(error(#"{"a":1}"#, depth: 1) == nil)
    }

    @Test func `random bytes end in an error inside the text`() {
        var generator = SeededGenerator(seed: 9)
        let alphabet = Array(#"{}[]",:\u019eE+-.tfn "#.utf8) + [0, 0x1F, 0x80, 0xC3, 0xE7, 0xFF]
        var scanner = JSONScanner(maximumDepth: 8)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...40, using: &generator)
            let text = (0..<count).map { _ in alphabet.randomElement(using: &generator)! }
            do throws(JSONError) {
                try scanner.scan(([UInt8(ascii: "{")] + text).span)
            } catch {
                #expect(error.offset <= text.count + 1)
                #expect(scanner.fields.isEmpty)
            }
        }
    }
}
