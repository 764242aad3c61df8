// The programs of a Slurm installation, and what they print.
import Foundation

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

    /// The states of those jobs that Slurm still has before it, such as PENDING and RUNNING.
    func states(of ids: [String]) throws -> [String] {
        if ids.isEmpty { return [] }
        // An id that Slurm has forgotten is an error to squeue, so all of the user's are asked for.
        let output = try run("squeue", ["--noheader", "--array", "--me", "--format=%F %T"])
        let known = Set(ids)
        return output.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ")
            return parts.count == 2 && known.contains(String(parts[0])) ? String(parts[1]) : nil
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
