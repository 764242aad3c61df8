// `winnow clusters`: the largest clusters of duplicates of a run, and how their members differ.
import ArgumentParser
import Execution
import Foundation
import PipelineCore

struct ClustersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clusters",
        abstract: "Show the largest clusters of near-duplicates of a run.",
        discussion: """
            The first line of a cluster is the document that stayed. With --diff the input
            is read again: words that only the dropped document has stand in {+ +}, words
            that only the kept one has in [- -].

            Examples:
              winnow clusters runs/web --top 5
              winnow clusters runs/web --stage minhash_dedup_2 --diff
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
    var runFolder: String

    @Option(help: "The stage, as the ledger names it (default: the first that finds clusters).")
    var stage: String?

    @Option(help: "How many clusters.")
    var top = 10

    @Option(help: "How many members of each.")
    var members = 10

    @Flag(help: "Show in what each member differs from the document that stayed.")
    var diff = false

    func validate() throws {
        if top < 1 || members < 1 { throw ValidationError("--top and --members are 1 or more.") }
    }

    func run() throws {
        let folder = RunFolder(runFolder)
        let search = try ClusterSearch(
            LedgerFiles(folder), stage: stage, top: top, members: members)
        guard let label = search.stage else {
            throw RunError(.noRun, "\(runFolder) has no stage that finds clusters of duplicates")
        }
        let texts = diff ? try self.texts(of: search.places, label, folder) : [:]
        for cluster in search.clusters { print(cluster.text(texts)) }
        if search.clusters.isEmpty { print("\(label) dropped nothing") }
    }

    private func texts(
        of places: [DocumentFinder.Place], _ label: String, _ folder: RunFolder
    ) throws -> [DocumentFinder.Place: [UInt8]] {
        let (plan, _) = try savedPlan(of: folder)
        return try DocumentFinder(plan, before: label).texts(of: Set(places))
    }
}

extension DuplicateCluster.Member {
    fileprivate var text: String {
        printableLine(id) + (url.map { "  \(printableLine($0))" } ?? "")
    }
}

extension DuplicateCluster {
    /// - Parameter texts: of the members that are to be compared with the one that stayed.
    fileprivate func text(_ texts: [DocumentFinder.Place: [UInt8]]) -> String {
        var lines = [
            "\(counted(size, "document")): \(kept?.text ?? "\(printableLine(id))  (of the index)")"
        ]
        let original = kept.flatMap { texts[$0.place] }
        for member in members {
            lines.append(
                "  \(member.similarity.map { String($0.prefix(6)) } ?? "-")  \(member.text)")
            if let original, let text = texts[member.place] {
                lines += WordDifference(from: original, to: text).lines.map { "      \($0)" }
            }
        }
        let more = size - 1 - members.count
        if more > 0 { lines.append("  and \(more) more") }
        return lines.joined(separator: "\n") + "\n"
    }
}
