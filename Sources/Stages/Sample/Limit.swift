// `limit`: the first documents that come this far.
import FileFormats
import PipelineCore

/// Keeps the first `documents` in the order of the input.
///
/// Which documents are first is known when all have been seen: the stage is a barrier, and reads
/// its whole input.
public struct Limit: CorpusStage {
    public static let info = StageInfo(
        name: "limit",
        summary: "Keeps the first documents that come this far, in the order of the input.",
        example: "- limit: { documents: 1000 }",
        takes: .anything)

    public struct Options: StageOptions {
        public var documents = 1000

        public init() {}

        public static let help: KeyValuePairs = ["documents": "how many to keep"]
    }

    private static let cut: PhaseName = "cut"

    private let documents: Int
    public let rules: [Rule<KeyLimit.Column>]

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(options.documents >= 0, "documents", "must not be negative")
        documents = options.documents
        rules = KeyLimit.table
    }

    public final class Observer: CorpusObserver {
        fileprivate let sorter: RecordSorter<KeyRecord>

        init(_ task: TaskContext) {
            sorter = RecordSorter("keys", in: task.folder.scratch, memory: task.memory)
        }

        public func observe(_ document: Document, in shared: DocumentScratch) throws {
            try sorter.add(KeyRecord(key: document.key.rawValue, value: 0))
        }
    }

    public func makeObserver(_ task: TaskContext) throws -> Observer { Observer(task) }

    public func collect(_ observers: [Observer], _ task: TaskContext) throws {
        try mergeRuns(
            of: observers.map(\.sorter), to: task.folder.file("keys"), memory: task.memory)
    }

    /// The tasks hold the keys of ascending ranges: the limit lies where their counts add up.
    public func phases(observedTasks: Int) -> [CorpusPhase] {
        [
            CorpusPhase(name: Self.cut, taskCount: 1) { task in
                var left = documents
                var end = UInt64.max
                for keys in task.folder.earlier.files("keys", of: .observe, tasks: observedTasks) {
                    let count = try recordCount(of: keys, KeyRecord.self)
                    if left < count {
                        let next: [KeyRecord] = try readRecords(keys, left..<(left + 1))
                        end = next[0].key
                        break
                    }
                    left -= count
                }
                let cut = try RecordOutput<KeyRecord>(task.folder.file("end"))
                try cut.append(KeyRecord(key: end, value: 0))
                try cut.commit()
            }
        ]
    }

    public func finish(_ inputs: FinishContext) throws -> KeyLimit {
        let end: [KeyRecord] = try readRecords(
            inputs.files.file("end", of: Self.cut), 0..<1)
        return KeyLimit(end: end[0].key)
    }
}

/// Keeps the documents before a key.
public struct KeyLimit: Judging {
    public enum Column: Int, MeasurementColumn {
        case isPast

        public var measurement: Measurement {
            switch self {
            case .isPast: Measurement("is_past", .flag, "1 for a document after the last one kept")
            }
        }
    }

    static let table: [Rule<Column>] = [.drop("past_limit", when: .isPast, .equals(1))]

    public var rules: [Rule<Column>] { Self.table }
    let end: UInt64

    public func measure(
        _ document: Document, using scratch: inout Void, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        record[.isPast] = document.key.rawValue < end ? 0 : 1
    }
}
