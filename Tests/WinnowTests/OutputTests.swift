// Standard output and error that are closed, full or a terminal's, and data that would steer one.
import Foundation
import TestSupport
import Testing

/// Runs a shell command in which `$W` is the program; its exit code and what it left in files.
private func shell(_ command: String, in folder: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-o", "pipefail", "-c", command]
    process.currentDirectoryURL = URL(filePath: folder)
    var environment = ProcessInfo.processInfo.environment
    environment["W"] = try WinnowProcess.program().path
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -1
}

@Test(arguments: ["2>/dev/full", "2>&-", ">&- 2>&-", "2>&1 | :", "<&- 2>&-"])
func `a lost standard error ends no run`(redirection: String) throws {
    let tiny = try TinyRun()
    let status = try shell("$W run tiny.yaml --output out \(redirection)", in: tiny.scratch.path)
    #expect(status == 0)
    #expect(FileManager.default.fileExists(atPath: tiny.scratch("out/manifest.json")))
    #expect(try tiny.winnow("verify", "out").status == 0)
}

@Test(arguments: [
    "run tiny.yaml --output other --json", "ledger out", "ledger out --csv", "why out a",
    "verify out",
    "stages", "stages pii", "schema", "plan tiny.yaml", "report out", "--help", "--version",
])
func `results that can't be written are an error`(command: String) throws {
    let tiny = try TinyRun()
    try tiny.winnow("run", "tiny.yaml", "--output", "out")
    #expect(try shell("$W \(command) >/dev/full 2>err", in: tiny.scratch.path) == 1)
    #expect(try tiny.scratch.text("err").contains("cannot write to standard output"))
    #expect(try shell("rm -rf other; $W \(command) >&- 2>err", in: tiny.scratch.path) == 1)
}

@Test func `a reader that has read enough ends the program without a word`() throws {
    let tiny = try TinyRun()
    try tiny.scratch.write(
        (0..<40_000).map { "{\"id\":\"\($0)\",\"text\":\"short\"}\n" }.joined(), to: "in/3.jsonl")
    try tiny.winnow("run", "tiny.yaml", "--output", "out")
    let status = try shell("$W ledger out 2>err | head -1", in: tiny.scratch.path)
    #expect(status == 128 + SIGPIPE)
    #expect(try tiny.scratch.text("err").isEmpty)
}

/// Steers terminals, turns lines around, and begins formulas in spreadsheets.
private let hostile = "=cmd()\u{1B}]52;c;aGk=\u{7}\u{202E}\u{9B}31m\u{E0041}"

private func hostileRun() throws -> TinyRun {
    let tiny = try TinyRun()
    let record = ["id": hostile, "url": "http://x/\(hostile)", "text": "short \(hostile)"]
    let line = try JSONEncoder().encode(record)
    try tiny.scratch.write(Array(line) + [10], to: "in/3.jsonl")
    return tiny
}

/// Characters that act instead of being seen, but for line feeds.
private func acting(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter {
        $0.value < 32 && $0 != "\n" || (0x7F...0x9F).contains($0.value)
            || (0x202A...0x202E).contains($0.value) || (0xE0000...0xE007F).contains($0.value)
    }
}

@Test func `data can't steer a terminal, from no command`() throws {
    let tiny = try hostileRun()
    let run = try tiny.winnow("run", "tiny.yaml", "--output", "out")
    #expect(run.status == 0)
    #expect(acting(run.error).isEmpty)
    let why = try tiny.winnow("why", "out", hostile)
    #expect(why.text.contains("\\u{1B}]52;c;"), "\(why.text)")
    #expect(acting(why.text).isEmpty)
    let unknown = try tiny.winnow("why", "out", "no\(hostile)")
    #expect(unknown.status == 66)
    #expect(acting(unknown.error).isEmpty)
    #expect(try acting(tiny.scratch.text("out/report.html")).isEmpty)
}

@Test func `a spreadsheet takes no cell of the ledger for a formula`() throws {
    let tiny = try hostileRun()
    for (number, start) in ["=", "+", "-", "@", "\t", "\r"].enumerated() {
        let record = ["id": start + "a()", "text": "short \(number)"]
        try tiny.scratch.write(
            Array(try JSONEncoder().encode(record)) + [10], to: "in/\(number + 4).jsonl")
    }
    try tiny.winnow("run", "tiny.yaml", "--output", "out")
    let cells = try tiny.winnow("ledger", "out", "--csv").text
        .split(whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "," }).map {
            $0.drop { $0 == "\"" }
        }
    let starts = cells.filter { ["=", "+", "-", "@", "\t", "\r"].contains($0.first) }
    #expect(starts.allSatisfy { Double($0) != nil }, "\(starts)")
    #expect(cells.contains("'=a()"))
}

@Test func `help fits into a terminal of 80 columns`() throws {
    let folder = packageRoot.appending(path: "Sources/winnow")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        for part in text.components(separatedBy: "discussion: \"\"\"\n").dropFirst() {
            let lines = part.prefix(
                upTo: part.firstRange(of: "\"\"\"")?.lowerBound ?? part.endIndex
            )
            .split(separator: "\n", omittingEmptySubsequences: false)
            let indentation = lines.last?.count ?? 0
            for line in lines {
                #expect(line.count - indentation < 80, "\(name): \(line)")
            }
        }
    }
}

@Test func `nothing writes to the terminal but Output`() throws {
    let sources = packageRoot.appending(path: "Sources")
    let names = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    for name in names where name.hasSuffix(".swift") && name != "winnow/Output.swift" {
        let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
        for word in [
            "FileHandle.standardOutput", "FileHandle.standardError", "Swift.print(", "fputs(",
            "fwrite(", "debugPrint(", "putchar(", "dump(",
        ] {
            #expect(!text.contains(word), "\(name) writes by \(word)")
        }
        if !name.hasPrefix("winnow/") {
            let prints = text.split(separator: "\n").filter { line in
                let code = line.trimmingPrefix { $0 == " " }
                return code.hasPrefix("print(")
            }
            #expect(prints.isEmpty, "\(name) prints")
        }
    }
}
