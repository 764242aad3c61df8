// Parquet from the command line: written by a run, shown, and read by the next run.
import Foundation
import TestSupport
import Testing

private func pipeline(_ reader: String, _ writer: String) -> String {
    "name: t\ninput: [{ \(reader) }]\nstages: []\noutput: [{ \(writer) }]\n"
}

/// A folder in which a run made Parquet files of three records.
private func madeFiles() throws -> ScratchDirectory {
    let scratch = try ScratchDirectory()
    let lines = (0..<3).map { #"{"id":"d\#($0)","text":"text \#($0)","score":\#($0).5}"# + "\n" }
    try scratch.write(lines.joined(), to: "in.jsonl")
    try scratch.write(
        pipeline(
            "jsonl: { paths: [in.jsonl] }",
            "parquet: { columns: { id: string, text: string, score: float } }"), to: "p.yaml")
    let run = try WinnowProcess.run(["run", "p.yaml", "--output", "out"], in: scratch("."))
    #expect(run.status == 0, "\(run.error)")
    return scratch
}

private let made = "out/data/00000-00000.parquet"

@Test func `what a run wrote as Parquet the next one reads`() throws {
    let scratch = try madeFiles()
    try scratch.write(
        pipeline("parquet: { paths: [out/data] }", "jsonl: { compression: none }"), to: "q.yaml")
    let run = try WinnowProcess.run(["run", "q.yaml", "--output", "again"], in: scratch("."))
    #expect(run.status == 0, "\(run.error)")
    #expect(
        try scratch.text("again/text/00000-00000.jsonl")
            == (0..<3).map { #"{"id":"d\#($0)","text":"text \#($0)","score":\#($0).5}"# + "\n" }
            .joined())
    #expect(try WinnowProcess.run(["verify", "out"], in: scratch(".")).status == 0)
    #expect(try WinnowProcess.run(["verify", "again"], in: scratch(".")).status == 0)
    let manifest = try scratch.text("again/manifest.json")
    #expect(manifest.contains("00000-00000.parquet"))
}

@Test func `head prints rows, as JSON lines or for people`() throws {
    let scratch = try madeFiles()
    let json = try WinnowProcess.run(
        ["parquet", "head", "--rows", "2", "--json", made], in: scratch("."))
    #expect(
        json.text == #"{"id":"d0","text":"text 0","score":0.5}"# + "\n"
            + #"{"id":"d1","text":"text 1","score":1.5}"# + "\n")
    let rows = try WinnowProcess.run(["parquet", "head", made], in: scratch("."))
    #expect(rows.text.contains("row 2\n  id: \"d2\"\n"))
}

@Test func `info tells rows, columns and row groups`() throws {
    let scratch = try madeFiles()
    let text = try WinnowProcess.run(["parquet", "info", made], in: scratch("."))
    #expect(text.text.contains("3 rows in 1 row groups"))
    #expect(text.text.contains("BYTE_ARRAY?"))
    let json = try WinnowProcess.run(["parquet", "info", "--json", made], in: scratch("."))
    #expect(json.text.contains(#""codecs" : ["#))
    #expect(json.text.contains(#""created_by" : "winnow""#))
}

@Test func `a file that is none is an error, not a crash`() throws {
    let scratch = try ScratchDirectory()
    try scratch.write("PAR1 nothing PAR1", to: "x.parquet")
    for command in ["info", "head"] {
        let run = try WinnowProcess.run(["parquet", command, "x.parquet"], in: scratch("."))
        #expect(run.status == 1)
        #expect(run.error.contains("x.parquet: it is no Parquet file that can be read"))
    }
    let missing = try WinnowProcess.run(["parquet", "info", "no.parquet"], in: scratch("."))
    #expect(missing.status != 0)
    #expect(missing.error.contains("no.parquet"))
}

@Test func `the plan says that Parquet is none of the readers of lines`() throws {
    let scratch = try madeFiles()
    for paths in [made, "out/data"] {
        for reader in ["jsonl", "messages"] {
            try scratch.write(
                pipeline("\(reader): { paths: [\(paths)] }", "jsonl: {}"), to: "q.yaml")
            let plan = try WinnowProcess.run(["plan", "q.yaml"], in: scratch("."))
            #expect(plan.status == 64)
            #expect(
                plan.error.contains("read with the 'parquet' reader")
                    || plan.error.contains("read it with the 'parquet' reader"), "\(plan.error)")
        }
    }
}

@Test func `a text_field that a file lacks is told with the columns that it has`() throws {
    let scratch = try madeFiles()
    try scratch.write(
        pipeline("parquet: { paths: [out/data], text_field: content }", "jsonl: {}"), to: "q.yaml")
    let run = try WinnowProcess.run(["plan", "q.yaml"], in: scratch("."))
    #expect(run.status == 64)
    #expect(run.error.contains("no column 'content' (text_field); it holds id, text, score"))
}
