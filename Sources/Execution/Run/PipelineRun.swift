// One run of a plan, from an empty folder, or from where it stopped, to its end.
import FileStore
import Foundation
import PipelineCore

/// What a finished run tells.
public struct RunSummary: Sendable {
    public let plan: Plan
    public let folder: RunFolder
    public let manifest: Manifest
    public let statistics: RunStatistics
    public let seconds: Double
    /// Seconds of this process's processor time, all threads.
    public let processorSeconds: Double
    /// Bytes of this process's resident memory at the highest.
    public let peakMemory: Int
    /// Whether some tasks had been finished by an earlier run.
    public let isResumed: Bool
    /// Files of an earlier run that had changed since, so that their tasks ran again.
    public let madeAgain: [String]
}

/// Runs a plan on an engine, resumable at every task.
public struct PipelineRun: Sendable {
    public let plan: Plan
    public let folder: RunFolder
    public let settings: EngineSettings
    public let progress: RunProgress
    public let cancellation: Cancellation
    let engine: any Engine
    let records: CompletionRecords

    public init(
        plan: Plan, folder: RunFolder, settings: EngineSettings = EngineSettings(),
        engine: any Engine = LocalEngine(), progress: RunProgress = RunProgress(),
        cancellation: Cancellation = Cancellation()
    ) {
        self.plan = plan
        self.folder = folder
        self.settings = settings
        self.engine = engine
        self.progress = progress
        self.cancellation = cancellation
        records = CompletionRecords(folder, plan: plan.digest)
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

    /// Every phase of the plan, in order.
    public var phases: [Phase] { PhaseList(plan).phases }

    private var runner: TaskRunner {
        TaskRunner(
            plan: plan, folder: folder, settings: settings, progress: progress,
            cancellation: cancellation)
    }

    /// Runs everything that is not yet done. Throws ``RunError`` or a stage's error.
    public func run(existing: Existing = .refuse) throws -> RunSummary {
        let start = ContinuousClock().now
        let processorStart = processorSeconds()
        if existing != .resume { try PlanCost(plan).check(settings, folder: folder.path) }
        let lock = try takeFolder(existing)
        let isResumed = try prepare(existing)
        if try folder.isFinished() { throw RunError(.exists, try existsMessage()) }
        let runner = runner
        let isChecked = try isResumed && !engine.isWorking(runner)
        let madeAgain = isChecked ? try ReuseCheck(runner).run() : []
        try engine.run(try due(), runner)
        let summary = RunSummary(
            plan: plan, folder: folder, manifest: try Manifest(of: folder),
            statistics: try TaskStatistics.read(folder.finishTask),
            seconds: seconds(ContinuousClock().now - start),
            processorSeconds: processorSeconds() - processorStart, peakMemory: peakMemory(),
            isResumed: isResumed, madeAgain: madeAgain)
        if !settings.keepsWork { try folder.work.remove() }
        withExtendedLifetime(lock) {}
        return summary
    }

    /// Writes the run's folder without running anything, for `runTask`.
    public func prepareOnly() throws {
        let lock = try takeFolder(.resume)
        _ = try prepare(.resume)
        withExtendedLifetime(lock) {}
    }

    /// The tasks that are not done, phase by phase.
    private func due() throws -> [DuePhase] {
        try phases.compactMap { try DuePhase($0, of: 0..<$0.taskCount, records) }
    }

    // MARK: One task by itself

    /// Runs tasks of one phase in a prepared folder: the unit of a cluster's work. A task that is
    /// done is not run again.
    public func runTasks(_ indices: [Int], phase name: String) throws {
        let phase = try PhaseList(plan).phase(named: name)
        for index in indices where !(0..<phase.taskCount).contains(index) {
            throw RunError(
                .noRun, "phase '\(name)' has tasks 0 to \(phase.taskCount - 1), not \(index)")
        }
        let due = try indices.filter { try records.record(name, $0) == nil }
        if due.isEmpty { return }
        try checkEarlierPhases(of: name)
        try runner.run(phase, tasks: due)
    }

    private func checkEarlierPhases(of name: String) throws {
        for phase in phases.prefix(while: { $0.name != name }) {
            let done = try records.records(phase.name)
            for task in 0..<phase.taskCount where done[task] == nil {
                throw RunError(
                    .noRun, "task \(task) of phase '\(phase.name)' has to run before '\(name)'")
            }
        }
    }
}

private func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

/// Processor time of the whole process so far, in seconds.
private func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    let seconds = { (time: timeval) in Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// The highest resident memory of the process so far, in bytes.
private func peakMemory() -> Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return Int(usage.ru_maxrss) * 1024
}
