// The phase of `mix` that decides: how often each document of the corpus is written.
import FileFormats
import FileStore
import Foundation
import PipelineCore

/// Walks all documents twice in the order of source, group and chance: to see how much there is of
/// each group, and to take what the groups are to give.
struct MixSelection {
    private let recipe: MixRecipe
    private let task: TaskContext
    private let documents: [StoredFile]
    private let nameFiles: [StoredFile]

    init(_ recipe: MixRecipe, _ task: TaskContext, observedTasks: Int) {
        self.recipe = recipe
        self.task = task
        documents = task.folder.earlier.files(
            MixFiles.documents, of: .observe, tasks: observedTasks)
        nameFiles = task.folder.earlier.files(MixFiles.names, of: .observe, tasks: observedTasks)
    }

    /// Leaves the choices by document and what there is to say of them.
    func run() throws {
        let levels = try countCells()
        let choices = RecordSorter<KeyRecord>(
            MixFiles.choices, in: task.folder.scratch, memory: task.memory / 4)
        var report = MixReport(recipe, levels)
        try choose(levels, into: choices, &report)
        try mergeRuns(
            of: [choices], to: task.folder.file(MixFiles.choices), memory: task.memory / 4)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let mixture = report.mixture(names: try names(of: report.wantedNames))
        try task.folder.file(MixFiles.mixture).write(Array(try encoder.encode(mixture)))
    }

    // MARK: How much there is

    private func countCells() throws -> MixLevels {
        let merge = try RecordMerge<MixRecord>(documents, memory: task.memory / 4)
        let cells = try RecordOutput<MixCell>(task.folder.file(MixFiles.cells))
        let order = RecordSorter<FillRecord>(
            "levels", in: task.folder.scratch, memory: task.memory / 4)
        var capacities = recipe.sources.map { _ in 0 }
        var weights = recipe.sources.map { _ in 0.0 }
        func end(_ cell: MixCell) throws {
            try task.checkCancelled()
            try cells.append(cell)
            let record = FillRecord(
                cell, capacity: recipe.capacity(of: cell), weight: recipe.weight(of: cell))
            capacities[Int(cell.source)] += Int(record.capacity)
            weights[Int(cell.source)] += record.weight
            try order.add(record)
        }
        var cell: MixCell?
        while let document = try merge.next() {
            if let known = cell, !known.holds(document) {
                try end(known)
                cell = nil
            }
            cell = cell ?? MixCell(source: document.source, group: document.group)
            cell?.add(document)
        }
        if let cell { try end(cell) }
        try cells.commit()
        try order.spill()
        return try MixLevels(
            recipe, capacities: capacities, weights: weights,
            RecordMerge<FillRecord>(order.runs, memory: task.memory / 4))
    }

    // MARK: What is taken

    private func choose(
        _ levels: MixLevels, into choices: RecordSorter<KeyRecord>, _ report: inout MixReport
    ) throws {
        let merge = try RecordMerge<MixRecord>(documents, memory: task.memory / 4)
        let cells = try RecordCursor<MixCell>(task.folder.file(MixFiles.cells))
        var next = try merge.next()
        var left = 0.0
        var source: UInt64?
        while let cell = cells.current {
            try task.checkCancelled()
            if cell.source != source { (source, left) = (cell.source, 0) }
            let capacity = recipe.capacity(of: cell)
            // What the groups before could not fill with whole documents.
            let target = levels.target(
                of: cell, capacity: capacity, weight: recipe.weight(of: cell))
            left += target
            var budget = CellBudget(cell, Int(min(max(0, left.rounded()), Double(capacity))))
            let isCapped = budget.total == recipe.most(ofGroup: cell.group)
            var taken = MixReport.Taken()
            while let document = next, cell.holds(document) {
                let copies = budget.copies(of: document)
                taken.add(copies, of: document)
                if copies != 1 {
                    let word = MixChoice.word(copies: copies, isCapped: copies == 0 && isCapped)
                    try choices.add(KeyRecord(key: document.key, value: word))
                }
                next = try merge.next()
            }
            left -= Double(taken.written)
            report.add(cell, taken, target: target)
            try cells.advance()
        }
    }

    /// The names of some groups by their hashes.
    private func names(of hashes: Set<UInt64>) throws -> [UInt64: String] {
        var names: [UInt64: String] = [:]
        for file in nameFiles where names.count < hashes.count {
            let lookup = try RecordLookup<GroupName>(file)
            var scratch = RecordLookup<GroupName>.Scratch()
            for hash in hashes where names[hash] == nil {
                names[hash] = try lookup.record(of: hash, using: &scratch)?.text
            }
        }
        return names
    }
}

/// What one group gives: whole rounds over all its documents, and a part of one more.
struct CellBudget {
    let total: Int
    /// How often every document is written, and every one that may be repeated.
    private let rounds: Int
    private let repeatedRounds: Int
    private var left: Int

    init(_ cell: MixCell, _ total: Int) {
        self.total = total
        let size = Int(cell.size)
        guard total >= size else {
            (rounds, repeatedRounds, left) = (0, 0, total)
            return
        }
        let rest = total - size
        let repeatable = Int(cell.repeatable)
        let more = repeatable > 0 ? rest / repeatable : 0
        (rounds, repeatedRounds) = (1, 1 + more)
        left = rest - more * repeatable
    }

    /// How often a document is written, the next one in the order of chance.
    mutating func copies(of document: MixRecord) -> Int {
        let whole = document.mayRepeat ? repeatedRounds : rounds
        let mayComeAgain = whole == 0 || (document.mayRepeat && document.size > 0)
        guard mayComeAgain, document.size <= left else { return whole }
        left -= document.size
        return whole + 1
    }
}
