// `winnow run` and the commands that read a finished run, from the outside.
import Foundation
import TestSupport
import Testing

@Test func `run writes what was kept and says what it did on stderr`() throws {
    let tiny = try TinyRun()
    let outcome = try tiny.winnow("run", "tiny.yaml", "--output", "out")
    #expect(outcome.status == 0)
    #expect(outcome.text == "")
    #expect(
        try tiny.scratch.text("out/text/00000-00000.jsonl") == """
            {"id":"a","text":"\(TinyRun.prose)","url":"https://example.org/a","lang":"en"}
            {"id":"d","text":"\(TinyRun.prose) Again."}
            {"id":"e","text":"\(TinyRun.prose)"}

            """)
    #expect(
        try tiny.names(in: "out") == [
            "done", "ledger", "manifest.json", "pipeline.yaml", "plan.json", "report.html", "text",
        ])
    for line in ["tiny: 5 documents in", "3 kept", "gopher_short_doc", "out/report.html", "Next:"] {
        #expect(outcome.error.contains(line), "\(line) in \(outcome.error)")
    }
}

@Test func `quiet says nothing and json is for scripts`() throws {
    let tiny = try TinyRun()
    let quiet = try tiny.winnow("run", "tiny.yaml", "--output", "quiet", "--quiet")
    #expect((quiet.status, quiet.text, quiet.error) == (0, "", ""))
    let json = try tiny.winnow("run", "tiny.yaml", "--output", "json", "--quiet", "--json")
    let facts = try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any]
    let counts = facts?["counts"] as? [String: Any]
    #expect(counts?["records"] as? Int == 5)
    #expect(counts?["kept"] as? Int == 3)
    #expect(counts?["dropped"] as? Int == 1)
    #expect(counts?["bad"] as? Int == 1)
}

@Test func `standard input can be read, and run anew with --force`() throws {
    let yaml = TinyRun.pipeline.replacingOccurrences(of: "in/*.jsonl", with: "\"-\"")
    let tiny = try TinyRun(yaml)
    let line = "{\"id\":\"x\",\"text\":\"\(TinyRun.prose)\"}\n"
    for _ in 0..<2 {
        let outcome = try WinnowProcess.run(
            ["run", "tiny.yaml", "--output", "out", "--force"], in: tiny.scratch.path,
            input: Array(line.utf8))
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try tiny.scratch.text("out/text/00000-00000.jsonl") == line)
    }
}

@Test func `why explains a drop, a bad record and a kept document`() throws {
    let tiny = try TinyRun()
    try tiny.winnow("run", "tiny.yaml", "--output", "out")
    let dropped = try tiny.winnow("why", "out", "b")
    #expect(
        dropped.text.hasPrefix(
            """
            b
              from    in/1.jsonl, record 1 at byte 393
              dropped by gopher_quality, rule gopher_short_doc: counted_words is 2, and documents with counted_words < 50 are dropped
                gopher_quality.words = 3
            """), "\(dropped.text)")
    #expect(try tiny.winnow("why", "out", "https://example.org/a").text.contains("\n  kept\n"))
    #expect(try tiny.winnow("why", "out", "in/1.jsonl#2").text.contains("bad record: "))
    let nobody = try tiny.winnow("why", "out", "nobody")
    #expect(nobody.status == 66)
    #expect(nobody.text == "")
    #expect(nobody.error.contains("no document with the identifier or URL nobody"))
}

