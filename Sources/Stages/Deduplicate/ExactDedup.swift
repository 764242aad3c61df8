// `exact_dedup`: one document of each group with equal text, URL or id.
import FileFormats
import PipelineCore

/// Keeps the first of all documents with the same text (or URL, or id); names it for the others.
///
/// Documents are compared by the first 128 bits of SHA-256, so unequal ones never meet. Digests are
/// sorted on disk; memory does not depend on how many documents there are.
public struct ExactDedup: CorpusStage {
    public static let info = StageInfo(
        name: "exact_dedup",
        summary: "Keeps the first of all documents with the same text, URL or id.",
        example: "- exact_dedup: { by: text }")

    public struct Options: StageOptions {
        public var by = Subject.text
        public var normalizeUrl = true

        public init() {}

        public static let help: KeyValuePairs = [
            "by": "what makes two documents the same; those without it are kept",
            "normalize_url":
                "by url: leave aside https, default ports, fragments, last slashes, tracking",
        ]
    }

    public enum Subject: String, Codable, CaseIterable, Sendable {
        case text
        case url
        case id

        func bytes(of document: Document) -> [UInt8] {
            switch self {
            case .text: document.text
            case .url: document.url
            case .id: document.id
            }
        }
    }

    /// Digests are matched in this many tasks, by their first bits.
    private static let partitions = 16

    private let subject: Subject
    private let normalizesURL: Bool
    public let rules: [Rule<KnownDuplicates.Column>] = KnownDuplicates.table

    public init(_ options: Options, in context: StageContext) throws {
        subject = options.by
        normalizesURL = options.by == .url && options.normalizeUrl
    }

    public final class Observer: CorpusObserver {
        fileprivate let sorter: RecordSorter<DigestRecord>
        private let subject: Subject
        private var url: ComparableURL?

        init(_ subject: Subject, _ url: ComparableURL?, prefix: String, memory: Int) {
            self.subject = subject
            self.url = url
            sorter = RecordSorter(prefix: prefix, memory: memory)
        }

        public func observe(_ document: Document, in shared: DocumentScratch) throws {
            let bytes = subject.bytes(of: document)
            if bytes.isEmpty && subject != .text { return }
            url?.load(bytes)
            try sorter.add(
                DigestRecord(sha256Of: url?.bytes ?? bytes, key: document.key.rawValue))
        }
    }

    public func makeObserver(_ task: TaskContext) throws -> Observer {
        Observer(
            subject, normalizesURL ? ComparableURL() : nil, prefix: task.uniquePath("digests"),
            memory: task.memory)
    }

    public func collect(_ observers: [Observer], _ task: TaskContext) throws {
        try mergeRuns(
            of: observers.map(\.sorter), to: task.folder + "/digests", memory: task.memory)
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        [
            CorpusPhase(name: "match", taskCount: Self.partitions) { task in
                try match(task, observedTasks)
            },
            CorpusPhase(name: "verdict", taskCount: 1) { task in
                let parts = (0..<Self.partitions).map {
                    task.file("duplicates", phase: 1, task: $0)
                }
                let merge = try RecordMerge<KeyRecord>(parts, memory: task.memory)
                try merge.write(to: task.folder + "/duplicates")
            },
        ]
    }

    public func finish(_ inputs: FinishContext) throws -> KnownDuplicates {
        KnownDuplicates(try RecordLookup<KeyRecord>(inputs.file("duplicates", phase: 2)))
    }

    /// Walks the digests of one partition in order: the first key of each group stays.
    private func match(_ task: TaskContext, _ observedTasks: Int) throws {
        let merge = RecordMerge(try cursors(of: task, observedTasks))
        let sorter = RecordSorter<KeyRecord>(
            prefix: task.uniquePath("duplicates"), memory: task.memory / 2)
        var first: DigestRecord?
        while let record = try merge.next() {
            if let known = first, known.high == record.high, known.low == record.low {
                try sorter.add(KeyRecord(key: record.key, value: known.key))
            } else {
                first = record
            }
        }
        try mergeRuns(of: [sorter], to: task.folder + "/duplicates", memory: task.memory)
    }

    /// The partition's range in the digests of every observed task.
    private func cursors(
        of task: TaskContext, _ observedTasks: Int
    ) throws -> [RecordCursor<DigestRecord>] {
        let width = UInt64.max / UInt64(Self.partitions) + 1
        let from = UInt64(task.index) * width
        let share = min(1 << 18, max(4096, task.memory / 2 / max(1, observedTasks)))
        return try (0..<observedTasks).map { observed in
            try task.checkCancelled()
            let path = task.file("digests", phase: 0, task: observed)
            let start = try firstRecord(in: path) { (record: DigestRecord) in record.high >= from }
            let end = try firstRecord(in: path) { (record: DigestRecord) in
                record.high >= from && record.high - from >= width
            }
            return try RecordCursor(path, positions: start..<end, memory: share)
        }
    }
}

extension DigestRecord {
    /// The first 128 bits of the bytes' SHA-256.
    fileprivate init(sha256Of bytes: [UInt8], key: UInt64) {
        var hasher = SHA256()
        hasher.update(bytes.span)
        let digest = hasher.finish()
        let words = digest.withUnsafeBytes {
            (
                $0.loadUnaligned(as: UInt64.self),
                $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
        self.init(high: UInt64(bigEndian: words.0), low: UInt64(bigEndian: words.1), key: key)
    }
}
