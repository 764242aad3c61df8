// Records that --memory can't hold are refused before anything is read.
import TestSupport
import Testing

private func run(_ megabytes: Int, _ memory: String, _ workers: Int) throws -> WinnowProcess.Outcome
{
    let scratch = try ScratchDirectory()
    try scratch.write("some words\n", to: "in.txt")
    try scratch.write(
        """
        input: [{ text: { paths: [in.txt], max_megabytes: \(megabytes) } }]
        stages: []
        output: [jsonl]
        """, to: "p.yaml")
    return try WinnowProcess.run(
        ["run", "p.yaml", "--output", "out", "--memory", memory, "--workers", "\(workers)"],
        in: scratch("."))
}

@Test func `records larger than memory holds are refused with what would do`() throws {
    let refused = try run(64, "1G", 2)
    #expect(refused.status == 64)
    #expect(refused.error.contains("Give --memory 2048M"), "\(refused.error)")
    #expect(try run(64, "2G", 2).status == 0)
    #expect(try run(64, "1G", 1).status == 0)
}

@Test func `the usual records fit the least memory`() throws {
    #expect(try run(8, "1G", 8).status == 0)
}
