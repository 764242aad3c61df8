// The part of `minhash_dedup` that works document by document: who repeats whom, how closely.
import FileFormats
import PipelineCore

/// Drops the documents that are listed, names the kept one that each repeats, and tells how similar
/// the two are.
public struct NearDuplicates: Judging {
    public enum Column: Int, MeasurementColumn {
        case isDuplicate
        case similarity
        case clusterSize
        case indexed

        public var measurement: Measurement {
            switch self {
            case .isDuplicate:
                Measurement("is_duplicate", .flag, "1 when another document stays in its place")
            case .similarity:
                Measurement(
                    "similarity", .fraction,
                    "Jaccard similarity of its shingles with those of the document that stays")
            case .clusterSize:
                Measurement(
                    "cluster_size", .count,
                    "documents that one stays for, that one included; of a chain, all of them")
            case .indexed:
                Measurement(
                    "indexed", .label,
                    "identifier of the document of an earlier run that it repeats")
            }
        }
    }

    /// - Parameter least: the least similarity with a document that stays; nil where chains decide.
    static func rules(least: Double?) -> [Rule<Column>] {
        guard let least else {
            return [.drop("near_duplicate", when: .isDuplicate, .equals(1))]
        }
        return [.drop("near_duplicate", when: .similarity, .isAtLeast(least))]
    }

    public let rules: [Rule<Column>]
    private let drops: RecordLookup<DropRecord>
    private let names: IndexNames

    init(_ drops: RecordLookup<DropRecord>, _ names: IndexNames, rules: [Rule<Column>]) {
        self.rules = rules
        self.drops = drops
        self.names = names
    }

    /// Where the worker last looked in the list.
    public struct Scratch {
        var block = RecordLookup<DropRecord>.Scratch()
        var names = RecordLookup<NamedDocument>.Scratch()
    }

    public func makeScratch() throws -> Scratch { Scratch() }

    public func measure(
        _ document: Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let drop = try drops.record(of: document.key.rawValue, using: &scratch.block)
        record[.isDuplicate] = drop == nil ? 0 : 1
        guard let drop else { return }
        record[.similarity] = Double(bitPattern: drop.similarity)
        record.count(.clusterSize, Int(drop.clusterSize))
        if drop.kept < SketchedDocument.indexed {
            record.duplicateOf = DocumentKey(rawValue: drop.kept)
        } else {
            record.label(.indexed, try names.name(of: drop.kept, using: &scratch.names))
        }
    }
}
