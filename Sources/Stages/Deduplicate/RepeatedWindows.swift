// The phases of `substring_dedup`: from runs of windows to what is cut.
import FileFormats
import PipelineCore

/// A run of windows with one anchor; ordered by anchor, then content, then place.
struct RunRecord: HashedRecord {
    /// The anchor's hash.
    let high: UInt64
    /// The hash of all the bytes of the run's windows.
    let context: UInt64
    let key: UInt64
    /// The first window's start in the upper half, the number of windows in the lower.
    let place: UInt64

    init(high: UInt64, context: UInt64, key: UInt64, start: Int, count: Int) {
        (self.high, self.context, self.key) = (high, context, key)
        place = UInt64(UInt32(start)) << 32 | UInt64(UInt32(count))
    }

    var start: Int { Int(place >> 32) }
    var count: Int { Int(place & 0xFFFF_FFFF) }

    static func < (a: RunRecord, b: RunRecord) -> Bool {
        if a.high != b.high { return a.high < b.high }
        if a.context != b.context { return a.context < b.context }
        return a.key != b.key ? a.key < b.key : a.place < b.place
    }
}

/// Finds the windows of a corpus that repeat earlier ones; see ``SubstringDedup`` for why none is
/// missed.
struct RepeatedWindows: Sendable {
    /// Bytes of a window.
    let length: Int
    let keeps: KeptCopy
    private static let partitions = SpanMatching.partitions

    init(length: Int, keeps: KeptCopy) {
        (self.length, self.keeps) = (length, keeps)
    }

    func phases(observedTasks: Int) -> [CorpusPhase] {
        let observed: @Sendable (String, TaskContext) -> [String] = { name, task in
            (0..<observedTasks).map { task.file(name, phase: 0, task: $0) }
        }
        return [
            CorpusPhase(name: "match", taskCount: Self.partitions) { task in
                try match(observed("runs", task), task)
            },
            CorpusPhase(name: "gather", taskCount: 1) { task in
                let parts = SpanMatching.parts("doubtful", phase: 1, of: task)
                try RecordMerge<KeyRecord>(parts, memory: task.memory)
                    .write(to: task.folder + "/doubtful")
            },
            CorpusPhase(name: "windows", taskCount: Self.partitions) { task in
                try hashWindows(SpooledTexts(observed("", task)), task)
            },
            CorpusPhase(name: "compare", taskCount: Self.partitions) { task in
                try compare(SpanMatching.parts("windows", phase: 3, of: task), task)
            },
            CorpusPhase(name: "verdict", taskCount: 1) { task in
                let parts =
                    observed("cuts", task) + SpanMatching.parts("cuts", phase: 1, of: task)
                    + SpanMatching.parts("cuts", phase: 4, of: task)
                try writeJoined(RecordMerge<CutRecord>(parts, memory: task.memory), task)
            },
        ]
    }

    /// The windows from `start` on, `count` of them, without what they share with an earlier copy
    /// at `source` in the same document.
    private func cut(_ run: RunRecord, like source: RunRecord) -> CutRecord {
        let overlaps = keeps == .first && run.key == source.key
        let start = overlaps ? max(run.start, source.start + length) : run.start
        let end = run.start + run.count - 1 + length
        let twin = keeps == .first ? source.key : run.key
        return CutRecord(key: run.key, span: ByteSpan(start..<end), twin: twin)
    }

    /// Walks the runs of one partition: equal ones are cut, different ones of one anchor are
    /// doubtful.
    private func match(_ files: [String], _ task: TaskContext) throws {
        let merge: RecordMerge<RunRecord> = try HashPartition(task.index, of: Self.partitions)
            .merge(files, memory: task.memory / 2, checkCancelled: task.checkCancelled)
        let cuts = RecordSorter<CutRecord>(
            prefix: task.uniquePath("cuts"), memory: task.memory / 4)
        let doubtful = RecordSorter<KeyRecord>(
            prefix: task.uniquePath("doubtful"), memory: task.memory / 4)
        var first: RunRecord?
        var (isFirstOfAnchor, isAlone, seen) = (true, true, 0)
        while let run = try merge.next() {
            seen += 1
            if seen & 0xF_FFFF == 0 { try task.checkCancelled() }
            if let source = first, source.high == run.high, source.context == run.context {
                if keeps == .none && isAlone { try cuts.add(cut(source, like: source)) }
                isAlone = false
                try cuts.add(cut(run, like: source))
                continue
            }
            if let other = first, other.high == run.high {
                if isFirstOfAnchor {
                    try doubtful.add(KeyRecord(key: other.key, value: other.place))
                }
                try doubtful.add(KeyRecord(key: run.key, value: run.place))
                isFirstOfAnchor = false
            } else {
                isFirstOfAnchor = true
            }
            first = run
            isAlone = true
        }
        try mergeRuns(of: [cuts], to: task.folder + "/cuts", memory: task.memory)
        try mergeRuns(of: [doubtful], to: task.folder + "/doubtful", memory: task.memory)
    }

