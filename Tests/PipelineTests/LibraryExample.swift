// The README's example of Winnow as a library: compiled, run, and compared with the README.
import Foundation
import TestSupport
import Testing
import WinnowKit

/// What the README shows, but for the import and the folder.
private func example(folder: String) throws -> RunSummary {
    let file = try PipelineFile(
        yaml: """
            name: books
            input: [jsonl: { paths: [Samples/jsonl/books.jsonl.gz] }]
            stages: [gopher_repetition, gopher_quality]
            output: [jsonl]
            """,
        file: "books.yaml")
    let plan = try Planner(catalogue: .builtin, baseFolder: packageRoot.path).plan(file)
    return try PipelineRun(plan: plan, folder: RunFolder(folder)).run(existing: .replace)
}

@Test func `the README's library example runs`() throws {
    let scratch = try ScratchDirectory()
    let summary = try example(folder: scratch("run"))
    #expect(summary.manifest.counts.records == 90)
    #expect(summary.manifest.counts.kept > 0)
}

@Test func `the README's library example is the one that is tested`() throws {
    let readme = String(
        decoding: try Data(contentsOf: packageRoot.appending(path: "README.md")), as: UTF8.self)
    let tested = String(decoding: try Data(contentsOf: URL(filePath: #filePath)), as: UTF8.self)
    let start = try #require(readme.range(of: "let file = try PipelineFile("))
    let rest = start.lowerBound..<readme.endIndex
    let end = try #require(readme.range(of: "let plan =", range: rest))
    func words(_ text: some StringProtocol) -> [Substring] {
        String(text).split { $0 == " " || $0 == "\n" }
    }
    let shown = words(readme[start.lowerBound..<end.lowerBound])
    #expect(words(tested).contains(shown))
}
