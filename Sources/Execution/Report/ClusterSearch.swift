// Which clusters of near-duplicates of a run are the largest.

/// Finds the largest clusters in two walks over a ledger; memory follows how many are wanted.
package struct ClusterSearch {
    /// The stage that found the clusters; `nil` where none of the run looks for any.
    package let stage: String?
    private let top: Int
    private let mostMembers: Int
    /// The sizes of clusters by the identifier of the document that stayed.
    private var sizes: [String: Int] = [:]
    private var found: [String: DuplicateCluster] = [:]

    /// - Parameters:
    ///   - stage: the stage, as the ledger names it; `nil` takes the first that finds clusters.
    ///     Throws ``RunError`` for one that finds none.
    ///   - top: how many clusters.
    ///   - members: how many dropped members of each.
    package init(_ ledger: LedgerFiles, stage: String?, top: Int, members: Int) throws {
        self.top = top
        mostMembers = members
        self.stage = try Self.chosen(stage, of: Self.stages(with: ".cluster_size", ledger))
        guard let stage = self.stage else { return }
        let twin = ["duplicate_of", "\(stage).indexed"]
        try ledger.forEachRow(
            twin + ["\(stage).cluster_size"], where: LedgerFilter(every: [("stage", stage)])
        ) { row in
            count(row, stage)
            return true
        }
        prune()
        for (id, size) in sizes { found[id] = DuplicateCluster(id: id, size: size) }
        let own = ["id", "url", "source", "place", "stage", "\(stage).similarity"]
        try ledger.forEachRow(own + twin) { row in
            gather(row, stage)
            return true
        }
    }

    /// The clusters, the largest first; of equally large ones those with the least identifiers.
    package var clusters: [DuplicateCluster] {
        found.values.sorted { ($1.size, $0.id) < ($0.size, $1.id) }
    }

    /// Where the members of the clusters lie in the input.
    package var places: [DocumentFinder.Place] {
        found.values.flatMap { [$0.kept].compactMap { $0 } + $0.members }.map(\.place)
    }

    /// Notes the size of the cluster of a row that the stage dropped.
    private mutating func count(_ row: LedgerRow, _ stage: String) {
        guard let twin = twin(of: row, stage),
            let size = row["\(stage).cluster_size"].flatMap({ Int($0) })
        else { return }
        sizes[twin] = size
        if sizes.count > 4 * top + 1024 { prune() }
    }

    private static func stages(with suffix: String, _ ledger: LedgerFiles) throws -> [String] {
        try ledger.fieldNames().filter { $0.hasSuffix(suffix) }
            .map { String($0.dropLast(suffix.count)) }
    }

    private static func chosen(_ stage: String?, of stages: [String]) throws -> String? {
        guard let stage else { return stages.first }
        if stages.contains(stage) { return stage }
        let known = stages.isEmpty ? "none does" : stages.joined(separator: ", ")
        throw RunError(
            .noRun, "no stage '\(stage)' of the run finds clusters\n  Those that do: \(known)")
    }

    /// Leaves the largest only. One that goes comes back with its next member, and goes again.
    private mutating func prune() {
        let kept = sizes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(top)
        sizes = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }

    /// The document that stayed: of this run, or of the index.
    private func twin(of row: LedgerRow, _ stage: String) -> String? {
        row["duplicate_of"] ?? row["\(stage).indexed"]
    }

    /// Puts a row into its cluster, where that is among the largest.
    private mutating func gather(_ row: LedgerRow, _ stage: String) {
        guard let id = row["id"] else { return }
        if row["stage"] == stage, let twin = twin(of: row, stage), var cluster = found[twin] {
            guard cluster.members.count < mostMembers else { return }
            let member = DuplicateCluster.Member(row, similarity: row["\(stage).similarity"])
            cluster.members.append(member)
            found[twin] = cluster
        } else if found[id] != nil {
            found[id]?.kept = DuplicateCluster.Member(row, similarity: nil)
        }
    }
}
