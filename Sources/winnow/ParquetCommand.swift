// `winnow parquet`: what Parquet files hold.
import ArgumentParser

struct ParquetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parquet",
        abstract: "Show what Parquet files hold.",
        discussion: """
            Examples:
              winnow parquet info data/train-00000-of-00010.parquet
              winnow parquet head --rows 3 data/train-00000-of-00010.parquet
            """,
        subcommands: [ParquetInfo.self, ParquetHead.self])
}
