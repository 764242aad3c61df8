// What every command that reads a pipeline file takes.
import ArgumentParser
import Execution
import FileFormats
import Foundation
import PipelineCore
import Stages

/// A pipeline file and overrides for it.
struct PipelineArguments: ParsableArguments {
    @Argument(help: "The pipeline file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var pipeline: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Override a value: --set stages.gopher_quality.min_words=40", valueName: "path=value"))
    var settings: [String] = []

    /// The checked plan.
    func plan() throws -> Plan {
        guard let path = pipeline else {
            throw ValidationError("Name a pipeline file, such as Pipelines/quickstart.yaml.")
        }
        let file = try PipelineFile(
            yaml: try Self.text(of: path), file: path, settings: settings,
            variables: ProcessInfo.processInfo.environment)
        let plan = try Planner(catalogue: .builtin).plan(file)
        for path in plan.specialFiles.prefix(10) {
            printError("winnow: passed over, for it is no regular file: \(printableLine(path))")
        }
        if plan.specialFiles.count > 10 {
            printError("winnow: and \(grouped(plan.specialFiles.count - 10)) more")
        }
        return plan
    }

    /// The text of a file, a pipe, or "-" for standard input.
    private static func text(of path: String) throws -> String {
        do {
            let stream = try ByteStream(path: path)
            var bytes: [UInt8] = []
            while try stream.read(into: &bytes) > 0 {}
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw ConfigError("can't read the pipeline file \(path): \(error.reason)")
        }
    }
}

/// Flags about the machine, never about the recipe.
struct MachineArguments: ParsableArguments {
    @Option(name: .shortAndLong, help: "Threads that work (default: one per core).")
    var workers: Int?

    @Option(
        name: .shortAndLong,
        help:
            "Memory to stay within, such as 900M or 4G (default: half of the machine's, 4G at most)."
    )
    var memory: String?

    @Option(help: "End the run when more records than this are bad (default: never).")
    var maxBadRecords: Int?

    @Option(
        help: "End the run when more files than this can't be read to their end (default: never).")
    var maxBadFiles: Int?

    func settings() throws -> EngineSettings {
        for (name, limit) in [("records", maxBadRecords), ("files", maxBadFiles)] {
            if let limit, limit < 0 { throw ConfigError("--max-bad-\(name) must be 0 or more") }
        }
        if let workers, !(1...1024).contains(workers) {
            throw ConfigError("--workers must be from 1 to 1024")
        }
        var settings = EngineSettings(workers: workers, memory: try memory.map(Self.bytes))
        settings.maxBadRecords = maxBadRecords
        settings.maxBadFiles = maxBadFiles
        guard memory == nil || settings.memory >= settings.leastMemory else {
            throw ConfigError(
                "--memory \(memory ?? "") is too little for \(settings.workers) workers",
                suggestion: "Give at least \(settings.leastMemory >> 20)M, or fewer --workers.")
        }
        return settings
    }

    /// `900M`, `4G`, `1.5g`, `2GiB` or plain bytes; powers of 1024.
    static func bytes(_ text: String) throws -> Int {
        var number = text.lowercased()
        for suffix in ["ib", "b"] where number.hasSuffix(suffix) {
            number.removeLast(suffix.count)
            break
        }
        let shifts: [Character: Int] = ["k": 10, "m": 20, "g": 30, "t": 40]
        let shift = number.last.flatMap { shifts[$0] } ?? 0
        if shift > 0 { number.removeLast() }
        guard let value = Double(number), value > 0, value * Double(1 << shift) < 1e18 else {
            throw ConfigError("--memory \(text) is not an amount", suggestion: "Write 900M or 4G.")
        }
        return Int(value * Double(1 << shift))
    }
}

/// The plan that a run saved, and the run's folder as seen from where its relative paths start;
/// the process goes there, so that they mean and read the same.
func savedPlan(of folder: RunFolder) throws -> (Plan, RunFolder) {
    let saved = try SavedPlan(of: folder)
    let files = FileManager.default
    let here = files.currentDirectoryPath
    guard saved.baseFolder == here || files.changeCurrentDirectoryPath(saved.baseFolder) else {
        throw RunError(
            .noRun, "the run began in \(saved.baseFolder), which is not there any more")
    }
    let isElsewhere = saved.baseFolder != here && !folder.path.hasPrefix("/")
    let seen = isElsewhere ? RunFolder("\(here)/\(folder.path)") : folder
    return (try Planner(catalogue: .builtin).plan(saved), seen)
}
