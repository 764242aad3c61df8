// `winnow verify`: whether a finished run is whole.
import ArgumentParser
import Execution

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read every output of a finished run again and name what was damaged.",
        discussion: """
            Each file is held to the size and digest in the run's manifest; the manifest
            and the plan tell by themselves when they were changed. Files that are
            missing, and files in the outputs' folders that the run didn't leave, are
            named too.

            Examples:
              winnow verify runs/web
              winnow verify runs/web --json

            Exit codes: 0 the run is whole, 1 something is wrong, 66 no finished run.
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
    var runFolder: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let verdict = try RunVerification(RunFolder(runFolder)).run()
        if json {
            try printJSON(verdict)
        } else {
            printLines(verdict.findings.map { "BAD  \($0.file): \($0.found)" })
            printLines([
                "\(runFolder): \(grouped(verdict.files)) files, \(bytes(verdict.bytes)), "
                    + (verdict.findings.isEmpty
                        ? "all as the run left them" : "\(verdict.findings.count) wrong")
            ])
        }
        if !verdict.findings.isEmpty { throw ExitCode(ExitStatus.failure) }
    }
}
