// Texts that stand inside objects of their records: what stages change is what is written.
import PipelineCore
import TestSupport
import Testing

/// What a line becomes when its text is changed on the way.
private func written(
    _ line: String, _ reader: String, _ writer: String = "", text: String? = "new"
) throws -> String {
    let probe = try ReaderProbe("jsonl: { FILES\(reader) }", [("in.jsonl", Array(line.utf8))])
    var document = try #require(probe.documents.first)
    if let text { document.text = Array(text.utf8) }
    let output = try WriterProbe("jsonl: { compression: none\(writer) }", [document])
    return String(try output.text("00007-00000.jsonl").dropLast())
}

private let record = #"{"id":"1","body":{"n":1,"content":"old secret","x":[2]},"content":"y"}"#

@Test func `a text read from inside an object is put there, and the old one is gone`() throws {
    #expect(
        try written(record, ", text_field: body.content")
            == #"{"id":"1","text":"new","body":{"n":1,"content":"new","x":[2]},"content":"y"}"#)
}

@Test func `a writer's field with full stops lies in objects, made where they lack`() throws {
    #expect(
        try written(record, ", text_field: body.content", ", text_field: body.content")
            == #"{"id":"1","body":{"n":1,"content":"new","x":[2]},"content":"y"}"#)
    #expect(
        try written(record, ", text_field: body.content", ", text_field: a.b.c, fields: false")
            == #"{"id":"1","a":{"b":{"c":"new"}}}"#)
    #expect(
        try written(record, ", text_field: content", ", text_field: body.clean.text, id_field: m.k")
            == #"{"body":{"n":1,"content":"old secret","x":[2],"clean":{"text":"new"}},"m":{"k":"1"}}"#
    )
}

@Test func `every copy of a key leads to the new text`() throws {
    let twice = #"{"a":{"b":"old1","b":"old2","\u0062":"old3"},"a":{"b":"old4"},"c":[{"b":"5"}]}"#
    let line = try written(twice, ", text_field: a.b")
    #expect(!line.contains("old"))
    #expect(line.contains(#""c":[{"b":"5"}]"#))
}

@Test func `a key that holds a full stop is one key, read and written`() throws {
    let line = #"{"id":"1","a.b":"old","a":{"b":"other"}}"#
    #expect(
        try written(line, ", text_field: a.b", ", text_field: a.b")
            == #"{"id":"1","a.b":"new","a":{"b":"other"}}"#)
    #expect(
        try written(line, ", text_field: a.b") == #"{"id":"1","text":"new","a":{"b":"other"}}"#)
}

@Test func `deep objects change in one place only`() throws {
    let line = #"{"id":7,"a":{"b":{"c":"old","d":null},"e":{}},"z":1.50}"#
    #expect(
        try written(line, ", text_field: a.b.c", ", text_field: a.b.c")
            == #"{"id":7,"a":{"b":{"c":"new","d":null},"e":{}},"z":1.50}"#)
}

@Test(arguments: [
    (#""7""#, #""7""#), ("7", "7"), ("7.0", "7.0"),
    ("12345678901234567890123", "12345678901234567890123"),
    (#""7 \"a\"""#, #""7 \"a\"""#),
])
func `an id keeps its JSON type`(id: String, expected: String) throws {
    let line = try written(#"{"id":\#(id),"text":"t"}"#, "", text: nil)
    #expect(line == #"{"id":\#(expected),"text":"t"}"#)
}
