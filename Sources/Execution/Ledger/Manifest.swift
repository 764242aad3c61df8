// The run's manifest: what ran on what, and what came out, with digests.
import FileStore
import Foundation
import PipelineCore

/// `manifest.json`: written last, so a run with a manifest is whole.
///
/// It holds nothing that differs between two runs of the same pipeline on the same input: no
/// times, hosts or workers.
public struct Manifest: Codable, Sendable {
    public let name: String
    /// The program's version, as `winnow --version` tells it.
    public let winnow: String
    public let seed: UInt64
    /// SHA-256 over stages, options and inputs.
    public let digest: String
    public let stages: [StageEntry]
    public let inputs: [Input]
    /// How many files and links in the inputs' folders were not read, by ending or reason.
    public let passedOver: [String: Int]
    /// Files by the writer's path, in task order; `ledger` and corpus stages' files included.
    public let outputs: [String: [OutputFile]]
    public let counts: Counts

    private enum CodingKeys: String, CodingKey {
        case name, winnow, seed, digest, stages, inputs, outputs, counts
        case passedOver = "passed_over"
    }

    public struct StageEntry: Codable, Sendable {
        public let label: String
        public let kind: String
        /// Every option with its value, as YAML.
        public let options: String
        /// By which rules the stage drops, in their order; `nil` in runs of earlier versions.
        public let rules: [Rule]?
        public let seen: Int
        public let dropped: [String: Int]

        /// A rule: documents go where `measurement comparison threshold` holds.
        public struct Rule: Codable, Sendable {
            public let reason: String
            public let measurement: String
            /// `<`, `<=`, `>`, `>=`, `=`, `in` or `not in`.
            public let comparison: String
            /// As it is written: a number, or words joined by `|`.
            public let threshold: String
        }
    }

    public struct Input: Codable, Sendable {
        public let path: String
        public let bytes: Int
        /// SHA-256 of the file as it was read; `nil` where it was read in ranges or not to its end.
        public let sha256: String?
        /// The ranges in which it was read.
        public let ranges: [Range]?

        public struct Range: Codable, Sendable {
            public let start: Int
            public let end: Int
            public let sha256: String
        }
    }

    public struct Counts: Codable, Sendable {
        public let records: Int
        public let recordBytes: Int
        /// Records that were no documents the readers were asked for, by reason.
        public let skipped: [String: Int]
        public let bad: Int
        /// Further records that were lost with bad ones, as their files count them; nil for none.
        public let lost: Int?
        /// Files that could not be read, or not to their end; each has a row in the ledger.
        public let badFiles: [String]?
        public let dropped: Int
        public let kept: Int
        public let keptBytes: Int
        public let tokens: Int
        /// What packing did; nil where nothing was packed.
        public let packing: PackingCounts?
        /// What was taken of every input; nil where nothing was mixed.
        public let mixture: Mixture?

        private enum CodingKeys: String, CodingKey {
            case records, skipped, bad, lost, dropped, kept, tokens, packing, mixture
            case recordBytes = "record_bytes"
            case badFiles = "bad_files"
            case keptBytes = "kept_bytes"
        }
    }

    func write(to file: StoredFile) throws {
        try file.write(SealedJSON.encode(self, isPretty: true))
    }

    /// Reads a finished run's manifest.
    public init(of folder: RunFolder) throws {
        guard try folder.isFinished() else {
            throw RunError(
                .noRun,
                "there is no finished run here: \(folder.manifest.path) is missing\n"
                    + "  If the run was interrupted, finish it with 'winnow run --resume'.")
        }
        // Earlier versions wrote none.
        self = try decoded(folder.manifest, mayLackSeal: true)
    }

    init(
        plan: Plan, inputs: [Input], outputs: [String: [OutputFile]], statistics: RunStatistics
    ) {
        name = plan.name
        winnow = programVersion
        seed = plan.seed
        digest = plan.digest
        stages = plan.stages.map { stage in
            let counts = statistics.stages[stage.index]
            return StageEntry(
                label: stage.label, kind: stage.built.entry.kind.rawValue,
                options: stage.built.options,
                rules: stage.built.rules.map(StageEntry.Rule.init), seen: counts?.seen ?? 0,
                dropped: counts?.dropped ?? [:])
        }
        self.inputs = inputs
        passedOver = plan.passedOver
        self.outputs = outputs
        counts = Counts(
            records: statistics.records, recordBytes: statistics.recordBytes,
            skipped: statistics.skipped, bad: statistics.bad,
            lost: statistics.lost == 0 ? nil : statistics.lost,
            badFiles: statistics.badFiles.isEmpty ? nil : statistics.badFiles,
            dropped: statistics.dropped, kept: statistics.kept, keptBytes: statistics.keptBytes,
            tokens: statistics.tokens, packing: statistics.packing,
            mixture: statistics.mixture)
    }
}

extension Manifest.StageEntry.Rule {
    fileprivate init(_ rule: RuleDescription) {
        self.init(
            reason: rule.reason, measurement: rule.measurement, comparison: rule.symbol,
            threshold: "\(rule.threshold)")
    }
}