    /// Hashes the windows of doubtful runs in the task's share of the texts.
    private func hashWindows(_ texts: SpooledTexts, _ task: TaskContext) throws {
        let doubtful = try RecordLookup<KeyRecord>(task.file("doubtful", phase: 2, task: 0))
        var lookup = RecordLookup<KeyRecord>.Scratch()
        var runs: [KeyRecord] = []
        let windows = RecordSorter<SpanDigest>(
            prefix: task.uniquePath("windows"), memory: task.memory / 2)
        try texts.forEach(share: task.index, of: Self.partitions) { key, text in
            runs.removeAll(keepingCapacity: true)
            try doubtful.append(of: key, to: &runs, using: &lookup)
            if !runs.isEmpty { try task.checkCancelled() }
            for run in runs {
                let (start, count) = (Int(run.value >> 32), Int(run.value & 0xFFFF_FFFF))
                for window in start..<start + count {
                    let range = window..<window + length
                    try windows.add(
                        SpanDigest(
                            of: text.extracting(range), key: key, span: ByteSpan(range)))
                }
            }
        }
        try mergeRuns(of: [windows], to: task.folder + "/windows", memory: task.memory)
    }

    /// Walks the windows of one partition: all but the first of equal ones are cut.
    private func compare(_ files: [String], _ task: TaskContext) throws {
        let merge: RecordMerge<SpanDigest> = try HashPartition(task.index, of: Self.partitions)
            .merge(files, memory: task.memory / 2, checkCancelled: task.checkCancelled)
        let cuts = RecordSorter<CutRecord>(
            prefix: task.uniquePath("cuts"), memory: task.memory / 2)
        var first: SpanDigest?
        var (isAlone, seen) = (true, 0)
        while let window = try merge.next() {
            seen += 1
            if seen & 0xF_FFFF == 0 { try task.checkCancelled() }
            guard let source = first, source.hasDigest(of: window) else {
                (first, isAlone) = (window, true)
                continue
            }
            if keeps == .none && isAlone { try cuts.add(cut(run(source), like: run(source))) }
            isAlone = false
            try cuts.add(cut(run(window), like: run(source)))
        }
        try mergeRuns(of: [cuts], to: task.folder + "/cuts", memory: task.memory)
    }

    /// A window as a run of one.
    private func run(_ window: SpanDigest) -> RunRecord {
        RunRecord(
            high: window.high, context: window.low, key: window.key,
            start: window.span.range.lowerBound, count: 1)
    }

    /// Writes cuts, those that touch or overlap as one; it has the twin of the first that has one.
    private func writeJoined(_ merge: RecordMerge<CutRecord>, _ task: TaskContext) throws {
        let output = RecordSorter<CutRecord>(
            prefix: task.uniquePath("joined"), memory: task.memory / 2)
        var joined: CutRecord?
        while let cut = try merge.next() {
            guard let last = joined, last.key == cut.key,
                cut.span.range.lowerBound <= last.span.range.upperBound
            else {
                if let joined { try output.add(joined) }
                joined = cut
                continue
            }
            let end = max(last.span.range.upperBound, cut.span.range.upperBound)
            joined = CutRecord(
                key: last.key, span: ByteSpan(last.span.range.lowerBound..<end),
                twin: last.twin == last.key ? cut.twin : last.twin)
        }
        if let joined { try output.add(joined) }
        try mergeRuns(of: [output], to: task.folder + "/cuts", memory: task.memory)
    }
}
