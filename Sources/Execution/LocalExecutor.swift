// Runs a plan on this machine: segments and phases in order, resumable at every task.
import FileFormats
import Foundation
import PipelineCore

/// What a finished run tells.
public struct RunSummary: Sendable {
    public let plan: Plan
    public let folder: RunFolder
    public let manifest: Manifest
    public let statistics: RunStatistics
    public let seconds: Double
    /// Seconds of processor time, all threads.
    public let processorSeconds: Double
    /// Bytes of resident memory at the highest.
    public let peakMemory: Int
    /// Whether some tasks had been finished by an earlier run.
    public let isResumed: Bool
}

/// Runs plans on this machine's cores.
public struct LocalExecutor: Sendable {
    public let plan: Plan
    public let folder: RunFolder
    public let engine: EngineSettings
    public let progress: RunProgress
    public let cancellation: Cancellation

    public init(
        plan: Plan, folder: RunFolder, engine: EngineSettings = EngineSettings(),
        progress: RunProgress = RunProgress(), cancellation: Cancellation = Cancellation()
    ) {
        self.plan = plan
        self.folder = folder
        self.engine = engine
        self.progress = progress
        self.cancellation = cancellation
    }

    /// What to do about a folder that already holds a run.
    public enum Existing: Sendable {
        /// Refuse.
        case refuse
        /// Go on where it stopped; refuse when its plan differs.
        case resume
        /// Begin anew.
        case replace
    }

