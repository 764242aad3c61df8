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

    /// Whether its windows are those of another run.
    func repeats(_ other: RunRecord?) -> Bool { high == other?.high && context == other?.context }

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

    /// The phases of one round, see ``CutTrial``.
    private struct Round: Sendable {
        let match: PhaseName
        let gather: PhaseName
        let windows: PhaseName
        let compare: PhaseName
        let knowsRefused: Bool

        static let first = Round(
            match: "match", gather: "gather", windows: "windows", compare: "compare",
            knowsRefused: false)
        static let second = Round(
            match: "rematch", gather: "regather", windows: "rewindows", compare: "recompare",
            knowsRefused: true)

        func refused(_ task: TaskContext) throws -> RefusedDocuments {
            knowsRefused ? try RefusedDocuments(of: task.folder.earlier) : RefusedDocuments()
        }
    }

    private static let verdict: PhaseName = "verdict"

    /// - Parameter trial: given where documents with a copy that stays may be dropped afterwards.
    func phases(observedTasks: Int, trial: CutTrial?) -> [CorpusPhase] {
        let again = trial.map {
            $0.phases(observedTasks: observedTasks) { Self.cuts(of: .first, $0, observedTasks) }
                + phases(of: .second, observedTasks)
        }
        let last = trial == nil ? Round.first : .second
        let verdict = CorpusPhase(name: Self.verdict, taskCount: 1) { task in
            let parts = Self.cuts(of: last, task, observedTasks)
            try writeJoined(RecordMerge<CutRecord>(parts, memory: task.memory), task)
        }
        return phases(of: .first, observedTasks) + (again ?? []) + [verdict]
    }

    private func phases(of round: Round, _ observedTasks: Int) -> [CorpusPhase] {
        [
            CorpusPhase(name: round.match, taskCount: Self.partitions) { task in
                let runs = task.folder.earlier.files("runs", of: .observe, tasks: observedTasks)
                try match(runs, round.refused(task), task)
            },
            CorpusPhase(name: round.gather, taskCount: 1) { task in
                let parts = Self.parts("doubtful", of: round.match, task)
                try RecordMerge<KeyRecord>(parts, memory: task.memory)
                    .write(to: task.folder.file("doubtful"))
            },
            CorpusPhase(name: round.windows, taskCount: Self.partitions) { task in
                let observed = (0..<observedTasks).map {
                    task.folder.earlier.folder(of: .observe, task: $0)
                }
                let doubtful = task.folder.earlier.file("doubtful", of: round.gather)
                try hashWindows(SpooledTexts(observed), doubtful, task)
            },
            CorpusPhase(name: round.compare, taskCount: Self.partitions) { task in
                let windows = Self.parts("windows", of: round.windows, task)
                try compare(windows, round.refused(task), task)
            },
        ]
    }

    private static func cuts(
        of round: Round, _ task: TaskContext, _ observedTasks: Int
    ) -> [StoredFile] {
        task.folder.earlier.files("cuts", of: .observe, tasks: observedTasks)
            + parts("cuts", of: round.match, task) + parts("cuts", of: round.compare, task)
    }

    /// The files that the tasks of a phase with ``partitions`` tasks left under a name.
    private static func parts(
        _ name: String, of phase: PhaseName, _ task: TaskContext
    ) -> [StoredFile] {
        task.folder.earlier.files(name, of: phase, tasks: partitions)
    }

    /// What the last phase left.
    static func cuts(_ inputs: FinishContext) -> StoredFile {
        inputs.files.file("cuts", of: verdict)
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
    private func match(
        _ files: [StoredFile], _ refused: RefusedDocuments, _ task: TaskContext
    ) throws {
        let merge: RecordMerge<RunRecord> = try HashPartition(task.index, of: Self.partitions)
            .merge(files, memory: task.memory / 2, checkCancelled: task.checkCancelled)
        let cuts = RecordSorter<CutRecord>(
            "cuts", in: task.folder.scratch, memory: task.memory / 4)
        let doubtful = RecordSorter<KeyRecord>(
            "doubtful", in: task.folder.scratch, memory: task.memory / 4)
        var refused = refused
        var first: RunRecord?
        var refusedAnchor: UInt64?
        var own: RunRecord?
        var (isFirstOfAnchor, isAlone, seen) = (true, true, 0)
        while let run = try merge.next() {
            seen += 1
            if seen & 0xF_FFFF == 0 { try task.checkCancelled() }
            // What a refused document holds before the first copy that stays is no copy of it, but
            // may hold windows of others.
            if try refused.contain(run.key), !run.repeats(first) {
                if let known = own, known.key == run.key, run.repeats(known) {
                    try cuts.add(cut(run, like: known))
                    continue
                }
                own = run
                try doubtful.add(KeyRecord(key: run.key, value: run.place))
                if let other = first, other.high == run.high, isFirstOfAnchor {
                    try doubtful.add(KeyRecord(key: other.key, value: other.place))
                    isFirstOfAnchor = false
                }
                refusedAnchor = run.high
                continue
            }
            if let source = first, run.repeats(source) {
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
                isFirstOfAnchor = refusedAnchor != run.high
                if !isFirstOfAnchor { try doubtful.add(KeyRecord(key: run.key, value: run.place)) }
            }
            first = run
            isAlone = true
        }
        try mergeRuns(of: [cuts], to: task.folder.file("cuts"), memory: task.memory)
        try mergeRuns(of: [doubtful], to: task.folder.file("doubtful"), memory: task.memory)
    }

    /// Hashes the windows of doubtful runs in the task's share of the texts.
    private func hashWindows(
        _ texts: SpooledTexts, _ runs: StoredFile, _ task: TaskContext
    ) throws {
        let doubtful = try RecordLookup<KeyRecord>(runs)
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
    private func compare(
        _ files: [StoredFile], _ refused: RefusedDocuments, _ task: TaskContext
    ) throws {
        let merge: RecordMerge<SpanDigest> = try HashPartition(task.index, of: Self.partitions)
            .merge(files, memory: task.memory / 2, checkCancelled: task.checkCancelled)
        let cuts = RecordSorter<CutRecord>(
            "cuts", in: task.folder.scratch, memory: task.memory / 2)
        var refused = refused
        var (first, own): (SpanDigest?, SpanDigest?)
        var (isAlone, seen) = (true, 0)
        while let window = try merge.next() {
            seen += 1
            if seen & 0xF_FFFF == 0 { try task.checkCancelled() }
            guard let source = first, source.hasDigest(of: window) else {
                if try !refused.contain(window.key) {
                    (first, isAlone) = (window, true)
                } else if let known = own, known.key == window.key, known.hasDigest(of: window) {
                    // What a document has twice is cut whether or not it stays itself.
                    try cuts.add(cut(run(window), like: run(known)))
                } else {
                    own = window
                }
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
