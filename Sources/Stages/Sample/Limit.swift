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
        example: "- limit: { documents: 1000 }")

    public struct Options: StageOptions {
        public var documents = 1000

        public init() {}

        public static let help: KeyValuePairs = ["documents": "how many to keep"]
    }

    private let documents: Int
    public let rules: [Rule<KeyLimit.Column>]

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(options.documents >= 0, "documents", "must not be negative")
        documents = options.documents
        rules = KeyLimit.table
    }

    public final class Observer: CorpusObserver {
        fileprivate let sorter: RecordSorter<KeyRecord>

        init(prefix: String, memory: Int) {
            sorter = RecordSorter(prefix: prefix, memory: memory)
        }

        public func observe(_ document: Document, in shared: DocumentScratch) throws {
            try sorter.add(KeyRecord(key: document.key.rawValue, value: 0))
        }
    }

    public func makeObserver(_ task: TaskContext) throws -> Observer {
        Observer(prefix: task.uniquePath("keys"), memory: task.memory)
    }

    public func collect(_ observers: [Observer], _ task: TaskContext) throws {
        try mergeRuns(of: observers.map(\.sorter), to: task.folder + "/keys", memory: task.memory)
    }

    /// The tasks hold the keys of ascending ranges: the limit lies where their counts add up.
    public func phases(observedTasks: Int) -> [CorpusPhase] {
        [
            CorpusPhase(name: "cut", taskCount: 1) { task in
                var left = documents
                var end = UInt64.max
                for observed in 0..<observedTasks {
                    let path = task.file("keys", phase: 0, task: observed)
                    let count = try recordCount(of: path, KeyRecord.self)
                    if left < count {
                        let next: [KeyRecord] = try readRecords(path, left..<(left + 1))
                        end = next[0].key
                        break
                    }
                    left -= count
                }
                let cut = RecordSorter<KeyRecord>(
                    prefix: task.uniquePath("end"), memory: task.memory)
                try cut.add(KeyRecord(key: end, value: 0))
                try mergeRuns(of: [cut], to: task.folder + "/end", memory: task.memory)
            }
        ]
    }

    public func finish(_ inputs: FinishContext) throws -> KeyLimit {
        let end: [KeyRecord] = try readRecords(inputs.file("end", phase: 1), 0..<1)
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
