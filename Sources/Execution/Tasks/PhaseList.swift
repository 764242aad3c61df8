// Which phases a plan has, how many tasks each, and in which order.
import PipelineCore

/// A set of tasks that can run in any order, once all tasks of the phases before are done.
public struct Phase: Sendable {
    /// `segment0`, `ranges`, `minhash_dedup/match`, `ledger/merge`, `finish`.
    public let name: String
    public let taskCount: Int
    let kind: Kind

    enum Kind: Sendable {
        /// A fused chain over the plan's tasks.
        case segment(Segment)
        /// A look at whether the ranges of each file fit together, and what does not read again.
        case ranges(Segment)
        /// A phase of a corpus stage.
        case corpus(PlannedStage, CorpusPhase)
        /// The ledger rows of one task, merged.
        case ledger
        /// The end of the run: manifest and report.
        case finish
    }
}

/// All phases of a plan, in order. A pure function of the plan.
package struct PhaseList: Sendable {
    package let phases: [Phase]

    package init(_ plan: Plan) {
        let tasks = plan.tasks.count
        var phases: [Phase] = []
        for segment in plan.segments {
            phases.append(Phase(name: segment.phase, taskCount: tasks, kind: .segment(segment)))
            if segment.index == 0, plan.readsRanges {
                phases.append(Phase(name: "ranges", taskCount: 1, kind: .ranges(segment)))
            }
            guard let index = segment.barrier else { continue }
            let stage = plan.stages[index]
            for phase in stage.barrier?.phases(observedTasks: tasks) ?? [] {
                phases.append(
                    Phase(
                        name: "\(stage.label)/\(phase.name)", taskCount: phase.taskCount,
                        kind: .corpus(stage, phase)))
            }
        }
        if let arrangement = plan.arrangement {
            let segment = plan.writingSegment
            phases.append(
                Phase(
                    name: segment.phase, taskCount: arrangement.taskCount, kind: .segment(segment)))
        }
        phases.append(Phase(name: "ledger/merge", taskCount: tasks, kind: .ledger))
        phases.append(Phase(name: "finish", taskCount: 1, kind: .finish))
        self.phases = phases
    }

    /// The phase of a name. Throws ``RunError`` that names those there are.
    package func phase(named name: String) throws -> Phase {
        if let found = phases.first(where: { $0.name == name }) { return found }
        throw RunError(
            .noRun,
            "unknown phase '\(name)'; the plan has: "
                + phases.map(\.name).joined(separator: ", "))
    }
}

extension Plan {
    /// Whether some file is read in ranges.
    fileprivate var readsRanges: Bool {
        tasks.contains { $0.pieces.contains { !$0.range.isWhole } }
    }
}
