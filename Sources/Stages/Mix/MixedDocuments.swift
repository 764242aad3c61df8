// The part of `mix` that works on documents: how often each is written.
import FileFormats
import PipelineCore

/// How often a document is written that isn't written once, in a word.
enum MixChoice {
    private static let cap: UInt64 = 1 << 63

    /// - Parameter isCapped: whether it is left out because its group has given what it may.
    static func word(copies: Int, isCapped: Bool) -> UInt64 {
        UInt64(copies) | (isCapped ? cap : 0)
    }

    static func copies(_ word: UInt64) -> Int { Int(word & ~cap) }
    static func isCapped(_ word: UInt64) -> Bool { word & cap != 0 }
}

/// Drops the documents that are left out, and says how often the others are written.
public struct MixedDocuments: Judging {
    public enum Column: Int, MeasurementColumn {
        case copies, isCapped

        public var measurement: Measurement {
            switch self {
            case .copies: Measurement("copies", .count, "how often the document is written")
            case .isCapped:
                Measurement(
                    "is_capped", .flag, "of one left out: 1 where its group gave all that it may")
            }
        }
    }

    static let table: [Rule<Column>] = [
        .drop("group_is_full", when: .isCapped, .equals(1)),
        .drop("over_budget", when: .copies, .isBelow(1)),
    ]

    private let choices: RecordLookup<KeyRecord>

    /// - Parameter choices: from the keys of documents that aren't written once.
    init(_ choices: RecordLookup<KeyRecord>) { self.choices = choices }

    public var rules: [Rule<Column>] { Self.table }

    public func makeScratch() throws -> RecordLookup<KeyRecord>.Scratch {
        RecordLookup<KeyRecord>.Scratch()
    }

    public func measure(
        _ document: Document, using scratch: inout RecordLookup<KeyRecord>.Scratch,
        in shared: DocumentScratch, into record: Recorder<Column>
    ) throws {
        let choice = try choices.record(of: document.key.rawValue, using: &scratch)?.value ?? 1
        record.count(.copies, MixChoice.copies(choice))
        if MixChoice.copies(choice) == 0 { record[.isCapped] = MixChoice.isCapped(choice) ? 1 : 0 }
    }
}
