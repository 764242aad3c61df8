// Runs that lose everything, or nearly: their exit code, and the likeliest cause first.
import TestSupport
import Testing

private func run(
    _ lines: String, _ stages: String = "[]", reader: String = "jsonl", name: String = "in.jsonl",
    arguments: [String] = []
) throws -> WinnowProcess.Outcome {
    let scratch = try ScratchDirectory()
    try scratch.write(lines, to: name)
    try scratch.write(
        """
        name: t
        input: [{ \(reader): { paths: [\(name)] } }]
        stages: \(stages)
        output: [{ jsonl: { path: text } }]
        """, to: "p.yaml")
    return try WinnowProcess.run(
        ["run", "p.yaml", "--output", "out"] + arguments, in: scratch("."))
}

private func firstLine(_ outcome: WinnowProcess.Outcome) -> String {
    String(outcome.error.split(separator: "\n").first ?? "")
}

@Test func `a text_field that no record has is told with the fields that they hold`() throws {
    let outcome = try run(#"{"content":"a","title":"b"}"# + "\n" + #"{"content":"c","title":"d"}"#)
    #expect(outcome.status == 65)
    let line = firstLine(outcome)
    #expect(line.contains("all 2 records are bad"))
    #expect(line.contains("'text' (text_field); it holds content, title"))
}

@Test func `more than half bad records are a loss, and half are none`() throws {
    let good = #"{"text":"a"}"# + "\n"
    #expect(try run(good + "{\n{\n").status == 65)
    #expect(try run(good + good + "{\n{\n").status == 0)
}

@Test func `a rule that drops everything is named`() throws {
    let outcome = try run(#"{"text":"a b c"}"#, "[{ require: { field: score, min: 3 } }]")
    #expect(outcome.status == 65)
    #expect(firstLine(outcome).contains("require dropped 1 of 1 as missing"))
}

@Test func `an empty input is a loss`() throws {
    let outcome = try run("")
    #expect(outcome.status == 65)
    #expect(firstLine(outcome).contains("no documents"))
}

@Test func `whoever accepts the loss gets 0, and the cause all the same`() throws {
    let outcome = try run("{\n", arguments: ["--accept-losses"])
    #expect(outcome.status == 0)
    #expect(firstLine(outcome).contains("all 1 records are bad"))
}

@Test func `a file of another format says what it is`() throws {
    let outcome = try run("PAR1 and what follows it", name: "in.jsonl")
    #expect(outcome.status != 0)
    #expect(outcome.error.contains("read it with the 'parquet' reader"))
}

@Test func `files that a folder holds besides are counted in plan, summary and manifest`() throws {
    let scratch = try ScratchDirectory()
    for name in ["a.JSONL", "b.pdf", "c.pdf", ".d.jsonl"] {
        try scratch.write(#"{"text":"a"}"#, to: "in/" + name)
    }
    try scratch.write(
        "name: t\ninput: [{ jsonl: { paths: [in, in/a.JSONL] } }]\nstages: []\n"
            + "output: [{ jsonl: { path: text } }]\n", to: "p.yaml")
    let plan = try WinnowProcess.run(["plan", "p.yaml"], in: scratch("."))
    #expect(plan.text.contains("passed over in folders: 2 .pdf, 1 hidden"))
    let run = try WinnowProcess.run(["run", "p.yaml", "--output", "out"], in: scratch("."))
    #expect(run.status == 0)
    #expect(run.error.contains("2 .pdf, 1 hidden"))
    #expect(run.error.contains("1 document in"))
    let manifest = try scratch.text("out/manifest.json")
    #expect(manifest.contains(#"".pdf" : 2"#))
}
