// What a mixture says of itself: what was there of every source and group, and what was taken.
import PipelineCore

/// Adds up what was taken, and keeps the largest groups of every source.
struct MixReport {
    /// What was taken of one group.
    struct Taken {
        private(set) var documents = 0
        private(set) var copies = 0
        private(set) var written = 0

        mutating func add(_ copies: Int, of document: MixRecord) {
            if copies == 0 { return }
            documents += 1
            self.copies += copies
            written += copies * document.size
        }
    }

    private struct Group {
        let hash: UInt64
        var part: Mixture.Part

        /// Larger ones first; those of one size by their hashes.
        static func precedes(_ a: Group, _ b: Group) -> Bool {
            (b.part.written, b.part.available, a.hash) < (a.part.written, a.part.available, b.hash)
        }
    }

    /// Groups of a source that are told of.
    static let mostGroups = 50

    private let recipe: MixRecipe
    private var wholes: [Mixture.Part]
    private var groups: [[Group]]
    private var groupCounts: [Int]

    init(_ recipe: MixRecipe, _ levels: MixLevels) {
        self.recipe = recipe
        wholes = recipe.sources.enumerated().map { index, source in
            var part = Mixture.Part(name: source.name)
            part.target = levels.targets[index]
            part.missing = levels.missing[index]
            part.share = source.share
            return part
        }
        groups = recipe.sources.map { _ in [] }
        groupCounts = recipe.sources.map { _ in 0 }
    }

    mutating func add(_ cell: MixCell, _ taken: Taken, target: Double) {
        let source = Int(cell.source)
        wholes[source].add(cell, taken)
        guard recipe.hasGroups else { return }
        var part = Mixture.Part(name: "")
        part.add(cell, taken)
        part.target = Int(target.rounded())
        groupCounts[source] += 1
        groups[source].append(Group(hash: cell.group, part: part))
        if groups[source].count >= 20 * Self.mostGroups { cutGroups(of: source) }
    }

    private mutating func cutGroups(of source: Int) {
        groups[source].sort(by: Group.precedes)
        groups[source].removeLast(max(0, groups[source].count - Self.mostGroups))
    }

    /// The groups that are told of.
    var wantedNames: Set<UInt64> {
        var report = self
        for source in groups.indices { report.cutGroups(of: source) }
        return Set(report.groups.flatMap { $0.map(\.hash) }.filter { $0 != 0 })
    }

    func mixture(names: [UInt64: String]) -> Mixture {
        var report = self
        var mixture = Mixture(unit: recipe.unit.rawValue, total: recipe.total)
        let written = wholes.reduce(0) { $0 + $1.written }
        for (index, whole) in wholes.enumerated() {
            report.cutGroups(of: index)
            var source = Mixture.Source(whole.of(written))
            source.groups = report.groups[index].map { group in
                var part = group.part.of(whole.written)
                part.name = group.hash == 0 ? "(none)" : names[group.hash] ?? ""
                return part
            }
            source.otherGroups = groupCounts[index] - source.groups.count
            mixture.sources.append(source)
        }
        return mixture
    }
}

extension Mixture.Part {
    fileprivate mutating func add(_ cell: MixCell, _ taken: MixReport.Taken) {
        availableDocuments += Int(cell.documents)
        available += Int(cell.size)
        takenDocuments += taken.documents
        writtenDocuments += taken.copies
        written += taken.written
    }

    /// The same with its share of what is written of all.
    fileprivate func of(_ all: Int) -> Mixture.Part {
        var part = self
        part.reachedShare = all == 0 ? 0 : Double(written) / Double(all)
        return part
    }
}
