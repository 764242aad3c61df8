// The phases of `substring_dedup`: from runs of windows to what is cut.
import FileFormats
import FileStore
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

    private enum Phase {
        static let match: PhaseName = "match"
        static let gather: PhaseName = "gather"
        static let windows: PhaseName = "windows"
        static let compare: PhaseName = "compare"
        static let verdict: PhaseName = "verdict"
    }

    func phases(observedTasks: Int) -> [CorpusPhase] {
        [
            CorpusPhase(name: Phase.match, taskCount: Self.partitions) { task in
                let runs = task.folder.earlier.files("runs", of: .observe, tasks: observedTasks)
                try match(runs, task)
            },
            CorpusPhase(name: Phase.gather, taskCount: 1) { task in
                let parts = Self.parts("doubtful", of: Phase.match, task)
                try RecordMerge<KeyRecord>(parts, memory: task.memory)
                    .write(to: task.folder.file("doubtful"))
            },
            CorpusPhase(name: Phase.windows, taskCount: Self.partitions) { task in
                let observed = (0..<observedTasks).map {
                    task.folder.earlier.folder(of: .observe, task: $0)
                }
                try hashWindows(SpooledTexts(observed), task)
            },
            CorpusPhase(name: Phase.compare, taskCount: Self.partitions) { task in
                try compare(Self.parts("windows", of: Phase.windows, task), task)
            },
            CorpusPhase(name: Phase.verdict, taskCount: 1) { task in
                let parts =
                    task.folder.earlier.files("cuts", of: .observe, tasks: observedTasks)
                    + Self.parts("cuts", of: Phase.match, task)
                    + Self.parts("cuts", of: Phase.compare, task)
                try writeJoined(RecordMerge<CutRecord>(parts, memory: task.memory), task)
            },
        ]
    }

    /// The files that the tasks of a phase with ``partitions`` tasks left under a name.
    private static func parts(
        _ name: String, of phase: PhaseName, _ task: TaskContext
    ) -> [StoredFile] {
        task.folder.earlier.files(name, of: phase, tasks: partitions)
    }

    /// What the last phase left.
    static func cuts(_ inputs: FinishContext) -> StoredFile {
        inputs.files.file("cuts", of: Phase.verdict)
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
    private func match(_ files: [StoredFile], _ task: TaskContext) throws {
        let merge: RecordMerge<RunRecord> = try HashPartition(task.index, of: Self.partitions)
            .merge(files, memory: task.memory / 2, checkCancelled: task.checkCancelled)
        let cuts = RecordSorter<CutRecord>(
            "cuts", in: task.folder.scratch, memory: task.memory / 4)
        let doubtful = RecordSorter<KeyRecord>(
            "doubtful", in: task.folder.scratch, memory: task.memory / 4)
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
        try mergeRuns(of: [cuts], to: task.folder.file("cuts"), memory: task.memory)
        try mergeRuns(of: [doubtful], to: task.folder.file("doubtful"), memory: task.memory)
    }

    /// Hashes the windows of doubtful runs in the task's share of the texts.
    private func hashWindows(_ texts: SpooledTexts, _ task: TaskContext) throws {
        let doubtful = try RecordLookup<KeyRecord>(
            task.folder.earlier.file("doubtful", of: Phase.gather))
        var lookup = RecordLookup<KeyRecord>.Scratch()
        var runs: [KeyRecord] = []
        let windows = RecordSorter<SpanDigest>(
            "windows", in: task.folder.scratch, memory: task.memory / 2)
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
        try mergeRuns(of: [windows], to: task.folder.file("windows"), memory: task.memory)
    }

    /// Walks the windows of one partition: all but the first of equal ones are cut.
    private func compare(_ files: [StoredFile], _ task: TaskContext) throws {
        let merge: RecordMerge<SpanDigest> = try HashPartition(task.index, of: Self.partitions)
            .merge(files, memory: task.memory / 2, checkCancelled: task.checkCancelled)
        let cuts = RecordSorter<CutRecord>(
            "cuts", in: task.folder.scratch, memory: task.memory / 2)
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
        try mergeRuns(of: [cuts], to: task.folder.file("cuts"), memory: task.memory)
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
            "joined", in: task.folder.scratch, memory: task.memory / 2)
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
        try mergeRuns(of: [output], to: task.folder.file("cuts"), memory: task.memory)
    }
}