    /// Runs everything that is not yet done. Throws ``RunError`` or a stage's error.
    public func run(existing: Existing = .refuse, baseFolder: String = ".") throws -> RunSummary {
        let clock = ContinuousClock()
        let start = clock.now
        let processorStart = processorSeconds()
        if existing != .resume { try PlanCost(plan).check(engine, folder: folder.path) }
        let lock = try takeFolder(existing)
        let (journal, isResumed) = try prepare(existing, baseFolder)
        try runSegments(journal)
        let summary = try finish(
            journal, isResumed: isResumed,
            elapsed: {
                let elapsed = clock.now - start
                return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds)
                    * 1e-18
            }, processorStart: processorStart)
        withExtendedLifetime(lock) {}
        return summary
    }

    /// Writes the run's folder without running anything, for `runTask`.
    public func prepareOnly(baseFolder: String) throws {
        let lock = try takeFolder(.resume)
        _ = try prepare(.resume, baseFolder)
        withExtendedLifetime(lock) {}
    }

    /// Runs one task of one phase in a prepared folder: the unit of a cluster's work.
    public func runTask(phase name: String, index: Int) throws {
        guard try Journal.header(folder.journal)?.digest == plan.digest else {
            throw RunError(.changed, changedMessage)
        }
        let lock = try RunLock(folder, shared: true)
        let taskLock = try RunLock(folder, phase: name, task: index)
        let journal = try Journal(opening: folder.journal)
        if journal.record(name, index) != nil { return }
        try checkEarlierPhases(of: name, journal)
        if let segment = plan.segments.first(where: { $0.phase == name }) {
            guard plan.tasks.indices.contains(index) else { throw unknownTask(name, index) }
            try runSegment(segment, journal, tasks: [plan.tasks[index]])
        } else if let (stage, position, phase) = corpusPhase(named: name) {
            guard (0..<phase.taskCount).contains(index) else { throw unknownTask(name, index) }
            try phaseRunner(journal).run(
                phase, label: stage.label, before: phaseFolders(of: stage, count: position + 1),
                only: index)
        }
        withExtendedLifetime((lock, taskLock)) {}
    }

    /// Every phase of the plan and how many tasks it has, in order.
    public var phases: [(name: String, tasks: Int)] {
        plan.segments.flatMap { segment -> [(name: String, tasks: Int)] in
            let own = [(name: segment.phase, tasks: plan.tasks.count)]
            guard let barrier = segment.barrier else { return own }
            let stage = plan.stages[barrier]
            let phases = stage.barrier?.phases(observedTasks: plan.tasks.count) ?? []
            return own + phases.map { ("\(stage.label)/\($0.name)", $0.taskCount) }
        }
    }

    private func unknownTask(_ phase: String, _ index: Int) -> RunError {
        let count = phases.first { $0.name == phase }?.tasks ?? 0
        return RunError(.noRun, "phase '\(phase)' has tasks 0 to \(count - 1), not \(index)")
    }

    private func checkEarlierPhases(of name: String, _ journal: Journal) throws {
        let phases = phases
        guard phases.contains(where: { $0.name == name }) else {
            throw RunError(
                .noRun,
                "unknown phase '\(name)'; the plan has: "
                    + phases.map(\.name).joined(separator: ", "))
        }
        for phase in phases {
            if phase.name == name { return }
            for task in 0..<phase.tasks where journal.record(phase.name, task) == nil {
                throw RunError(
                    .noRun, "task \(task) of phase '\(phase.name)' has to run before '\(name)'")
            }
        }
    }

    private func runSegments(_ journal: Journal) throws {
        for segment in plan.segments {
            let due = plan.tasks.filter { journal.record(segment.phase, $0.index) == nil }
            if !due.isEmpty { try runSegment(segment, journal, tasks: due) }
            guard let barrier = segment.barrier, let stage = plan.stages[barrier].barrier else {
                continue
            }
            try runPhases(of: plan.stages[barrier], stage, journal)
        }
    }

    private func runSegment(_ segment: Segment, _ journal: Journal, tasks: [ReadTask]) throws {
        let job = SegmentJob(
            plan: plan, segment: segment, folder: folder, stages: try stages(of: segment),
            memory: engine.memory)
        let bytes = tasks.reduce(0) { $0 + job.sourceBytes(of: $1) }
        progress.begin(segment.phase, bytes: bytes, tasks: tasks.count)
        try FileManager.default.createDirectory(
            atPath: folder.phase(segment.phase), withIntermediateDirectories: true)
        let closing = RunClosing(plan: plan, folder: folder, journal: journal)
        let badRecords = BadRecordLimit(engine.maxBadRecords)
        if engine.maxBadRecords != nil { try badRecords.add(closing.badRecordsSoFar()) }
        try SegmentRunner(
            job: job, engine: engine, journal: journal, progress: progress,
            cancellation: cancellation
        ).run(tasks: tasks, badRecords: badRecords)
    }

    /// The document stages of a segment; the finishing part of the barrier before it is made here.
    private func stages(of segment: Segment) throws -> [(index: Int, stage: any Measuring)] {
        try segment.stages.map { index in
            let stage = plan.stages[index]
            if let measuring = stage.built.stage as? any Measuring { return (index, measuring) }
            let corpus = stage.built.stage as! any CorpusStage
            return (index, try finishingPart(of: corpus, finishContext(of: stage)))
        }
    }

    private func finishingPart<S: CorpusStage>(of stage: S, _ context: FinishContext) throws
        -> any Measuring
    {
        try stage.finish(context)
    }

    private func finishContext(of stage: PlannedStage) -> FinishContext {
        guard let corpus = stage.barrier else {
            return FinishContext(phaseFolders: [], observedTasks: 0)
        }
        let count = 1 + corpus.phases(observedTasks: plan.tasks.count).count
        return FinishContext(
            phaseFolders: phaseFolders(of: stage, count: count), observedTasks: plan.tasks.count)
    }

    /// The folders of the first phases of a corpus stage, `observe` first.
    private func phaseFolders(of stage: PlannedStage, count: Int) -> [String] {
        let phases = stage.barrier?.phases(observedTasks: plan.tasks.count).map(\.name) ?? []
        return (["observe"] + phases).prefix(count).map { folder.phase("\(stage.label)/\($0)") }
    }

    private func corpusPhase(named name: String) -> (PlannedStage, Int, CorpusPhase)? {
        for stage in plan.stages {
            let phases = stage.barrier?.phases(observedTasks: plan.tasks.count) ?? []
            for (position, phase) in phases.enumerated()
            where "\(stage.label)/\(phase.name)" == name {
                return (stage, position, phase)
            }
        }
        return nil
    }

    private func runPhases(
        of planned: PlannedStage, _ stage: any CorpusStage, _ journal: Journal
    ) throws {
        let phases = stage.phases(observedTasks: plan.tasks.count)
        for (position, phase) in phases.enumerated() {
            try phaseRunner(journal).run(
                phase, label: planned.label,
                before: phaseFolders(of: planned, count: position + 1))
        }
    }

    private func phaseRunner(_ journal: Journal) -> PhaseRunner {
        PhaseRunner(
            folder: folder, seed: plan.seed, origin: plan.origin, engine: engine,
            journal: journal, progress: progress, cancellation: cancellation)
    }

    /// Merges the ledger, writes manifest and report, and removes the work folder.
    private func finish(
        _ journal: Journal, isResumed: Bool, elapsed: () -> Double, processorStart: Double
    ) throws -> RunSummary {
        let closing = RunClosing(plan: plan, folder: folder, journal: journal)
        if FileManager.default.fileExists(atPath: folder.manifest) {
            throw RunError(.exists, existsMessage)
        }
        try phaseRunner(journal).run(closing.ledgerPhase, label: "ledger", before: [])
        let statistics = try closing.statistics()
        let manifest = try closing.manifest(
            statistics, artifacts: try publishArtifacts())
        for stage in plan.stages where stage.barrier != nil {
            try (stage.barrier as? any Concluding)?.conclude(finishContext(of: stage))
        }
        let summary = RunSummary(
            plan: plan, folder: folder, manifest: manifest, statistics: statistics,
            seconds: elapsed(), processorSeconds: processorSeconds() - processorStart,
            peakMemory: peakMemory(), isResumed: isResumed)
        try writeWhole(ReportPage(summary: summary).html.utf8, to: folder.report)
        try manifest.write(to: folder.manifest)
        if !engine.keepsWork { try FileManager.default.removeItem(atPath: folder.work) }
        return summary
    }

    /// Copies the corpus stages' own files into the run's folder.
    private func publishArtifacts() throws -> [String: [OutputFile]] {
        var published: [String: [OutputFile]] = [:]
        for stage in plan.stages {
            guard let corpus = stage.barrier else { continue }
            for artifact in corpus.artifacts(finishContext(of: stage)) {
                let (path, file) = try publish(artifact)
                published[path, default: []].append(file)
            }
        }
        return published
    }

    private func publish(_ artifact: Artifact) throws -> (String, OutputFile) {
        let target = URL(filePath: "\(folder.path)/\(artifact.path)")
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        let bytes = try RandomAccessFile.contents(of: artifact.source)
        try writeWhole(bytes, to: target.path)
        let parent = artifact.path.split(separator: "/").dropLast().joined(separator: "/")
        return (
            parent.isEmpty ? "." : parent,
            OutputFile(
                name: target.lastPathComponent, bytes: bytes.count,
                sha256: SHA256.hex(of: bytes.span), documents: 0)
        )
    }
}
