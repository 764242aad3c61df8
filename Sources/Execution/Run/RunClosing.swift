// The end of a run: one ledger, all counts added up, the manifest.
import FileFormats
import Foundation
import PipelineCore

/// Gathers what the tasks left into what the user keeps.
struct RunClosing {
    let plan: Plan
    let folder: RunFolder
    let journal: Journal

    /// Merges each task's ledger rows straight into the run's ledger folder.
    var ledgerPhase: CorpusPhase {
        let phases = plan.segments.map(\.phase)
        return CorpusPhase(name: "merge", taskCount: plan.tasks.count) { [folder] task in
            let merge = LedgerMerge(folder: folder, phases: phases, task: task.index)
            let file = try merge.run(into: task.folder)
            try writeWhole(try JSONEncoder().encode(file), to: task.folder + "/file.json")
            try FileManager.default.createDirectory(
                atPath: folder.ledger, withIntermediateDirectories: true)
            try sync("\(task.folder)/\(file.name)")
            try move("\(task.folder)/\(file.name)", to: "\(folder.ledger)/\(file.name)")
        }
    }

    /// The counts of all tasks of all segments.
    func statistics() throws -> RunStatistics {
        var all = RunStatistics()
        for segment in plan.segments {
            for task in plan.tasks {
                all.merge(try statistics(of: segment, task))
            }
        }
        return all
    }

    /// Bad records of the tasks that are done.
    func badRecordsSoFar() throws -> Int {
        try plan.segments.reduce(0) { sum, segment in
            try plan.tasks.filter { journal.record(segment.phase, $0.index) != nil }
                .reduce(sum) { $0 + (try statistics(of: segment, $1)).bad }
        }
    }

    private func statistics(of segment: Segment, _ task: ReadTask) throws -> RunStatistics {
        try decode(
            RunStatistics.self, folder.task(segment.phase, task.index) + "/statistics.json")
    }

    func manifest(_ statistics: RunStatistics, artifacts: [String: [OutputFile]]) throws
        -> Manifest
    {
        var outputs = artifacts
        let last = plan.segments[plan.segments.count - 1].phase
        let first = plan.segments[0].phase
        var digests: [String] = []
        for task in plan.tasks {
            for (path, files) in journal.record(last, task.index)?.outputs ?? [:] {
                outputs[path, default: []] += files
            }
            let ledger = folder.task("ledger/merge", task.index) + "/file.json"
            outputs["ledger", default: []].append(try decode(OutputFile.self, ledger))
            digests += try decode(
                [String].self, folder.task(first, task.index) + "/inputs.json")
        }
        return Manifest(
            plan: plan, inputDigests: digests, outputs: outputs, statistics: statistics)
    }

    private func decode<T: Decodable>(_ type: T.Type, _ path: String) throws -> T {
        try JSONDecoder().decode(type, from: Data(try RandomAccessFile.contents(of: path)))
    }
}

/// Processor time of the whole process so far, in seconds.
func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    let seconds = { (time: timeval) in Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// The highest resident memory of the process so far, in bytes.
func peakMemory() -> Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return Int(usage.ru_maxrss) * 1024
}
