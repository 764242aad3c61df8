// `winnow shards verify`: whether shards are whole, and what is damaged.
import ArgumentParser
import Execution
import FileStore
import TokenShards

struct ShardsVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every byte of shards and name what is damaged.",
        discussion: """
            Checks whatever a format can prove: sizes, documents' ends and, where there are
            such, checksums, masks and MDS's index.json. Where the shards lie in a finished
            run's folder, they are checked against the run's manifest as well: digests, the
            vocabulary, and that none is missing; and against shards.sha256 in folders that
            convert, merge and append wrote. Another program's files may hold no digests:
            what then isn't checked is said.

            Examples:
              winnow shards verify runs/quickstart
              winnow shards verify copy/of/00000-00000.tokens.zst --json

            Exit code 0 when all are sound, 1 when anything is wrong.
            """)

    @OptionGroup var shards: ShardArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let (known, haveAll) = try KnownShards.ofRuns(shards.paths)
        var absence: FileError?
        let found = try found(orNone: haveAll, absence: &absence)
        let verdict = known.verify(found, gaps: shards.gaps(in: found))
        // A name that nothing has is a mistake, even inside of a run.
        if let absence, verdict.missing.isEmpty, try !areFolders(shards.paths) { throw absence }
        if json {
            try printJSON(Verdict(verdict))
        } else {
            let missing = verdict.missing.map { "BAD  \($0): missing" }
            let lines = verdict.reports.map(text) + missing
            print(
                lines.isEmpty
                    ? "ok   the run left no shards here" : lines.joined(separator: "\n"))
        }
        if !verdict.isSound { throw ExitCode(ExitStatus.failure) }
    }

    /// The shards; a run that is known may have left none, or lost them all.
    private func found(
        orNone mayBeNone: Bool, absence: inout FileError?
    ) throws -> [ShardFiles] {
        do throws(FileError) {
            return try ShardFiles.find(shards.paths)
        } catch {
            guard mayBeNone, [.noMatch, .notFound].contains(error.code) else { throw error }
            absence = error
            return []
        }
    }

    /// Whether all are folders, or outputs of runs that wrote nothing there.
    private func areFolders(_ paths: [String]) throws -> Bool {
        for path in paths where try StoredFile(path).entry()?.kind != .folder {
            let above = path.split(separator: "/").dropLast().joined(separator: "/")
            let run = (path.hasPrefix("/") ? "/" : "") + (above.isEmpty ? "." : above)
            if try !RunFolder(run).isFinished() { return false }
        }
        return true
    }

    private func text(_ report: ShardReport) -> String {
        let counts = report.facts.map {
            ": \(grouped($0.documents)) documents, \(grouped($0.tokens)) tokens"
        }
        let unchecked = report.unchecked.map { "\n     not checked: \($0)" }.joined()
        let findings = report.findings.map { "\n     \($0)" }.joined()
        return (report.isSound ? "ok   " : "BAD  ") + report.path + (counts ?? "") + findings
            + unchecked
    }
}

/// The verdict, for scripts.
private struct Verdict: Encodable {
    struct Shard: Encodable {
        let shard: String
        let sound: Bool
        let documents: Int?
        let tokens: Int?
        let findings: [Finding]
        let unchecked: [String]
    }

    struct Finding: Encodable {
        let code: String
        let file: String
        let found: String
    }

    let sound: Bool
    let shards: [Shard]
    let missing: [String]

    init(_ verdict: ShardVerdict) {
        sound = verdict.isSound
        missing = verdict.missing
        shards = verdict.reports.map { report in
            Shard(
                shard: report.path, sound: report.isSound, documents: report.facts?.documents,
                tokens: report.facts?.tokens,
                findings: report.findings.map {
                    Finding(code: $0.code.rawValue, file: $0.file, found: $0.found)
                }, unchecked: report.unchecked)
        }
    }
}
