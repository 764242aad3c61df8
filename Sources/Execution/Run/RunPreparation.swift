// What happens to a run's folder before work starts: taken, refused, resumed or emptied.
import FileStore
import Foundation
import PipelineCore

extension PipelineRun {
    /// Makes and locks the run's folder. A folder that can't be used is left as it was.
    func takeFolder(_ existing: Existing) throws -> RunLock {
        if existing == .refuse, try folder.isFinished() {
            throw RunError(.exists, try existsMessage())
        }
        if existing != .resume { try checkBeginning() }
        try refuseForeign()
        if existing == .replace, try folder.holdsRun(), try !folder.emptying.exists() {
            _ = try RunRemoval(folder, for: plan).check()
        }
        try folder.create()
        return try RunLock(folder)
    }

    /// What a stage would fail on is said before a run's folder is touched.
    private func checkBeginning() throws {
        for stage in plan.stages {
            do {
                try (stage.built.stage as? any CorpusStage)?.checkBeginning(of: plan.origin)
            } catch let error as FileError {
                throw RunError(.exists, "\(stage.label): \(error)")
            }
        }
    }

    /// Removes what a finished run needs no more, where it ended before it could do so itself.
    public func removeWork() throws {
        guard !settings.keepsWork, !(try folder.work.entries().isEmpty) else { return }
        let lock = try RunLock(folder)
        try folder.work.remove()
        withExtendedLifetime(lock) {}
    }

    /// Whether the folder holds an interrupted run of this plan; else it is made ready for a new
    /// one. The folder is locked.
    func prepare(_ existing: Existing) throws -> Bool {
        let removal = RunRemoval(folder, for: plan)
        let own = SavedPlan(plan)
        if try folder.emptying.exists() {
            try removal.run()
        } else if try folder.holdsRun() {
            switch existing {
            case .refuse: throw RunError(.exists, try existsMessage())
            case .replace: try removal.run()
            case .resume:
                let saved = try SavedPlan(of: folder)
                if saved.digest == plan.digest {
                    try writePipeline()
                    return true
                }
                throw RunError(.changed, changedMessage(saved.differences(from: own)))
            }
        }
        try refuseForeign()
        try writePipeline()
        try own.write(to: folder.plan)
        return false
    }

    /// The pipeline for people; tasks read the plan.
    private func writePipeline() throws {
        let yaml = Array(plan.resolvedYAML.utf8)
        if try folder.pipeline.exists(), try folder.pipeline.contents() == yaml { return }
        try folder.pipeline.write(yaml)
    }

    private func changedMessage(_ differences: [String]) -> String {
        let shown = differences.prefix(10).joined(separator: ", ")
        let more = differences.count > 10 ? " and \(differences.count - 10) more" : ""
        return "this run began with another plan: \(folder.path)\n"
            + "  What differs: \(shown)\(more)\n"
            + "  Undo the change, or begin anew in another folder (--output) or here (--force)."
    }

    func existsMessage() throws -> String {
        let isFinished = try folder.isFinished()
        return "\(folder.path) already holds \(isFinished ? "a finished" : "an interrupted") run\n"
            + (isFinished
                ? "  Choose another folder with --output, or --force to begin anew here."
                : "  Go on with --resume, choose another folder with --output, or --force to begin"
                    + " anew here.")
    }

    /// Refuses a folder with files that are not a run's.
    private func refuseForeign() throws {
        if try folder.holdsRun() || folder.emptying.exists() { return }
        let own = ["work", "pipeline.yaml", "done"]
        let names = try folder.place.entries().map(\.name)
        if names.allSatisfy({ own.contains($0) || $0.contains(".part-") }) { return }
        throw RunError(
            .exists,
            "\(folder.path) has files that no run left\n"
                + "  Choose an empty or new folder with --output.")
    }
}
