// The run's folder: what is in use, finished, interrupted, foreign, full or read-only.
import Foundation
import TestSupport
import Testing

@Test func `a finished run is not overwritten, and --force leaves nothing of it`() throws {
    let tiny = try TinyRun()
    try tiny.winnow("run", "tiny.yaml", "--output", "out")
    let before = try comparableFiles(in: tiny.scratch("out"))
    let again = try tiny.winnow("run", "tiny.yaml", "--output", "out")
    #expect(again.status == 64)
    #expect(again.error.contains("out already holds a finished run"))
    #expect(again.error.contains("--force"))
    #expect(try comparableFiles(in: tiny.scratch("out")) == before)
    let forced = try tiny.winnow(
        "run", "tiny.yaml", "--output", "out", "--force", "--set", "output.jsonl.path=other")
    #expect(forced.status == 0, "\(forced.error)")
    #expect(!FileManager.default.fileExists(atPath: tiny.scratch("out/text")))
}

@Test func `a finished run has nothing to resume; another pipeline is refused there`() throws {
    let tiny = try TinyRun()
    try tiny.winnow("run", "tiny.yaml", "--output", "out")
    let same = try tiny.winnow("run", "tiny.yaml", "--output", "out", "--resume")
    #expect(same.status == 0)
    #expect(same.error.contains("nothing to resume"))
    let other = try tiny.winnow(
        "run", "tiny.yaml", "--output", "out", "--resume", "--set", "seed=18")
    #expect(other.status == 64)
    #expect(other.error.contains("began with another plan: out"), "\(other.error)")
}

@Test func `another pipeline takes the place of one that left a tokenizer`() throws {
    let tiny = try TinyRun(fullPipeline)
    try tiny.winnow("run", "tiny.yaml", "--output", "out")
    #expect(try tiny.names(in: "out").contains("tokenizer"))
    let plain = try TinyRun()
    try tiny.scratch.write(plain.scratch.text("tiny.yaml"), to: "tiny.yaml")
    let forced = try tiny.winnow("run", "tiny.yaml", "--output", "out", "--force")
    #expect(forced.status == 0, "\(forced.error)")
    #expect(try !tiny.names(in: "out").contains("tokenizer"))
}

@Test func `a folder with other files is refused and left as it was`() throws {
    let tiny = try TinyRun()
    try tiny.scratch.write("mine", to: "out/notes.txt")
    for flags in [[], ["--resume"], ["--force"]] {
        let outcome = try WinnowProcess.run(
            ["run", "tiny.yaml", "--output", "out"] + flags, in: tiny.scratch.path)
        #expect(outcome.status == 64)
        #expect(outcome.error.contains("out has files that no run left"), "\(outcome.error)")
        #expect(try tiny.names(in: "out") == ["notes.txt"])
    }
    let file = try tiny.winnow("run", "tiny.yaml", "--output", "tiny.yaml")
    #expect(file.status == 64)
    #expect(file.error.contains("tiny.yaml"), "\(file.error)")
}

@Test func `a second run into a folder is refused while the first lives`() throws {
    let tiny = try TinyRun()
    // A pipe that nobody writes to keeps the first run waiting.
    #expect(mkfifo(tiny.scratch("pipe.jsonl"), 0o600) == 0)
    let waiting = [
        "run", "tiny.yaml", "--output", "out", "--set",
        "input.jsonl.paths=[in/*.jsonl, pipe.jsonl]",
    ]
    let first = try WinnowProcess(waiting, in: tiny.scratch.path)
    while first.isRunning,
        !FileManager.default.fileExists(atPath: tiny.scratch("out/plan.json"))
    {
        usleep(2000)
    }
    for flags in [[], ["--resume"], ["--force"]] {
        let second = try WinnowProcess.run(
            waiting + flags, in: tiny.scratch.path)
        #expect(second.status == 75)
        #expect(second.error.contains("another winnow is running in out"), "\(second.error)")
    }
    first.send(signal: SIGKILL)
    #expect(try first.end().status == -SIGKILL)
    let interrupted = try tiny.winnow("run", "tiny.yaml", "--output", "out")
    #expect(interrupted.error.contains("out already holds an interrupted run"))
    let changed = try tiny.winnow("run", "tiny.yaml", "--output", "out", "--resume")
    #expect(changed.status == 64)
    #expect(
        changed.error.contains("What differs: input.jsonl.paths, pipe.jsonl"), "\(changed.error)")
    #expect(try tiny.winnow("run", "tiny.yaml", "--output", "out", "--force").status == 0)
}

