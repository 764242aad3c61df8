// What happens to a run's folder before work starts: taken, refused, resumed or emptied.
import Foundation
import PipelineCore

extension LocalExecutor {
    /// Makes and locks the run's folder. A folder that can't be used is left as it was.
    func takeFolder(_ existing: Existing) throws -> RunLock {
        if existing == .refuse, folder.isFinished { throw RunError(.exists, existsMessage) }
        try refuseForeign()
        try folder.create()
        return try RunLock(folder)
    }

    /// Removes what a finished run needs no more, where it ended before it could do so itself.
    public func removeWork() throws {
        guard !engine.keepsWork, FileManager.default.fileExists(atPath: folder.work) else { return }
        let lock = try RunLock(folder)
        try FileManager.default.removeItem(atPath: folder.work)
        withExtendedLifetime(lock) {}
    }

    /// The folder's journal, and whether it is that of an interrupted run. The folder is locked.
    func prepare(_ existing: Existing, _ baseFolder: String) throws -> (Journal, Bool) {
        if let header = try Journal.header(folder.journal) {
            switch existing {
            case .refuse: throw RunError(.exists, existsMessage)
            case .replace: try clear(header)
            case .resume:
                guard header.digest == plan.digest else {
                    throw RunError(.changed, changedMessage)
                }
                return (try Journal(opening: folder.journal), true)
            }
        }
        try refuseForeign()
        try writeWhole(plan.resolvedYAML.utf8, to: folder.pipeline)
        let header = JournalHeader(
            winnow: Planner.engineVersion, digest: plan.digest, baseFolder: baseFolder,
            outputs: outputPaths)
        return (try Journal(creating: folder.journal, header: header), false)
    }

    /// What the writers and the corpus stages will leave in the folder.
    private var outputPaths: [String] {
        plan.writers.compactMap { ($0.stage as? any Writer)?.path }
            + plan.stages.flatMap(\.artifactPaths)
    }

    var changedMessage: String {
        "the pipeline, its options or its inputs changed since this run began: \(folder.path)\n"
            + "  Undo the change, or begin anew in another folder (--output) or here (--force)."
    }

    var existsMessage: String {
        "\(folder.path) already holds \(folder.isFinished ? "a finished" : "an interrupted") run\n"
            + (folder.isFinished
                ? "  Choose another folder with --output, or --force to begin anew here."
                : "  Go on with --resume, choose another folder with --output, or --force to begin"
                    + " anew here.")
    }

    /// Refuses a folder with files that are not a run's.
    private func refuseForeign() throws {
        let own = ["work", "pipeline.yaml", "pipeline.yaml.part", "journal.jsonl.part"]
        guard try Journal.header(folder.journal) == nil,
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path),
            !names.allSatisfy(own.contains)
        else { return }
        throw RunError(
            .exists,
            "\(folder.path) has files that no run left\n"
                + "  Choose an empty or new folder with --output.")
    }

    /// Removes what an earlier run left, and nothing else: its own names and its outputs'. The
    /// manifest goes first and the journal last, so that a folder emptied by half is neither taken
    /// for a whole run nor for a stranger's.
    private func clear(_ header: JournalHeader) throws {
        let files = FileManager.default
        let published = (try? Manifest(reading: folder.manifest))?.outputs.keys.sorted() ?? []
        let journaled = try Journal(opening: folder.journal).outputPaths
        var names = ["manifest.json"] + header.outputs + published + journaled
        names += ["ledger", "report.html", "pipeline.yaml"]
        for name in names where files.fileExists(atPath: "\(folder.path)/\(name)") {
            try files.removeItem(atPath: "\(folder.path)/\(name)")
        }
        for name in try files.contentsOfDirectory(atPath: folder.work) where name != "lock" {
            try files.removeItem(atPath: "\(folder.work)/\(name)")
        }
        try files.removeItem(atPath: folder.journal)
    }
}
