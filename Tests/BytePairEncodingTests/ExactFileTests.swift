// Tokenizer files on whose odd parts ids used to differ from those that `tokenizers` gives.
import BytePairEncoding
import Foundation
import Testing

/// A tokenizer.json of single characters and a few merges, with components as they are given.
private func tokenizer(
    names: [String], merges: [[String]] = [], added: String = "[]", normalizer: String = "null",
    preTokenizer: String = "null", decoder: String = "null", settings: String = ""
) throws -> Tokenizer {
    let vocabulary = names.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
    let pairs = merges.map { "[\"\($0[0])\",\"\($0[1])\"]" }.joined(separator: ",")
    let json =
        #"{"added_tokens":\#(added),"normalizer":\#(normalizer),"pre_tokenizer":\#(preTokenizer),"#
        + #""post_processor":null,"decoder":\#(decoder),"model":{"type":"BPE",\#(settings)"#
        + #""vocab":{\#(vocabulary)},"merges":[\#(pairs)]}}"#
    return try Tokenizer(huggingFace: Array(json.utf8))
}

private func ids(_ text: String, _ tokenizer: Tokenizer) -> [UInt32] {
    var ids: [UInt32] = []
    TokenEncoder(tokenizer, cacheBytes: 1 << 16).encode(Array(text.utf8).span, into: &ids)
    return ids
}

private func added(_ id: Int, _ text: String, _ flags: String = "") -> String {
    #"{"id":\#(id),"content":"\#(text)","special":false,"normalized":true\#(flags)}"#
}

@Test func `a split between characters parts what would merge`() throws {
    let split =
        #"{"type":"Split","pattern":{"Regex":"(?<=[a-z])(?=[A-Z])"},"#
        + #""behavior":"Isolated","invert":false}"#
    let names = ["a", "B", "aB"]
    let merges = [["a", "B"]]
    #expect(ids("aB", try tokenizer(names: names, merges: merges)) == [2])
    #expect(
        ids("aB", try tokenizer(names: names, merges: merges, preTokenizer: split)) == [0, 1])
}

@Test func `an added token is looked for as the normalizer makes it`() throws {
    let it = try tokenizer(
        names: ["a", "b"], added: "[\(added(2, "AB"))]", normalizer: #"{"type":"Lowercase"}"#)
    #expect(ids("abAB", it) == [2, 2])
    var text: [UInt8] = []
    try it.decode([2], into: &text)
    #expect(text == Array("ab".utf8))
}

@Test func `white space goes to the first of two tokens that take it`() throws {
    let tokens = added(2, "x", #","rstrip":true"#) + "," + added(3, " ", #","lstrip":true"#)
    let it = try tokenizer(names: ["a", "b"], added: "[\(tokens)]")
    #expect(ids("x a", it) == [2, 0])
    #expect(ids("a a", it) == [0, 3, 0])
}

@Test func `what is on both sides of a lost character merges`() throws {
    let it = try tokenizer(names: ["▁", "▁▁"], merges: [["▁", "▁"]])
    #expect(ids("▁v▁", it) == [1])
}

@Test func `nothing is put before an empty text`() throws {
    let mark = #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"#
    let it = try tokenizer(names: ["▁", "a"], preTokenizer: mark)
    #expect(ids("", it).isEmpty)
    #expect(ids("a", it) == [0, 1])
}

@Test func `a superscript is of a word, but not between brackets`() throws {
    func pieces(_ pattern: String) throws -> [Range<Int>] {
        try SplitRegex(pattern).matches(in: Array("a²".utf8).span)
    }
    #expect(try pieces(#"\w+"#) == [0..<3])
    #expect(try pieces(#"[\w]+"#) == [0..<1])
    #expect(try SplitRegex(#"\w+"#, .tiktoken).matches(in: Array("a²".utf8).span) == [0..<1])
}

@Test(arguments: [
    (#"{"type":"Prepend","prepend":""}"#, "null", "null"),
    (
        #"{"type":"Replace","pattern":{"Regex":"\\B"},"content":"_"}"#,
        #"{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}"#, "null"
    ),
    ("null", #"{"type":"UnicodeScripts"}"#, "null"), ("null", "null", #"{"type":"CTC"}"#),
])
func `what would be encoded otherwise is refused`(
    normalizer: String, preTokenizer: String, decoder: String
) {
    #expect(throws: TokenizerError.self) {
        try tokenizer(
            names: ["a"], normalizer: normalizer, preTokenizer: preTokenizer, decoder: decoder)
    }
}

/// Files that came with reports of wrong ids, and the ids that `tokenizers` 0.23.3 gives.
private let reported: [(String, [UInt32])] = [
    ("24-zero-width/zw-isolated.json", [8, 0, 0, 67, 0, 0, 0, 10, 0, 88, 9]),
    ("26-norm-added/llama2add.json", [62, 0, 7, 16, 14, 9]), ("26-norm-added/normadd.json", [129]),
]
private let cases = "../shared/data/cases/tok/"

@Test(
    .enabled(if: FileManager.default.fileExists(atPath: cases)),
    arguments: reported)
func `reported files give the ids that they should`(file: String, expected: [UInt32]) throws {
    let place = URL(fileURLWithPath: cases + file)
    let it = try Tokenizer(huggingFace: Array(Data(contentsOf: place)))
    let text = try Data(contentsOf: place.deletingLastPathComponent().appending(path: "in.txt"))
    #expect(ids(String(decoding: text, as: UTF8.self), it) == expected)
}