@Test func `the ledger has a row for every record, in order`() throws {
    let tiny = try TinyRun()
    try tiny.winnow("run", "tiny.yaml", "--output", "out")
    let rows = try tiny.winnow("ledger", "out").text.split(separator: "\n").map {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as! [String: Any]
    }
    #expect(rows.map { $0["id"] as? String } == ["a", "b", "in/1.jsonl#2", "d", "e"])
    #expect(
        rows.map { $0["fate"] as? String } == ["kept", "dropped", "bad", "kept", "kept"])
    #expect(rows.allSatisfy { Set($0.keys) == Set(rows[0].keys) })
    let dropped = try tiny.winnow("ledger", "out", "--fate", "dropped")
    #expect(dropped.text.split(separator: "\n").count == 1)
    let csv = try tiny.winnow("ledger", "out", "--csv").text.components(separatedBy: "\r\n")
    #expect(
        csv[0].hasPrefix(
            "id,url,source,place,offset,fate,stage,rule,value,threshold,duplicate_of,reason,"))
    #expect(
        csv[2].hasPrefix("b,,in/1.jsonl,1,393,dropped,gopher_quality,gopher_short_doc,2,50,,,"),
        "\(csv[2])")
    #expect(csv.count == 7)
}

@Test func `the ledger is asked by stage and rule, and names that the run has not are refused`()
    throws
{
    let tiny = try TinyRun()
    try tiny.winnow("run", "tiny.yaml", "--output", "out")
    func ids(_ words: String...) throws -> [String] {
        let found = try WinnowProcess.run(
            ["ledger", "out", "--csv"] + words, in: tiny.scratch.path)
        #expect(found.status == 0, "\(found.error)")
        return found.text.components(separatedBy: "\r\n").dropFirst().filter { !$0.isEmpty }
            .map { String($0.prefix { $0 != "," }) }
    }
    #expect(try ids("--stage", "gopher_quality") == ["b"])
    #expect(try ids("--stage", "gopher_quality", "--rule", "gopher_short_doc") == ["b"])
    #expect(try ids("--rule", "bad_record") == ["in/1.jsonl#2"])
    #expect(try ids("--rule", "gopher_short_doc", "--fate", "bad") == [])
    let contradiction = try tiny.winnow(
        "ledger", "out", "--fate", "kept", "--rule", "gopher_short_doc")
    #expect(contradiction.status == 64)
    let typo = try tiny.winnow("ledger", "out", "--rule", "gopher_short_docs")
    #expect(typo.status == 66)
    #expect(typo.error.contains("Did you mean 'gopher_short_doc'?"))
    #expect(try tiny.winnow("ledger", "out", "--stage", "gopher").status == 66)
}

@Test func `report counts a finished run`() throws {
    let tiny = try TinyRun()
    try tiny.winnow("run", "tiny.yaml", "--output", "out")
    let report = try tiny.winnow("report", "out").text
    #expect(report.hasPrefix("tiny: 5 documents in, 3 kept"), "\(report)")
    #expect(report.contains("1 dropped by gopher_short_doc"))
    #expect(try tiny.scratch.text("out/report.html").contains("gopher_short_doc"))
    #expect(try tiny.winnow("report", "nowhere").status == 66)
}

@Test func `stages documents every stage and schema is JSON`() throws {
    let list = try WinnowProcess.run(["stages"])
    #expect(list.text.contains("gopher_quality"))
    let one = try WinnowProcess.run(["stages", "gopher_quality"])
    #expect(one.text.contains("gopher_short_doc when counted_words < 50"))
    let typo = try WinnowProcess.run(["stages", "gopher_qualty"])
    #expect(typo.status == 64)
    #expect(typo.error.contains("Did you mean 'gopher_quality'?"))
    let schema = try WinnowProcess.run(["schema"])
    #expect(try JSONSerialization.jsonObject(with: Data(schema.output)) is [String: Any])
}

@Test func `every command has help with an example`() throws {
    for command in [
        "run", "plan", "task", "stages", "schema", "why", "ledger", "report", "tokenizer",
        "shards info", "shards verify", "shards cat",
    ] {
        let words = command.split(separator: " ").map(String.init)
        let outcome = try WinnowProcess.run(words + ["--help"])
        #expect(outcome.status == 0, "\(command)")
        #expect(outcome.text.contains("xample"), "\(command): \(outcome.text)")
    }
}