@Test(arguments: [SIGINT, SIGTERM])
func `a stop signal ends the run cleanly and says how to resume`(number: Int32) throws {
    let tiny = try TinyRun(fullPipeline)
    try tiny.scratch.write(manyLines(30_000), to: "in/3.jsonl")
    try tiny.winnow("run", "tiny.yaml", "--output", "whole")
    let run = try WinnowProcess(["run", "tiny.yaml", "--output", "my out"], in: tiny.scratch.path)
    while run.isRunning,
        !FileManager.default.fileExists(atPath: tiny.scratch("my out/work/segment0"))
    {
        usleep(1000)
    }
    run.send(signal: number)
    let stopped = try run.end()
    #expect(stopped.status == 130)
    #expect(stopped.error.contains("winnow run tiny.yaml --output 'my out' --resume"))
    #expect(!FileManager.default.fileExists(atPath: tiny.scratch("my out/manifest.json")))
    let resumed = try tiny.winnow("run", "tiny.yaml", "--output", "my out", "--resume")
    #expect(resumed.status == 0, "\(resumed.error)")
    let files = try comparableFiles(in: tiny.scratch("my out"))
    #expect(try files == comparableFiles(in: tiny.scratch("whole")))
}

@Test(
    .enabled(if: MemoryDisk.isAllowed, "mounting a tmpfs takes root"),
    arguments: [12, 64, 300, 900])
func `a full disk is named, leaves nothing that looks whole, and can be resumed`(size: Int) throws {
    let disk = try #require(try MemoryDisk(kilobytes: size))
    let tiny = try TinyRun(fullPipeline)
    try tiny.scratch.write(manyLines(30_000), to: "in/3.jsonl")
    try tiny.winnow("run", "tiny.yaml", "--output", "whole")
    let out = disk.path + "/out"
    let full = try tiny.winnow("run", "tiny.yaml", "--output", out)
    #expect(full.status == 1, "\(full.error)")
    #expect(full.error.contains("No space left on device"), "\(full.error)")
    #expect(full.error.contains("resume"), "\(full.error)")
    #expect(full.error.split(separator: "\n").count <= 4, "\(full.error)")
    for name in ["manifest.json", "report.html", "tokens", "text", "tokenizer"] {
        #expect(!FileManager.default.fileExists(atPath: "\(out)/\(name)"), "\(name)")
    }
    disk.remount("size=64M")
    let resumed = try tiny.winnow("run", "tiny.yaml", "--output", out, "--resume")
    #expect(resumed.status == 0, "\(resumed.error)")
    #expect(try comparableFiles(in: out) == comparableFiles(in: tiny.scratch("whole")))
}

@Test(.enabled(if: MemoryDisk.isAllowed, "mounting a tmpfs takes root"))
func `a read-only disk is named before any work`() throws {
    let disk = try #require(try MemoryDisk(kilobytes: 100))
    disk.remount("ro")
    let tiny = try TinyRun()
    let outcome = try tiny.winnow("run", "tiny.yaml", "--output", disk.path + "/out")
    #expect(outcome.status == 64)
    #expect(outcome.error.contains("can't make the run's folder \(disk.path)/out"))
    #expect(outcome.error.contains("Read-only file system"), "\(outcome.error)")
    #expect(outcome.error.contains("--output"), "\(outcome.error)")
}

/// Records of numbered words that compress badly.
private func manyLines(_ count: Int) -> String {
    var state: UInt64 = 7
    return (0..<count).map { line in
        let words = (0..<25).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return String(state >> 40, radix: 36)
        }
        return "{\"id\":\"\(line)\",\"text\":\"the and of \(words.joined(separator: " "))\"}\n"
    }.joined()
}
