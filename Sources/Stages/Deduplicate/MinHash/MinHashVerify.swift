// Compares candidate pairs by their sketches, as many at a time as memory holds.
import FileFormats
import PipelineCore

/// Gathers pairs, loads the sketches that they need in one sweep over the files, and compares.
struct PairComparison {
    private let library: SketchLibrary
    private let memory: Int
    private let checkCancelled: @Sendable () throws -> Void

    init(_ library: SketchLibrary, _ task: TaskContext) {
        self.library = library
        memory = task.memory
        checkCancelled = task.checkCancelled
    }

    /// Calls `body` with every pair that `next` gives, in its order, and their similarity.
    func run<Pair>(
        _ next: () throws -> Pair?, keys: (Pair) -> (UInt64, UInt64),
        _ body: (Pair, Double) throws -> Void
    ) throws {
        // Half for what waits to be compared, half for its sketches.
        let most = max(64, memory / 2 / (2 * MemoryLayout<Pair>.stride + 64))
        var pairs: [Pair] = []
        var isAtEnd = false
        var fitted = most
        while !isAtEnd || !pairs.isEmpty {
            while pairs.count < most, let pair = try next() { pairs.append(pair) }
            isAtEnd = pairs.count < most
            fitted = try compare(pairs, 2 * fitted, keys, body)
            pairs.removeFirst(fitted)
            try checkCancelled()
        }
    }

    /// Compares as many of the first pairs as memory allows, `guess` at most; returns how many.
    private func compare<Pair>(
        _ pairs: [Pair], _ guess: Int, _ keys: (Pair) -> (UInt64, UInt64),
        _ body: (Pair, Double) throws -> Void
    ) throws -> Int {
        var count = min(pairs.count, max(1, guess))
        while count > 0 {
            if let set = try sketches(of: pairs[..<count], keys) {
                for pair in pairs[..<count] {
                    let (a, b) = keys(pair)
                    try body(pair, set.similarity(a, b))
                }
                return count
            }
            count = max(1, count / 2)
        }
        return 0
    }

    /// The sketches of all documents of some pairs; `nil` when they are too many for memory.
    private func sketches<Pair>(
        of pairs: ArraySlice<Pair>, _ keys: (Pair) -> (UInt64, UInt64)
    ) throws -> SketchSet? {
        var wanted: [UInt64] = []
        wanted.reserveCapacity(2 * pairs.count)
        for pair in pairs {
            let (a, b) = keys(pair)
            wanted.append(a)
            wanted.append(b)
        }
        wanted.sort()
        var set = SketchSet()
        var finder = library.makeFinder()
        var bytes = 0
        var last: UInt64?
        for key in wanted where key != last {
            bytes += try set.want(key, &finder)
            if bytes > memory / 2 && pairs.count > 1 { return nil }
            last = key
        }
        try set.load(from: library)
        return set
    }
}

extension MinHashDedup {
    /// Leaves the pairs of one range of documents that are duplicates indeed.
    func verify(_ task: TaskContext, _ observedTasks: Int) throws {
        let library = try library(task, observedTasks)
        let merge = try pairs(of: task, library, parts: Self.partitions(observedTasks))
        let output = try RecordOutput<CandidatePair>(task.folder.file("pairs"))
        let similar =
            settings.isChained ? nil : try RecordOutput<SimilarPair>(task.folder.file("similar"))
        if let threshold = settings.threshold {
            let store = { (pair: CandidatePair, similarity: Double) in
                if similarity < threshold { return }
                try output.append(pair)
                try similar?.append(
                    SimilarPair(pair.first, pair.second, similarity: similarity.bitPattern))
            }
            try PairComparison(library, task).run(merge, keys: { ($0.first, $0.second) }, store)
        } else {
            while let pair = try merge() { try output.append(pair) }
        }
        try output.commit()
        try similar?.commit()
    }

    /// The distinct pairs whose first document is in the task's share of all documents.
    private func pairs(
        of task: TaskContext, _ library: SketchLibrary, parts: Int
    ) throws -> () throws -> CandidatePair? {
        let from = try library.key(at: task.index, of: parts)
        let end = try library.key(at: task.index + 1, of: parts)
        let isLast = task.index == parts - 1
        let merge = RecordMerge(
            try task.folder.earlier.files("pairs", of: Phase.match, tasks: parts).map { file in
                let borders = try [from, isLast ? nil : end].map { border in
                    guard let border else { return try recordCount(of: file, CandidatePair.self) }
                    return try firstRecord(in: file) { (pair: CandidatePair) in
                        pair.first >= border
                    }
                }
                return try RecordCursor<CandidatePair>(
                    file, positions: borders[0]..<max(borders[0], borders[1]), memory: 1 << 16)
            })
        var last: CandidatePair?
        return {
            while let pair = try merge.next() {
                if pair == last { continue }
                last = pair
                return pair
            }
            return nil
        }
    }

    func library(_ task: TaskContext, _ observedTasks: Int) throws -> SketchLibrary {
        let files = task.folder.earlier
        return try SketchLibrary(
            folders: (0..<observedTasks).map { files.folder(of: .observe, task: $0) },
            index: IndexSnapshot(of: files))
    }
}
