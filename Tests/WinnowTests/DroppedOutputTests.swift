// `fate: dropped`: what rules dropped is written too, from all parts of a pipeline.
import TestSupport
import Testing

@Test func `what was dropped is written with its stage and rule, and no kept document with it`()
    throws
{
    let scratch = try ScratchDirectory()
    let texts = ["a b c", "a b c", "x", "d e f", "g h i"]
    let lines = texts.enumerated().map { #"{"id":"\#($0)","text":"\#($1)","rule":"own"}"# + "\n" }
    try scratch.write(lines.joined(), to: "in.jsonl")
    try scratch.write(
        """
        name: t
        input: [{ jsonl: { paths: [in.jsonl] } }]
        stages:
          - gopher_quality: { min_words: 2, min_mean_word_length: 0, min_alphabetic_words: 0, min_stop_words: 0 }
          - exact_dedup
          - limit: { documents: 2 }
        output:
          - jsonl: { path: text, compression: none }
          - jsonl: { path: dropped, fate: dropped, compression: none }
          - parquet: { path: table, fate: dropped }
        """, to: "p.yaml")
    let run = try WinnowProcess.run(["run", "p.yaml", "--output", "out"], in: scratch("."))
    #expect(run.status == 0, "\(run.error)")
    func line(_ segment: Int) throws -> String {
        try scratch.text("out/dropped/\(segment)-00000-00000.jsonl")
    }
    #expect(
        try line(0)
            == #"{"id":"2","text":"x","own":{"rule":"own"},"stage":"gopher_quality","#
            + #""rule":"gopher_short_doc"}"# + "\n")
    #expect(
        try line(1).hasPrefix(
            #"{"id":"1","text":"a b c","own":{"rule":"own"},"stage":"exact_dedup","#))
    #expect(try line(2).contains(#""stage":"limit","#))
    #expect(try scratch.text("out/text/00000-00000.jsonl").split(separator: "\n").count == 2)
    let table = try WinnowProcess.run(
        ["parquet", "head", "--json", "out/table/1-00000-00000.parquet"], in: scratch("."))
    #expect(table.text.contains(#""stage":"exact_dedup","rule":"duplicate""#), "\(table.text)")
    #expect(try WinnowProcess.run(["verify", "out"], in: scratch(".")).status == 0)
    let manifest = try scratch.text("out/manifest.json")
    #expect(manifest.contains("2-00000-00000.jsonl"))
}
