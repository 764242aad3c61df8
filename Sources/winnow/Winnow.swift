// The program's entry point and its list of commands.
import ArgumentParser
import CByteKernels
import Glibc
import PipelineCore

@main
struct Winnow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "winnow",
        abstract: "Raw text to training-ready token files, every drop explained.",
        discussion: """
            Examples:
              winnow run Pipelines/quickstart.yaml --output runs/quickstart
              winnow why runs/quickstart https://example.org/page
              winnow stages gopher_quality
            """,
        version: "winnow \(programVersion)",
        subcommands: [
            RunCommand.self, PlanCommand.self, TaskCommand.self, VerifyCommand.self,
            StagesCommand.self, SchemaCommand.self, WhyCommand.self, LedgerCommand.self,
            ReportCommand.self,
            ShardsCommand.self, ParquetCommand.self, TokenizerCommand.self, ClassifierCommand.self,
            ExtractCommand.self, ClustersCommand.self, IndexCommand.self, ChatCommand.self,
        ])

    static func main() {
        guardStandardStreams()
        raiseOpenFileLimit()
        keepFreedMemory()
        var running: (any ParsableCommand.Type)?
        do {
            var command = try parseAsRoot()
            running = type(of: command)
            try command.run()
        } catch {
            CommandFailure.exit(error, in: running)
        }
    }

    /// Blocks of some MiB come and go; each that goes back to the system costs its page faults again
    /// (a twentieth of a run of minhash_dedup). A heap for two cores is no slower than eight for
    /// each, the system's choice, and holds less.
    private static func keepFreedMemory() {
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        cbk_keep_freed_memory(32 << 20, 64 << 20, Int32(max(1, cores / 2)))
    }

    /// Workers hold the files of several tasks and outputs open: as many as the system allows.
    private static func raiseOpenFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
