// The programs of a Slurm installation, and what they print.
import FileStore
import Foundation

/// An array of jobs that Slurm has not ended yet.
struct SlurmJob: Equatable {
    /// Slurm's id of the array.
    let id: String
    let phase: String
}

/// What the jobs of a run carry as their comment: the phase and the run's folder.
package struct SlurmMark {
    private let run: String

    /// The folder exists; whatever way leads to it, the mark is the same.
    package init(_ folder: RunFolder) {
        run = LocalFiles.realPath(folder.path) ?? absolutePath(folder.path)
    }

    package func comment(for phase: String) -> String { "winnow \(phase) \(run)" }

    /// The phase of a comment that `comment(for:)` made for this run.
    package func phase(ofComment comment: Substring) -> String? {
        let parts = comment.split(separator: " ", maxSplits: 2).map { String($0) }
        guard parts.count == 3, comment == self.comment(for: parts[1]) else { return nil }
        return parts[1]
    }
}

/// A path that means the same on a node.
func absolutePath(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    return FileManager.default.currentDirectoryPath + (path == "." ? "" : "/" + path)
}

/// Calls sbatch, squeue, scancel and scontrol.
struct SlurmCommands {
    /// Throws ``RunError`` where there is no Slurm here.
    func check() throws {
        do {
            _ = try run("sbatch", ["--version"])
        } catch {
            throw RunError(
                .engine,
                "there is no Slurm here (sbatch --version: \(error))\n"
                    + "  Run where jobs can be submitted, or without --engine slurm.")
        }
    }

    /// Submits a job; gives its id.
    func submit(_ words: [String]) throws -> String {
        let output = try run("sbatch", words)
        // --parsable prints the id, and on some sites a cluster's name behind a semicolon.
        let id = output.prefix { $0 != ";" && $0 != "\n" }
        guard !id.isEmpty, id.allSatisfy(\.isNumber) else {
            throw RunError(.engine, "sbatch gave no job id: \(output)")
        }
        return String(id)
    }

    /// The jobs of a run that Slurm still has before it: those with its mark as comment.
    ///
    /// Slurm itself is asked, so that no job is unknown, whenever a process that submits is killed.
    func jobs(of mark: SlurmMark) throws -> [SlurmJob] {
        let output = try run("squeue", ["--noheader", "--me", "--format=%F %k"])
        return output.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let phase = mark.phase(ofComment: parts[1]) else { return nil }
            return SlurmJob(id: String(parts[0]), phase: phase)
        }
    }

    func cancel(_ ids: [String]) throws {
        if ids.isEmpty { return }
        _ = try run("scancel", ids)
    }

    /// How many jobs an array may have.
    func maxArraySize() throws -> Int {
        let usual = 1001
        for line in try run("scontrol", ["show", "config"]).split(separator: "\n") {
            let parts = line.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count == 2, parts[0] == "MaxArraySize" {
                // The number is one more than the largest index.
                return max(1, (Int(parts[1]) ?? usual) - 1)
            }
        }
        return usual - 1
    }

    /// Runs a program; gives what it printed. Throws ``RunError`` with its words where it failed.
    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let words = String(decoding: complaint, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            throw RunError(.engine, "\(program) failed: \(words)")
        }
        return String(decoding: printed, as: UTF8.self)
    }
}
