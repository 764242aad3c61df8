// Numbers of the command line that no prediction can meet.
import TestSupport
import Testing

@Test(arguments: ["nan", "inf", "-inf", "1.5", "-0.1"], ["predict", "test"])
func `a threshold that is no probability is refused`(threshold: String, command: String) throws {
    let outcome = try WinnowProcess.run([
        "classifier", command, "--model", "language", "README.md", "--threshold=\(threshold)",
    ])
    #expect(outcome.status == 64)
    #expect(outcome.error.contains("--threshold is a probability"), "\(outcome.error)")
    #expect(outcome.error.contains("Usage: winnow classifier \(command)"), "\(outcome.error)")
}

@Test func `an error of a running subcommand shows that command's usage`() throws {
    let outcome = try WinnowProcess.run(["index", "info", "nowhere"])
    #expect(outcome.status == 64)
    #expect(outcome.error.contains("nowhere holds no index"), "\(outcome.error)")
    #expect(outcome.error.contains("Usage: winnow index info <path>"), "\(outcome.error)")
}
