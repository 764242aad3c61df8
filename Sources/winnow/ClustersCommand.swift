// `winnow clusters`: the largest clusters of duplicates of a run, and how their members differ.
import ArgumentParser
import Execution
import Foundation

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
        var search = ClusterSearch(stage: stage, top: top, members: members)
        try LedgerFiles(folder).forEachRow { try search.count(LedgerRow($0)) }
        guard let label = search.stage else {
            throw RunError(.noRun, "\(runFolder) has no stage that finds clusters of duplicates")
        }
        try LedgerFiles(folder).forEachRow { try search.gather(LedgerRow($0)) }
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

/// Finds the largest clusters in two walks over the ledger; memory follows how many are wanted.
private struct ClusterSearch {
    private(set) var stage: String?
    let top: Int
    let members: Int
    private var sizes: [String: Int] = [:]
    private var found: [String: ShownCluster] = [:]

    init(stage: String?, top: Int, members: Int) {
        self.stage = stage
        self.top = top
        self.members = members
    }

    /// The first walk: which clusters are the largest.
    mutating func count(_ row: LedgerRow) throws -> Bool {
        if stage == nil {
            let suffix = ".cluster_size"
            guard let name = row.fields.first(where: { $0.name.hasSuffix(suffix) })?.name else {
                return false
            }
            stage = String(name.dropLast(suffix.count))
        }
        guard let stage, row["stage"] == stage, let twin = twin(of: row),
            let size = row["\(stage).cluster_size"].flatMap({ Int($0) })
        else { return true }
        sizes[twin] = size
        if sizes.count > 4 * top + 1024 { prune() }
        return true
    }

    private mutating func prune() {
        let kept = sizes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(top)
        sizes = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }

    /// The document that stayed: of this run, or of the index.
    private func twin(of row: LedgerRow) -> String? {
        row["duplicate_of"] ?? stage.flatMap { row["\($0).indexed"] }
    }

    /// The second walk: their members.
    mutating func gather(_ row: LedgerRow) throws -> Bool {
        if found.isEmpty {
            prune()
            for (id, size) in sizes { found[id] = ShownCluster(id: id, size: size) }
        }
        guard let stage, let id = row["id"] else { return true }
        if row["stage"] == stage, let twin = twin(of: row), found[twin] != nil {
            if found[twin]!.members.count < members {
                found[twin]!.members.append(ShownMember(row, row["\(stage).similarity"]))
            }
        } else if found[id] != nil {
            found[id]!.kept = ShownMember(row, nil)
        }
        return true
    }

    /// The clusters, the largest first.
    var clusters: [ShownCluster] {
        found.values.sorted { ($1.size, $0.id) < ($0.size, $1.id) }
    }

    var places: [DocumentFinder.Place] {
        found.values.flatMap { [$0.kept].compactMap { $0 } + $0.members }.map(\.place)
    }
}

private struct ShownMember {
    let id: String
    let url: String?
    let similarity: String?
    let place: DocumentFinder.Place

    init(_ row: LedgerRow, _ similarity: String?) {
        id = row["id"] ?? ""
        url = row["url"]
        self.similarity = similarity
        place = .init(source: row["source"] ?? "", place: row["place"] ?? "")
    }

    var text: String { id + (url.map { "  \($0)" } ?? "") }
}

private struct ShownCluster {
    let id: String
    let size: Int
    var kept: ShownMember?
    var members: [ShownMember] = []

    func text(_ texts: [DocumentFinder.Place: [UInt8]]) -> String {
        var lines = ["\(size) documents: \(kept?.text ?? "\(id)  (of the index)")"]
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
