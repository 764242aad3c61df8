// What counts as no value, wherever it is met; byte-order marks; line ends; kinds of ids.
import PipelineCore
import Stages
import TestSupport
import Testing

private func read(_ lines: String, _ options: String = "") throws -> ReaderProbe {
    try ReaderProbe("jsonl: { FILES\(options) }", [("in.jsonl", Array(lines.utf8))])
}

private let nothing = [
    "", " ", "-", "--", "N/A", "n/a", "NA", "None", "null", "NULL", "nan", "NaN", "unknown",
    "Unknown",
    "UNDEFINED", "(null)", "?", " n/a ", "\u{A0}", "—", "\u{3000}-\u{A0}", "TBD", "missing",
    "http://",
]

@Test(arguments: nothing)
func `words for nothing are no address, no id and no field's value`(word: String) throws {
    let probe = try read(#"{"id":"\#(word)","url":"\#(word)","text":"t","lang":"\#(word)"}"#)
    #expect(probe.urls == [""])
    #expect(probe.ids[0].hasSuffix("in.jsonl#0"))
    for field in ["id", "url", "lang"] {
        let stage = try StageProbe("require: { field: \(field), none_of: [xx] }")
        #expect(try stage.run(probe.documents[0]).drop?.rule == "missing", "\(field)")
    }
}

@Test(arguments: ["na", "nano", "-1", "nonesuch", "http://n/a", "unknown person"])
func `words that only look like them are values`(word: String) throws {
    let probe = try read(#"{"id":"\#(word)","url":"\#(word)","text":"t"}"#)
    #expect(probe.urls == [word])
    #expect(probe.ids == [word])
}

@Test func `a word that a rule lists is a value, whatever it says`() throws {
    let document = try read(#"{"text":"t","license":"unknown"}"#).documents[0]
    let dropped = try StageProbe(
        "require: { field: license, none_of: [unknown], keep_missing: true }")
    #expect(try dropped.run(document).drop?.rule == "listed")
    let kept = try StageProbe("require: { field: license, one_of: [unknown, mit] }")
    #expect(try kept.run(document).drop == nil)
}

@Test func `a record's own id, address and text can be required by their names`() throws {
    let standard = try read(#"{"id":"a","url":"http://a/","text":"t"}"#).documents[0]
    let renamed = try read(
        #"{"m":{"k":5},"link":"http://a/","body":{"t":"t"}}"#,
        ", id_field: m.k, url_field: link, text_field: body.t"
    ).documents[0]
    for (document, id, url, text) in [
        (standard, "id", "url", "text"), (renamed, "m.k", "link", "body.t"),
        (renamed, "id", "url", "text"),
    ] {
        for field in [url, text] {
            let stage = try StageProbe("require: { field: \(field), one_of: ['http://a/', t] }")
            #expect(try stage.run(document).drop == nil, "\(field)")
        }
        let bound = id == "id" && document.id == Array("a".utf8) ? "one_of: [a]" : "min: 5"
        let stage = try StageProbe("require: { field: \(id), \(bound) }")
        #expect(try stage.run(document).drop == nil, "\(id)")
    }
}

@Test func `an id that was made is missing`() throws {
    let document = try read(#"{"text":"t"}"#).documents[0]
    let stage = try StageProbe("require: { field: id, none_of: [xx] }")
    #expect(try stage.run(document).drop?.rule == "missing")
}

@Test(arguments: [
    ("true", "the field 'id' is true or false, not text or a number"),
    ("[1]", "the field 'id' is a list, not text or a number"),
    ("{}", "the field 'id' is an object, not text or a number"),
])
func `ids that are none are refused with the reason`(id: String, reason: String) throws {
    let probe = try read(#"{"id":\#(id),"text":"t"}"# + "\n" + #"{"id":null,"text":"u"}"#)
    #expect(probe.badRecords.map(\.reason) == [reason])
    #expect(probe.texts == ["u"])
}

@Test func `a byte-order mark is no part of a line`() throws {
    let probe = try read(
        "\u{FEFF}" + #"{"id":"a","text":"t"}"# + "\n\u{FEFF}" + #"{"id":"b","text":"u"}"#)
    #expect(probe.ids == ["a", "b"])
    #expect(probe.badRecords.isEmpty)
    #expect(try read("\u{FEFF}\n").documents.isEmpty)
}

@Test func `line ends become line feeds, unless every byte is to stay`() throws {
    let line = #"{"text":"a\r\nb\rc\n\r\r\nd\r"}"#
    #expect(try read(line).texts == ["a\nb\nc\n\n\nd\n"])
    #expect(try read(line, ", line_ends: keep").texts == ["a\r\nb\rc\n\r\r\nd\r"])
}
