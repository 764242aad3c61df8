// The end of a run: all counts added up, the manifest, the report.
import FileFormats
import FileStore
import Foundation
import PipelineCore

/// Gathers what the tasks left into what the user keeps: the last task of a run.
struct RunFinish {
    private let plan: Plan
    private let folder: RunFolder
    private let records: CompletionRecords

    init(_ runner: TaskRunner) {
        plan = runner.plan
        folder = runner.folder
        records = runner.records
    }

    /// Writes manifest, report and the run's counts, and gives the files that corpus stages left
    /// for the user. The manifest comes last: a run with a manifest is whole.
    func run() throws -> [String: [OutputFile]] {
        let statistics = try statistics()
        var artifacts = try publishArtifacts()
        artifacts.merge(try joinedOutputs()) { $0 + $1 }
        try folder.place.removeUnfinished(alone: true)
        let folders = artifacts.keys.filter { $0 != "." }
        for path in plan.writers.map(\.writer.path) + folders + ["ledger"] {
            try folder.place.folder(path).removeUnfinished()
        }
        let manifest = try manifest(statistics, artifacts: artifacts)
        for stage in plan.stages where stage.barrier != nil {
            try (stage.barrier as? any Concluding)?.conclude(plan.finishContext(of: stage, folder))
        }
        let page = ReportPage(
            plan: plan, manifest: manifest, statistics: statistics, seconds: try elapsed())
        try folder.report.write(Array(page.html.utf8))
        try TaskStatistics.write(statistics, to: folder.finishTask)
        try manifest.write(to: folder.manifest)
        return artifacts
    }

    /// The counts of all tasks of all segments.
    private func statistics() throws -> RunStatistics {
        var all = RunStatistics()
        for segment in plan.segments {
            for task in plan.tasks {
                all.merge(try TaskStatistics.read(folder.task(segment.phase, task.index)))
            }
        }
        all.packing = try packing()
        all.mixture = try mixture()
        return all
    }

    private func mixture() throws -> Mixture? {
        for stage in plan.stages {
            guard let mixing = stage.built.stage as? any Mixing else { continue }
            return try mixing.mixture(plan.finishContext(of: stage, folder))
        }
        return nil
    }

    /// What packing did in all tasks that write.
    private func packing() throws -> PackingCounts? {
        guard let arrangement = plan.arrangement, arrangement.packing != nil else { return nil }
        var counts = PackingCounts()
        for task in 0..<arrangement.taskCount {
            let own = folder.task(plan.writingSegment.phase, task)
            counts.add(try TaskStatistics.read(own).packing ?? PackingCounts())
        }
        return counts
    }

    /// Seconds from the first task's begin to the last one's end, as the records tell.
    private func elapsed() throws -> Double {
        var (first, last) = (Double.infinity, 0.0)
        for phase in PhaseList(plan).phases {
            for record in try records.records(phase.name).values {
                first = min(first, record.began)
                last = max(last, record.began + record.seconds)
            }
        }
        return max(0, last - first)
    }

    private func manifest(_ statistics: RunStatistics, artifacts: [String: [OutputFile]]) throws
        -> Manifest
    {
        var outputs = artifacts
        let first = try records.records(plan.segments[0].phase)
        let arranged = plan.arrangement == nil ? [] : [plan.writingSegment.phase]
        for phase in plan.segments.map(\.phase) + arranged + ["ledger/merge"] {
            for (_, record) in try records.records(phase).sorted(by: { $0.key < $1.key }) {
                for (path, files) in record.outputs { outputs[path, default: []] += files }
            }
        }
        let pieces = plan.tasks.flatMap { first[$0.index]?.pieces ?? [] }
        return Manifest(
            plan: plan, inputs: inputs(pieces), outputs: outputs, statistics: statistics)
    }

    private func inputs(_ pieces: [CompletionRecord.Piece]) -> [Manifest.Input] {
        let byInput = Dictionary(grouping: pieces, by: \.input)
        return plan.inputs.enumerated().map { index, input in
            let pieces = byInput[index] ?? []
            let size = input.file.size
            let isWhole = pieces.count == 1 && pieces[0].range.isWhole
            let ranges = pieces.map {
                Manifest.Input.Range(
                    start: $0.range.start, end: $0.range.end ?? size, sha256: $0.sha256)
            }
            return Manifest.Input(
                path: input.file.path, bytes: size, sha256: isWhole ? pieces[0].sha256 : nil,
                ranges: isWhole ? nil : ranges)
        }
    }

    // MARK: Files over all tasks

    /// What writers make of all tasks' files together.
    private func joinedOutputs() throws -> [String: [OutputFile]] {
        var joined: [String: [OutputFile]] = [:]
        let parts = plan.split.map { $0.parts.map { Optional($0) } } ?? [nil]
        for writer in plan.writers {
            guard let joining = writer.writer as? any JoiningWriter else { continue }
            let tokens = try plan.tokenFacts(folder)
            joined[joining.path] = try joining.join(
                parts.map { part in
                    JoinContext(
                        folder: folder.place.folder(joining.path),
                        tasks: writingTasks(of: joining.path, part), part: part, tokens: tokens,
                        hasLossMask: plan.output.hasLossMask,
                        sequenceLength: plan.arrangement?.sequenceLength ?? 0)
                })
        }
        return joined.filter { !$0.value.isEmpty }
    }

    private func writingTasks(
        of path: String, _ part: String?
    ) -> [(work: StoredFolder, name: String)] {
        let segment = plan.writingSegment
        return plan.tasks(of: segment).map { task in
            let work = folder.task(segment.phase, task.index).folder("outputs").folder(path)
            let name = taskName(task.index)
            return (work, part.map { "\($0)/\(name)" } ?? name)
        }
    }

    // MARK: Files of corpus stages

    /// Copies the corpus stages' own files into the run's folder.
    private func publishArtifacts() throws -> [String: [OutputFile]] {
        var published: [String: [OutputFile]] = [:]
        for stage in plan.stages {
            guard case .corpus(let corpus) = stage.part else { continue }
            for artifact in corpus.artifacts(plan.finishContext(of: stage, folder)) {
                let (path, file) = try publish(artifact)
                published[path, default: []].append(file)
            }
        }
        return published
    }

    private func publish(_ artifact: Artifact) throws -> (String, OutputFile) {
        let bytes = try artifact.source.contents(limit: 1 << 34)
        try folder.place.file(artifact.path).write(bytes)
        let parts = artifact.path.split(separator: "/")
        let parent = parts.dropLast().joined(separator: "/")
        return (
            parent.isEmpty ? "." : parent,
            OutputFile(
                name: String(parts.last ?? ""), bytes: bytes.count,
                sha256: SHA256.hex(of: bytes.span), documents: 0)
        )
    }
}
