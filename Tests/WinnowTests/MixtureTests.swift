// What the command line says of mixtures: exit codes, summary, ledger.
import Foundation
import TestSupport
import Testing

private func prepared() throws -> ScratchDirectory {
    let scratch = try ScratchDirectory()
    for (name, count) in [("a", 50), ("b", 5)] {
        let lines = (0..<count).map { #"{"id":"\#(name)\#($0)","text":"0123456789"}"# + "\n" }
        try scratch.write(lines.joined(), to: "\(name).jsonl")
    }
    let yaml = """
        input:
          - jsonl: { paths: [a.jsonl], share: 0.5 }
          - jsonl: { paths: [b.jsonl], share: 0.5, max_epochs: 3 }
        stages: [shuffle]
        mix: { total_bytes: 400 }
        output: [jsonl: { path: text }]

        """
    try scratch.write(yaml, to: "m.yaml")
    return scratch
}

@Test func `a mixture that falls short ends with a code of its own and says what is missing`()
    throws
{
    let scratch = try prepared()
    let run = try WinnowProcess.run(["run", "m.yaml", "--output", "r"], in: scratch.path)
    #expect(run.status == 65)
    #expect(run.error.contains("mix: 50 bytes are missing: jsonl b.jsonl has 50 and may give 150"))
    #expect(run.error.contains("3.00 epochs, 5 of 5 documents, 15 with copies"))
    let report = try scratch.text("r/report.html")
    #expect(report.contains("<h2>Mixture</h2>") && report.contains("50 of them were not to be had"))
    let accepted = try WinnowProcess.run(
        ["run", "m.yaml", "--output", "s", "--accept-losses"], in: scratch.path)
    #expect(accepted.status == 0 && accepted.error.contains("are missing"))
    let met = try WinnowProcess.run(
        ["run", "m.yaml", "--output", "t", "--set", "mix.total_bytes=300"], in: scratch.path)
    #expect(met.status == 0 && !met.error.contains("missing"))
    let text = try WinnowProcess.run(["report", "r"], in: scratch.path).text
    #expect(text.contains("mixed 150 bytes, 42.86 % (50.00 % asked for): jsonl b.jsonl"))
    #expect(text.contains("mix: 50 bytes are missing"))
}

@Test func `a share that whole documents can't make up is told and has the same code`() throws {
    let scratch = try prepared()
    let long = String(repeating: "0123456789", count: 19)
    try scratch.write(#"{"id":"long","text":"\#(long)"}"# + "\n", to: "b.jsonl")
    let run = try WinnowProcess.run(
        ["run", "m.yaml", "--output", "r", "--set", "mix.total_bytes=400"], in: scratch.path)
    #expect(run.status == 65, "\(run.error)")
    #expect(run.error.contains("mix: shares are missed by more than 1.00 %: "))
    #expect(run.error.contains("jsonl b.jsonl has 48.72 % of the bytes in place of 50.00 %"))
    #expect(try scratch.text("r/report.html").contains("Shares missed by more than 1 %"))
    let close = try WinnowProcess.run(
        ["run", "m.yaml", "--output", "s", "--set", "mix.total_bytes=380"], in: scratch.path)
    #expect(close.status == 0, "\(close.error)")
}

@Test func `the ledger says who was left out of a mixture and who is repeated`() throws {
    let scratch = try prepared()
    _ = try WinnowProcess.run(
        ["run", "m.yaml", "--output", "r", "--set", "mix.total_bytes=300"], in: scratch.path)
    let csv = try WinnowProcess.run(["ledger", "r", "--csv"], in: scratch.path).text
    let rows = csv.split(whereSeparator: \.isNewline).map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let copies = try #require(rows[0].firstIndex(of: "mix.copies"))
    let rule = try #require(rows[0].firstIndex(of: "rule"))
    #expect(rows.count { $0[0].hasPrefix("b") && $0[copies] == "3" } == 5)
    #expect(rows.count { $0[copies] == "0" && $0[rule] == "over_budget" } == 35)
}

@Test func `a mixture by what no document has is told as one that went wrong`() throws {
    let scratch = try prepared()
    try scratch.write(
        """
        input: [jsonl: { paths: [a.jsonl, b.jsonl] }]
        mix: { total_bytes: 300, by: "field:lagn", max_per_group: 100 }
        output: [jsonl: { path: text }]

        """, to: "g.yaml")
    let run = try WinnowProcess.run(["run", "g.yaml", "--output", "r"], in: scratch.path)
    #expect(run.status == 65 && run.error.contains("no document has what 'by' groups by"))
}
