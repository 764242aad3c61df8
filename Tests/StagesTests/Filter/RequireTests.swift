// `require`: bounds at their edges, words, fields, columns of earlier stages, refusals.
import PipelineCore
import Stages
import TestSupport
import Testing

private func run(_ yaml: String, fields: String) throws -> StageProbe.Result {
    var document = Document(
        key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: Array("text".utf8))
    document.fields = Array(fields.utf8)
    return try StageProbe("require: { \(yaml) }").run(document)
}

private let numbers: [(String, String?)] = [
    ("2.99", "below_min"), ("3", nil), ("3.0", nil), ("5", nil), ("5.01", "above_max"),
    ("-1e3", "below_min"), (#""4""#, "missing"), ("null", "missing"), ("[4]", "missing"),
]

@Test(arguments: numbers)
func `numbers of a field pass between the bounds, both included`(
    value: String, reason: String?
) throws {
    let result = try run("field: score, min: 3, max: 5", fields: #""score":\#(value)"#)
    #expect(result.drop?.rule == reason)
}

@Test func `a drop tells value and threshold`() throws {
    let drop = try run("field: a.b, max: 5", fields: #""x":1,"a":{"b":7}"#).drop
    #expect(drop?.value == .number(7))
    #expect(drop?.threshold == .number(5))
}

private let listed: [(String, String?)] = [
    (#""lang":"en""#, nil), (#""lang":"fr""#, "not_listed"), (#""lang":"\u0065n""#, nil),
    (#""lang":"EN""#, "not_listed"), (#""lang":7"#, "missing"), ("", "missing"),
]

@Test(arguments: listed)
func `words of a field must be listed`(fields: String, reason: String?) throws {
    #expect(try run("field: lang, one_of: [en, de]", fields: fields).drop?.rule == reason)
}

@Test func `flags are words`() throws {
    #expect(try run("field: ok, one_of: ['true']", fields: #""ok":true"#).drop == nil)
    #expect(try run("field: ok, none_of: ['false']", fields: #""ok":false"#).drop?.rule == "listed")
}

@Test(arguments: ["min: 3", "one_of: [en]", "none_of: [en]"])
func `what is missing passes when the user says so`(bound: String) throws {
    #expect(try run("field: x, \(bound)", fields: "").drop?.rule == "missing")
    #expect(try run("field: x, \(bound), keep_missing: true", fields: "").drop == nil)
}

@Test func `fields that are not JSON are a bad record`() throws {
    #expect(throws: DataError.self) { try run("field: x, min: 1", fields: #""x":"#) }
}

private func build(_ options: String, after columns: [EarlierColumn]) throws -> BuiltStage {
    let yaml = "input: []\noutput: []\nstages:\n  - require: { \(options) }\n"
    let use = try PipelineFile(yaml: yaml, file: "test.yaml").stages[0]
    return try StageCatalogue.builtin.entry("require", kinds: [.filter])!.build(
        use.options, file: "test.yaml", stagePlace: use.place,
        context: StageContext(earlierColumns: columns))
}

private let columns = [
    EarlierColumn(name: "detect_language.language", index: 0, unit: .label),
    EarlierColumn(name: "detect_language.score", index: 1, unit: .score),
]

@Test func `an earlier stage's measurement is compared`() throws {
    let built = try build("measurement: detect_language.score, min: 0.8", after: columns)
    let link = try StageRunner.make(built.stage as! any Measuring, stage: 1, firstColumn: 2)
    for (score, reason) in [(0.79, "below_min"), (0.8, nil), (.nan, "missing")] {
        var document = Document(key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: [])
        document.values = [.nan, score, .nan, .nan, .nan]
        #expect(try link.process(&document, in: DocumentScratch())?.rule == reason)
    }
}

@Test func `an earlier stage's word is compared`() throws {
    let built = try build(
        "measurement: detect_language.language, one_of: [English]", after: columns)
    let link = try StageRunner.make(built.stage as! any Measuring, stage: 1, firstColumn: 2)
    for (word, reason) in [("en", nil), ("fr", "not_listed")] {
        var document = Document(key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: [])
        document.values = Array(repeating: .nan, count: 5)
        document.labels = [MeasuredLabel(column: 0, text: Array(word.utf8))]
        #expect(try link.process(&document, in: DocumentScratch())?.rule == reason)
    }
}

@Test(arguments: [
    ("measurement: detect_language.scor, min: 1", "detect_language.score"),
    ("measurement: gopher_quality.words, min: 1", "no stage before this one records"),
    ("measurement: detect_language.score, one_of: [en]", "compare it with min or max"),
    ("measurement: detect_language.language, min: 1", "compare it with one_of"),
    ("min: 1", "must be given"), ("field: a, measurement: b, min: 1", "only one of"),
    ("measurement: language, one_of: [en]", "there is: detect_language.language"),
    ("field: detect_language.score, min: 1", "write measurement: detect_language.score; or"),
    ("field: a, one_of: en", "expected a list, found 'en'\n  Write [en]."),
    ("field: a", "needs a bound"), ("field: a, min: 2, max: 1", "must not be above max"),
])
func `what can't be meant is refused with a place`(options: String, part: String) throws {
    let error = #expect(throws: ConfigError.self) { try build(options, after: columns) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("test.yaml:4") == true)
}

@Test(arguments: [
    ("one_of: [forums]", "Did you mean 'forum'?"),
    ("none_of: [shop]", "It is one of: article, forum"),
])
func `a word that a measurement never is is refused by name`(list: String, part: String) throws {
    let kinds = EarlierColumn(
        name: "extract_html.page_kind", index: 0, unit: .label, words: ["article", "forum"])
    let options = "measurement: extract_html.page_kind, \(list)"
    let error = #expect(throws: ConfigError.self) { try build(options, after: [kinds]) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
}

@Test func `a field that is called like a measurement must be allowed to miss`() throws {
    let kinds = EarlierColumn(
        name: "extract_html.page_kind", index: 0, unit: .label, words: ["article", "forum"])
    let options = "field: page_kind, one_of: [forum]"
    let error = #expect(throws: ConfigError.self) { try build(options, after: [kinds]) }
    #expect(error?.description.contains("write measurement: extract_html.page_kind; or") == true)
    #expect(throws: Never.self) { try build(options + ", keep_missing: true", after: [kinds]) }
    #expect(throws: Never.self) { try build(options, after: columns) }
    #expect(throws: Never.self) { try build("field: language, one_of: [en]", after: columns) }
}
