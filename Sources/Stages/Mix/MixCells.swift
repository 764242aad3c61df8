// How much there is of each group of each source, and how much of it may be written.
import FileFormats
import FileStore
import Foundation
import PipelineCore

/// What there is of one group of one source.
struct MixCell: FixedRecord {
    let source: UInt64
    let group: UInt64
    private(set) var documents: UInt64 = 0
    private(set) var size: UInt64 = 0
    /// The size of the documents that may be repeated.
    private(set) var repeatable: UInt64 = 0

    init(source: UInt64, group: UInt64) { (self.source, self.group) = (source, group) }

    mutating func add(_ document: MixRecord) {
        documents += 1
        size += UInt64(document.size)
        if document.mayRepeat { repeatable += UInt64(document.size) }
    }

    func holds(_ document: MixRecord) -> Bool {
        source == document.source && group == document.group
    }

    static func < (a: MixCell, b: MixCell) -> Bool {
        (a.source, a.group, a.documents, a.size, a.repeatable)
            < (b.source, b.group, b.documents, b.size, b.repeatable)
    }
}

extension MixRecipe {
    /// How much may be written of a group at most.
    func capacity(of cell: MixCell) -> Int {
        let epochs = sources[Int(cell.source)].maxEpochs
        let all =
            epochs >= 1
            ? Double(cell.size) + (epochs - 1) * Double(cell.repeatable)
            : epochs * Double(cell.size)
        return min(Int(min(all, 0x1p60)), most(ofGroup: cell.group))
    }

    /// What is in no group has no bound of its own.
    func most(ofGroup group: UInt64) -> Int {
        mostOfGroup > 0 && group != 0 ? mostOfGroup : .max
    }

    /// In proportion to what a group's share of its source is.
    func weight(of cell: MixCell) -> Double {
        temperature == 1 ? Double(cell.size) : pow(Double(cell.size), 1 / temperature)
    }
}

/// A group in the order in which groups give all that they may while the level of all rises.
struct FillRecord: FixedRecord {
    let source: UInt64
    /// The bits of capacity / weight: of numbers that are not negative they stand in the same order.
    private let level: UInt64
    let group: UInt64
    let capacity: UInt64
    private let weightBits: UInt64

    init(_ cell: MixCell, capacity: Int, weight: Double) {
        (source, group) = (cell.source, cell.group)
        self.capacity = UInt64(capacity)
        level = (weight > 0 ? Double(capacity) / weight : 0).bitPattern
        weightBits = weight.bitPattern
    }

    var weight: Double { Double(bitPattern: weightBits) }

    static func < (a: FillRecord, b: FillRecord) -> Bool {
        (a.source, a.level, a.group, a.capacity, a.weightBits)
            < (b.source, b.level, b.group, b.capacity, b.weightBits)
    }
}

/// How much every source is to give, and up to which level its groups do.
///
/// A group gives its weight times the level of its source, or all that it may where that is less: what
/// small groups can't give the others do (water-filling).
struct MixLevels {
    /// What each source may give at most, is asked for, and lacks.
    private(set) var capacities: [Int]
    private(set) var targets: [Int]
    private(set) var missing: [Int]
    /// Infinite where all that may be given is.
    private(set) var levels: [Double]

    /// - Parameters:
    ///   - groups: all groups of all sources, sorted.
    ///   - weights: of each source, the weights of its groups together.
    init(
        _ recipe: MixRecipe, capacities: [Int], weights: [Double],
        _ groups: RecordMerge<FillRecord>
    ) throws {
        self.capacities = capacities
        targets = Self.targets(recipe, capacities)
        missing = zip(targets, capacities).map { max(0, $0 - $1) }
        levels = Array(repeating: .infinity, count: capacities.count)
        var left = zip(targets, capacities).map { Double(min($0, $1)) }
        var weight = weights
        while let group = try groups.next() {
            let source = Int(group.source)
            guard levels[source].isInfinite else { continue }
            let level = weight[source] > 0 ? left[source] / weight[source] : .infinity
            if level * group.weight < Double(group.capacity) {
                levels[source] = level
            } else {
                left[source] -= Double(group.capacity)
                weight[source] -= group.weight
            }
        }
    }

    /// What each source is to give: its share of the total, or all where inputs have no shares.
    private static func targets(_ recipe: MixRecipe, _ capacities: [Int]) -> [Int] {
        let shares = recipe.sources.compactMap(\.share)
        if shares.isEmpty { return capacities.map { recipe.total ?? $0 } }
        // Without a total, as much as leaves every share what it is.
        let most = zip(shares, capacities).map { Double($1) / $0 }.min() ?? 0
        let total = recipe.total.map(Double.init) ?? most
        return zip(shares, capacities).map { share, capacity in
            let target = Int(min((share * total).rounded(), 0x1p60))
            return recipe.total == nil ? min(target, capacity) : target
        }
    }

    /// What a group is to give, as far as its level says; a fraction is left to the next one.
    func target(of cell: MixCell, capacity: Int, weight: Double) -> Double {
        let level = levels[Int(cell.source)]
        return level.isInfinite ? Double(capacity) : min(Double(capacity), level * weight)
    }
}
