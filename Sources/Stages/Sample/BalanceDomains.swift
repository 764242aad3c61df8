// `balance_domains`: no more than so many documents of one site.
import ByteKernels
import FileFormats
import PipelineCore
import TextRules

/// Keeps the first documents of every registered domain, up to a number.
///
/// Hashes of domains are sorted on disk; memory does not depend on how many there are.
public struct BalanceDomains: CorpusStage {
    public static let info = StageInfo(
        name: "balance_domains",
        summary: "Keeps the first documents of each registered domain, up to a number.",
        example: "- balance_domains: { max_per_domain: 1000 }",
        takes: .anything)

    public struct Options: StageOptions {
        public var maxPerDomain = 1000

        public init() {}

        public static let help: KeyValuePairs = [
            "max_per_domain": "documents of one domain that stay; those without URL all stay"
        ]
    }

    private static let count: PhaseName = "count"

    private let most: Int
    public let rules: [Rule<SurplusDocuments.Column>]

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(options.maxPerDomain > 0, "max_per_domain", "must be 1 or more")
        most = options.maxPerDomain
        rules = SurplusDocuments.table(most: most)
    }

    /// Notes each document's domain as `hash, key`.
    public final class Observer: CorpusObserver {
        fileprivate let sorter: RecordSorter<KeyRecord>
        private var address = WebAddress()

        init(_ task: TaskContext) {
            sorter = RecordSorter("domains", in: task.folder.scratch, memory: task.memory)
        }

        public func observe(_ document: Document, in shared: DocumentScratch) throws {
            address.parse(document.url.span)
            guard !address.host.isEmpty else { return }
            let start = PublicSuffixes.icann.registeredStart(address.host.span)
            let hash = xxHash64(address.host.span.extracting(start...))
            try sorter.add(KeyRecord(key: hash, value: document.key.rawValue))
        }
    }

    public func makeObserver(_ task: TaskContext) throws -> Observer { Observer(task) }

    public func collect(_ observers: [Observer], _ task: TaskContext) throws {
        try mergeRuns(
            of: observers.map(\.sorter), to: task.folder.file("domains"), memory: task.memory)
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        [
            CorpusPhase(name: Self.count, taskCount: 1) { task in
                try count(task, observedTasks)
            }
        ]
    }

    public func finish(_ inputs: FinishContext) throws -> SurplusDocuments {
        SurplusDocuments(
            try RecordLookup<KeyRecord>(inputs.files.file("surplus", of: Self.count)), most: most)
    }

    /// Walks the documents by domain and key, and notes those past the bound with their rank.
    private func count(_ task: TaskContext, _ observedTasks: Int) throws {
        let parts = task.folder.earlier.files("domains", of: .observe, tasks: observedTasks)
        let merge = try RecordMerge<KeyRecord>(parts, memory: task.memory / 2)
        let sorter = RecordSorter<KeyRecord>(
            "surplus", in: task.folder.scratch, memory: task.memory / 2)
        var (domain, rank) = (UInt64(0), 0)
        while let record = try merge.next() {
            rank = record.key == domain ? rank + 1 : 1
            domain = record.key
            if rank > most { try sorter.add(KeyRecord(key: record.value, value: UInt64(rank))) }
        }
        try mergeRuns(of: [sorter], to: task.folder.file("surplus"), memory: task.memory)
    }
}

/// Drops the documents that are past their domain's bound.
public struct SurplusDocuments: Judging {
    public enum Column: Int, MeasurementColumn {
        case rank

        public var measurement: Measurement {
            switch self {
            case .rank:
                Measurement(
                    "rank", .count, "the document's place in its domain, when past the bound")
            }
        }
    }

    static func table(most: Int) -> [Rule<Column>] {
        [.drop("domain_is_full", when: .rank, .isAbove(Double(most)))]
    }

    public let rules: [Rule<Column>]
    private let surplus: RecordLookup<KeyRecord>

    /// - Parameter surplus: from the key of a document past the bound to its rank.
    init(_ surplus: RecordLookup<KeyRecord>, most: Int) {
        self.surplus = surplus
        rules = Self.table(most: most)
    }

    public func makeScratch() throws -> RecordLookup<KeyRecord>.Scratch {
        RecordLookup<KeyRecord>.Scratch()
    }

    public func measure(
        _ document: Document, using scratch: inout RecordLookup<KeyRecord>.Scratch,
        in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        guard let rank = try surplus.record(of: document.key.rawValue, using: &scratch)?.value
        else {
            return
        }
        record.count(.rank, Int(rank))
    }
}
