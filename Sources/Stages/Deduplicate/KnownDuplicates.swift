// The part of deduplicating stages that works document by document: a list of keys and twins.
import FileFormats
import PipelineCore

/// Drops the documents whose keys are listed, and names the kept one that each repeats.
public struct KnownDuplicates: Judging {
    public enum Column: Int, MeasurementColumn {
        case isDuplicate

        public var measurement: Measurement {
            switch self {
            case .isDuplicate:
                Measurement("is_duplicate", .flag, "1 when an equal document came before")
            }
        }
    }

    static let table: [Rule<Column>] = [.drop("duplicate", when: .isDuplicate, .equals(1))]

    public var rules: [Rule<Column>] { Self.table }
    private let duplicates: RecordLookup<KeyRecord>

    /// - Parameter duplicates: from a duplicate's key to its twin's.
    init(_ duplicates: RecordLookup<KeyRecord>) {
        self.duplicates = duplicates
    }

    public func makeScratch() throws -> RecordLookup<KeyRecord>.Scratch {
        RecordLookup<KeyRecord>.Scratch()
    }

    public func measure(
        _ document: Document, using scratch: inout RecordLookup<KeyRecord>.Scratch,
        in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let twin = try duplicates.record(of: document.key.rawValue, using: &scratch)?.value
        record[.isDuplicate] = twin == nil ? 0 : 1
        record.duplicateOf = twin.map(DocumentKey.init(rawValue:))
    }
}
