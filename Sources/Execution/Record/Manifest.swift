// The run's manifest: what ran on what, and what came out, with digests.
import Foundation
import PipelineCore

/// `manifest.json`: written last, so a run with a manifest is whole.
///
/// It holds nothing that differs between two runs of the same pipeline on the same input: no
/// times, hosts or workers.
public struct Manifest: Codable, Sendable {
    public let name: String
    public let winnow: String
    public let seed: UInt64
    /// SHA-256 over stages, options and inputs.
    public let digest: String
    public let stages: [StageEntry]
    public let inputs: [Input]
    /// Files by the writer's path, in task order; `ledger` and corpus stages' files included.
    public let outputs: [String: [OutputFile]]
    public let counts: Counts

    public struct StageEntry: Codable, Sendable {
        public let label: String
        public let kind: String
        /// Every option with its value, as YAML.
        public let options: String
        public let seen: Int
        public let dropped: [String: Int]
    }

    public struct Input: Codable, Sendable {
        public let path: String
        public let bytes: Int
        public let sha256: String
    }

    public struct Counts: Codable, Sendable {
        public let records: Int
        public let recordBytes: Int
        /// Records that were no documents the readers were asked for, by reason.
        public let skipped: [String: Int]
        public let bad: Int
        public let dropped: Int
        public let kept: Int
        public let keptBytes: Int
        public let tokens: Int
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try writeWhole(try encoder.encode(self), to: path)
    }

    /// Reads a finished run's manifest.
    public init(reading path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RunError(
                .noRun,
                "there is no finished run here: \(path) is missing\n"
                    + "  If the run was interrupted, finish it with 'winnow run --resume'.")
        }
        self = try JSONDecoder().decode(Manifest.self, from: data)
    }

    init(
        plan: Plan, inputDigests: [String], outputs: [String: [OutputFile]],
        statistics: RunStatistics
    ) {
        name = plan.name
        winnow = Planner.engineVersion
        seed = plan.seed
        digest = plan.digest
        stages = plan.stages.map { stage in
            let counts = statistics.stages[stage.index]
            return StageEntry(
                label: stage.label, kind: stage.built.entry.kind.rawValue,
                options: stage.built.options, seen: counts?.seen ?? 0,
                dropped: counts?.dropped ?? [:])
        }
        inputs = zip(plan.inputs, inputDigests).map {
            Input(path: $0.file.path, bytes: $0.file.size, sha256: $1)
        }
        self.outputs = outputs
        counts = Counts(
            records: statistics.records, recordBytes: statistics.recordBytes,
            skipped: statistics.skipped, bad: statistics.bad,
            dropped: statistics.dropped, kept: statistics.kept, keptBytes: statistics.keptBytes,
            tokens: statistics.tokens)
    }
}
