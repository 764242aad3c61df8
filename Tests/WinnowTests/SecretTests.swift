// Options that are secrets: no file of a run holds them, and a resumed run asks again.
import Foundation
import TestSupport
import Testing

private let pipeline = TinyRun.pipeline.replacing(
    "  - gopher_quality", with: "  - pii: { action: hash, key: \"${PII_KEY}\" }")
private let secret = "correct-horse-battery"

private func winnow(_ tiny: TinyRun, key: String?, _ arguments: String...) throws
    -> WinnowProcess.Outcome
{
    try WinnowProcess.run(
        arguments, in: tiny.scratch.path, environment: key.map { ["PII_KEY": $0] } ?? [:])
}

/// Every file of a folder that holds some text, decompressed or not.
private func holders(of text: String, in folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { name in
        let data = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
        return data?.range(of: Data(text.utf8)) != nil
    }
}

@Test func `a secret stands in no file of a run`() throws {
    let tiny = try TinyRun(pipeline)
    let outcome = try winnow(
        tiny, key: secret, "run", "tiny.yaml", "--output", "out", "--keep-work")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(try holders(of: secret, in: tiny.scratch("out")).isEmpty)
    #expect(!outcome.error.contains(secret))
    #expect(try tiny.scratch.text("out/pipeline.yaml").contains("${PII_KEY}"))
    #expect(try tiny.scratch.text("out/manifest.json").contains("sha256:"))
    let plan = try winnow(tiny, key: secret, "plan", "tiny.yaml", "--json")
    #expect(!plan.text.contains(secret))
}

@Test func `a resumed run asks the environment for its secrets and compares`() throws {
    let tiny = try TinyRun(pipeline)
    // What a variable holds is never expanded again.
    for key in [secret, "${HOME}"] {
        try? FileManager.default.removeItem(atPath: tiny.scratch("out"))
        #expect(try winnow(tiny, key: key, "plan", "tiny.yaml", "--into", "out").status == 0)
        let unset = try winnow(tiny, key: nil, "run", "--resume", "--output", "out")
        #expect(unset.status == 64)
        #expect(unset.error.contains("${PII_KEY} is not set"), "\(unset.error)")
        let other = try winnow(tiny, key: "other", "run", "--resume", "--output", "out")
        #expect(other.status == 64)
        #expect(other.error.contains("What differs: stages.pii.key"), "\(other.error)")
        let same = try winnow(tiny, key: key, "run", "--resume", "--output", "out")
        #expect(same.status == 0, "\(same.error)")
    }
}

@Test func `a secret that stands in the pipeline file is not kept with the run`() throws {
    let tiny = try TinyRun(pipeline.replacing("${PII_KEY}", with: secret))
    #expect(try tiny.winnow("plan", "tiny.yaml", "--into", "out").status == 0)
    #expect(try holders(of: secret, in: tiny.scratch("out")).isEmpty)
    let alone = try tiny.winnow("run", "--resume", "--output", "out")
    #expect(alone.status == 64)
    #expect(alone.error.contains("the secret 'key' is not kept with the run"), "\(alone.error)")
    let given = try tiny.winnow("run", "tiny.yaml", "--resume", "--output", "out")
    #expect(given.status == 0, "\(given.error)")
}
