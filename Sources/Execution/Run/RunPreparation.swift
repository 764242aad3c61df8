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
        try refuseForeign()
        try folder.create()
        return try RunLock(folder)
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
        let own = SavedPlan(plan)
        if try folder.holdsRun() {
            let saved = try SavedPlan(of: folder)
            switch existing {
            case .refuse: throw RunError(.exists, try existsMessage())
            case .replace: try clear(saved)
            case .resume:
                if saved.digest == plan.digest { return true }
                throw RunError(.changed, changedMessage(saved.differences(from: own)))
            }
        }
        try refuseForeign()
        try folder.pipeline.write(Array(plan.resolvedYAML.utf8))
        try own.write(to: folder.plan)
        return false
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
        if try folder.holdsRun() { return }
        let own = ["work", "pipeline.yaml", "done"]
        let names = try folder.place.entries().map(\.name)
        if names.allSatisfy({ own.contains($0) || $0.contains(".part-") }) { return }
        throw RunError(
            .exists,
            "\(folder.path) has files that no run left\n"
                + "  Choose an empty or new folder with --output.")
    }

    /// Removes what an earlier run left, and nothing else: its own names and its outputs'. The
    /// manifest goes first and the plan last, so that a folder emptied by half is neither taken for
    /// a whole run nor for a stranger's.
    private func clear(_ saved: SavedPlan) throws {
        let outputs = saved.outputs.filter(isPlainPath)
        for path in ["manifest.json"] + outputs + ["ledger", "report.html", "pipeline.yaml"] {
            try folder.place.file(path).remove()
        }
        for path in outputs { try removeEmptyFolders(above: path) }
        try folder.done.remove()
        for entry in try folder.work.entries() where entry.name != "lock" {
            try folder.work.file(entry.name).remove()
        }
        try folder.plan.remove()
    }

    /// Removes the folders that an output lay in, as far as nothing else does.
    private func removeEmptyFolders(above path: String) throws {
        var parts = path.split(separator: "/").dropLast()
        while !parts.isEmpty {
            let parent = folder.place.folder(parts.joined(separator: "/"))
            guard try parent.entries().isEmpty else { return }
            try parent.remove()
            parts.removeLast()
        }
    }
}
