// `minhash_dedup`: one document of each cluster of near-duplicates.
import ByteKernels
import FileFormats
import FileStore
import PipelineCore
import TextRules

/// Drops documents that resemble one that stays; names that one, and the similarity.
///
/// Phases: bucket hashes of MinHash signatures are sorted on disk while documents are seen; `match`
/// finds documents that share a bucket; `verify` compares their sketches, so that a false match
/// removes nothing; `cluster` connects duplicates to chains and chooses the best of each; `compare`
/// measures how similar the others are to that one; `verdict` decides. With `clusters: verified`
/// that is ``SurvivorChoice``: a document goes only when it resembles one that stays, since A may
/// resemble B, and B resemble C, where A and C have little in common. With `clusters: chained` all
/// but the best of a chain go. Memory follows the setting; what grows with the corpus is on disk.
public struct MinHashDedup: CorpusStage, ReadingFolders {
    public static let info = StageInfo(
        name: "minhash_dedup",
        summary: "Drops documents that nearly repeat one that stays, by MinHash, verified.",
        source: "Broder 1997; 5-word shingles and 112 permutations as in FineWeb",
        example: "- minhash_dedup: { threshold: 0.6 }")

    public struct Options: StageOptions {
        public var threshold: Double?
        public var verify: Verification?
        public var clusters: Clusters?
        public var preset: Preset?
        public var hash = DatatroveHasher.HashFunction.xxhash
        public var part = ComparedPart.text
        public var unit = Unit.word
        public var ngram = 5
        public var permutations = 112
        public var buckets: Int?
        public var rows: Int?
        public var sketchSize = 1024
        public var seed = 1
        public var index: String?
        public var keep = Keep.first
        public var by = ""
        public var sourcePriority: [String] = []
        public var sourceField = "source"

        public init() {}

        public static let help: KeyValuePairs = [
            "threshold":
                "least Jaccard similarity of duplicates; 0.6, or what a given banding finds",
            "verify":
                "jaccard (the default): compare candidates first; none (datatrove's): believe buckets",
            "clusters":
                "verified (the default): a document goes when it resembles one that stays; chained "
                + "(datatrove's): all but one of those that duplicates connect",
            "preset": "datatrove: its signatures and clusters, bit for bit",
            "hash": "preset datatrove: the hash of shingles; FineWeb used sha1",
            "part":
                "what is compared: the text; of conversations the prompt, which is what users say, "
                + "or all that is said, without tools, labels and weights",
            "unit": "what shingles consist of",
            "ngram": "units of a shingle, 1 to 64; a shorter text is one shingle",
            "permutations": "values of a signature that buckets may use, when they are solved",
            "buckets": "buckets of a signature; solved from the threshold when left out",
            "rows": "values of a bucket; a pair of similarity J shares one with chance J^rows",
            "sketch_size": "shingles kept for verification; similarity is exact up to so many",
            "seed": "what the permutations are drawn from",
            "index":
                "folder of what this stage kept in earlier runs, whatever came of it later: theirs are "
                + "duplicates too; this run's are added",
            "keep": "which document of a cluster stays",
            "by": "keep best: the measurement, stage.name; keep oldest: the date's field",
            "source_priority": "values of source_field; documents of earlier ones stay first",
            "source_field": "the record's field that names its source",
        ]
    }

    public enum Preset: String, Codable, CaseIterable, Sendable {
        case datatrove
    }

    public enum Verification: String, Codable, CaseIterable, Sendable {
        case jaccard
        case none
    }

    public enum Clusters: String, Codable, CaseIterable, Sendable {
        case verified
        case chained
    }

    public enum Unit: String, Codable, CaseIterable, Sendable {
        case word
        case character
    }

    public enum Keep: String, Codable, CaseIterable, Sendable {
        case first
        case longest
        case oldest
        case best
    }

    let settings: MinHashSettings
    public func checkBeginning(of origin: String?) throws {
        if let path = settings.index { _ = try MinHashIndex(path).segments(besides: origin) }
    }

    public var folders: [String] { settings.index.map { [$0] } ?? [] }
    public let rules: [Rule<NearDuplicates.Column>]

    public init(_ options: Options, in context: StageContext) throws {
        var settings = try MinHashSettings(options, in: context)
        settings.index = options.index.map(context.resolve)
        if let path = settings.index { try MinHashIndex(path).check(settings.scheme) }
        self.settings = settings
        rules = NearDuplicates.rules(least: settings.isChained ? nil : settings.threshold)
    }

    public var flow: ContentFlow { settings.part.flow(text: Self.info.flow) }

    public func makeObserver(_ task: TaskContext) throws -> MinHashObserver {
        try MinHashObserver(settings, task)
    }

    public func collect(_ observers: [MinHashObserver], _ task: TaskContext) throws {
        for observer in observers { try observer.close() }
        try mergeRuns(
            of: observers.map(\.buckets), to: task.folder.file("buckets"), memory: task.memory)
        try mergeRuns(
            of: observers.map(\.documents), to: task.folder.file("documents"),
            memory: task.memory)
        if settings.index == nil { return }
        try mergeRuns(
            of: observers.compactMap(\.names?.places), to: task.folder.file("named"),
            memory: task.memory)
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        let phase = { (name: PhaseName, count: Int, run: @escaping Run) in
            CorpusPhase(name: name, taskCount: count) { try run($0, observedTasks) }
        }
        let partitions = Self.partitions(observedTasks)
        var phases = [
            CorpusPhase(name: Phase.index, taskCount: 1, run: snapshotIndex),
            phase(Phase.match, partitions, match),
            phase(Phase.verify, partitions, verify),
            phase(Phase.cluster, 1, cluster),
            phase(Phase.compare, partitions, compare),
            phase(Phase.verdict, 1, decide),
        ]
        if settings.index != nil { phases.append(phase(Phase.survivors, 1, gatherSurvivors)) }
        return phases
    }

    enum Phase {
        static let index: PhaseName = "index"
        static let match: PhaseName = "match"
        static let verify: PhaseName = "verify"
        static let cluster: PhaseName = "cluster"
        static let compare: PhaseName = "compare"
        static let verdict: PhaseName = "verdict"
        static let survivors: PhaseName = "survivors"
    }

    private typealias Run = @Sendable (TaskContext, Int) throws -> Void

    public func finish(_ inputs: FinishContext) throws -> NearDuplicates {
        let index = try IndexSnapshot(of: inputs.files)
        return NearDuplicates(
            try RecordLookup(inputs.files.file("drops", of: Phase.verdict)), try IndexNames(index),
            rules: rules)
    }
}

extension MinHashDedup: Estimating {
    /// Bucket hashes take 16 bytes each; a sketch 4 bytes for each of its shingles, of which there
    /// are about as many as words, one for 5.5 bytes of English text.
    public func estimate(_ corpus: CorpusSize) -> CostEstimate {
        let documents = max(1, corpus.documents)
        let shingles = min(corpus.textBytes / documents * 2 / 11, settings.sketchSize)
        let sketch = settings.threshold == nil ? 0 : 4 * shingles
        return CostEstimate(
            disk: [
                .init("of bucket hashes", bytes: documents * settings.banding.buckets * 16),
                .init("of sketches", bytes: documents * (sketch + 40)),
                // As many as there are bucket hashes while runs are merged.
                .init("of passage", bytes: documents * settings.banding.buckets * 16),
            ],
            leastMemory: 192 << 20 + corpus.tasks * 16384)
    }
}
