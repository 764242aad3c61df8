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
        example: "- exact_dedup: { by: text }",
        takes: .anything)

    public struct Options: StageOptions {
        public var by = Subject.text
        public var normalizeUrl = true

        public init() {}

        public static let help: KeyValuePairs = [
            "by":
                "what makes two documents the same; those without it are kept. Of conversations the "
                + "prompt, which is what users say, or the conversation: who says what, with which "
                + "tools, and what of it is learned",
            "normalize_url":
                "by url: leave aside https, default ports, fragments, last slashes, tracking, spelling",
        ]
    }

    public enum Subject: String, Codable, CaseIterable, Sendable {
        case text
        case url
        case id
        case prompt
        case conversation

        func bytes(of document: Document, in shared: DocumentScratch) throws -> [UInt8] {
            switch self {
            case .text: document.text
            case .url: document.url
            case .id: document.id
            case .prompt: try ComparedPart.prompt.bytes(of: document, in: shared)
            case .conversation: try document.conversation(in: shared).written
            }
        }
    }

    private enum Phase {
        static let match: PhaseName = "match"
        static let verdict: PhaseName = "verdict"
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

    public var flow: ContentFlow {
        [.prompt, .conversation].contains(subject)
            ? ContentFlow(takes: .conversation) : Self.info.flow
    }

    public final class Observer: CorpusObserver {
        fileprivate let sorter: RecordSorter<DigestRecord>
        private let subject: Subject
        private var url: ComparableURL?

        init(_ subject: Subject, _ url: ComparableURL?, _ task: TaskContext) {
            self.subject = subject
            self.url = url
            sorter = RecordSorter("digests", in: task.folder.scratch, memory: task.memory)
        }

        public func observe(_ document: Document, in shared: DocumentScratch) throws {
            let bytes = try subject.bytes(of: document, in: shared)
            if bytes.isEmpty && subject != .text { return }
            url?.load(bytes)
            if url?.bytes.isEmpty == true { return }
            try sorter.add(
                DigestRecord(sha256Of: url?.bytes ?? bytes, key: document.key.rawValue))
        }
    }

    public func makeObserver(_ task: TaskContext) throws -> Observer {
        Observer(subject, normalizesURL ? ComparableURL() : nil, task)
    }

    public func collect(_ observers: [Observer], _ task: TaskContext) throws {
        try mergeRuns(
            of: observers.map(\.sorter), to: task.folder.file("digests"), memory: task.memory)
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        [
            CorpusPhase(name: Phase.match, taskCount: Self.partitions) { task in
                try match(task, observedTasks)
            },
            CorpusPhase(name: Phase.verdict, taskCount: 1) { task in
                let parts = task.folder.earlier.files(
                    "duplicates", of: Phase.match, tasks: Self.partitions)
                let merge = try RecordMerge<KeyRecord>(parts, memory: task.memory)
                try merge.write(to: task.folder.file("duplicates"))
            },
        ]
    }

    public func finish(_ inputs: FinishContext) throws -> KnownDuplicates {
        KnownDuplicates(try RecordLookup(inputs.files.file("duplicates", of: Phase.verdict)))
    }

    /// Walks the digests of one partition in order: the first key of each group stays.
    private func match(_ task: TaskContext, _ observedTasks: Int) throws {
        let digests = task.folder.earlier.files("digests", of: .observe, tasks: observedTasks)
        let merge: RecordMerge<DigestRecord> = try HashPartition(task.index, of: Self.partitions)
            .merge(digests, memory: task.memory / 2, checkCancelled: task.checkCancelled)
        let sorter = RecordSorter<KeyRecord>(
            "duplicates", in: task.folder.scratch, memory: task.memory / 2)
        var first: DigestRecord?
        while let record = try merge.next() {
            if let known = first, known.high == record.high, known.low == record.low {
                try sorter.add(KeyRecord(key: record.key, value: known.key))
            } else {
                first = record
            }
        }
        try mergeRuns(of: [sorter], to: task.folder.file("duplicates"), memory: task.memory)
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
