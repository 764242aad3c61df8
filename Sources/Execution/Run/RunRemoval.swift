// Taking a run out of its folder to begin anew there: what it wrote goes, and nothing else.
import FileStore
import Foundation
import PipelineCore

/// Removes what an earlier run left in a folder that a new one takes.
///
/// Everything is checked before anything is removed. A mark then stands until all is gone, so that
/// a removal that was stopped is gone on with and never taken for a run.
struct RunRemoval {
    private let folder: RunFolder
    private let plan: Plan

    /// - Parameter plan: that of the new run, whose files must stay.
    init(_ folder: RunFolder, for plan: Plan) {
        self.folder = folder
        self.plan = plan
    }

    /// What would be removed of the outputs. Throws ``RunError`` where something is in the way.
    func check() throws -> [String] {
        let outputs = try outputs()
        try refuseForeign(outputs)
        try refuseNeeded(outputs)
        return outputs
    }

    func run() throws {
        let outputs = try check()
        try folder.emptying.write(Array("This folder is being emptied for a new run.\n".utf8))
        try remove(outputs)
    }

    // MARK: Checks

    /// The folders and files that the run wrote to, by its plan. None where a removal that was
    /// stopped has taken all but the mark.
    private func outputs() throws -> [String] {
        guard try folder.holdsRun() else { return [] }
        let outputs = try SavedPlan(removedFrom: folder).outputs
        for path in outputs where !isPlainPath(path) {
            throw refusal("its plan names an output outside it: \(path)")
        }
        for path in outputs + RunFolder.ownNames { try refuseLinks(path) }
        return outputs
    }

    /// What lies behind a link is not the run's.
    private func refuseLinks(_ path: String) throws {
        var parent = folder.place
        for name in path.split(separator: "/") {
            let file = parent.file(String(name))
            if try file.entry()?.isLink == true { throw refusal("\(file.path) is a link") }
            parent = parent.folder(String(name))
        }
    }

    /// Files in the outputs' folders that the run didn't write, and names in the run's own folder.
    private func refuseForeign(_ outputs: [String]) throws {
        let listed = try listedOutputs().union(outputs)
        var foreign: [String] = []
        for path in outputs where try folder.place.file(path).entry()?.kind == .folder {
            for name in try folder.place.folder(path).filesBelow() {
                let isOwn = listed.contains("\(path)/\(name)") || isTaskName(name)
                if !isOwn { foreign.append("\(path)/\(name)") }
            }
        }
        let tops = Set(outputs.compactMap { $0.split(separator: "/").first.map(String.init) })
        foreign += try folder.place.entries().map(\.name).filter {
            !tops.contains($0) && !RunFolder.ownNames.contains($0) && !isUnfinishedName($0)
        }
        guard let first = foreign.first else { return }
        let more = foreign.count > 1 ? " and \(foreign.count - 1) more" : ""
        throw refusal("it has files that the run there did not leave: \(first)\(more)")
    }

    /// What completion records and the manifest tell of outputs.
    private func listedOutputs() throws -> Set<String> {
        let digest = try folder.holdsRun() ? SavedPlan(removedFrom: folder).digest : ""
        let records = CompletionRecords(folder, plan: digest)
        var files = (try? Manifest(of: folder))?.outputs ?? [:]
        for phase in try folder.done.filesBelow() {
            let name = phase.split(separator: "/").dropLast().joined(separator: "/")
            for record in try records.records(name).values {
                files.merge(record.outputs) { $0 + $1 }
            }
        }
        return Set(files.flatMap { path, files in files.map { "\(path)/\($0.name)" } })
    }

    /// Whether a file is named by a task, which leaves it before its record is there.
    private func isTaskName(_ name: String) -> Bool {
        name.split(separator: "/").contains { part in
            part.utf8.prefix { (48...57).contains($0) }.count >= 5
                || part.contains(/-[0-9]{5,}-of-[0-9]{5,}\.parquet$/)
        }
    }

    /// Refuses to remove what the new run reads.
    private func refuseNeeded(_ outputs: [String]) throws {
        guard folder.place.store is LocalFiles else { return }
        let doomed = (outputs + RunFolder.ownNames).map { wholePath(folder.place.file($0).path) }
        for path in plan.readPaths where path != "-" {
            let whole = Set([wholePath(path), realPath(path)])
            let isDoomed = doomed.contains { gone in
                whole.contains {
                    $0 == gone || $0.hasPrefix(gone + "/") || gone.hasPrefix($0 + "/")
                }
            }
            if isDoomed { throw refusal("the new run reads \(path), which lies in it") }
        }
    }

    /// From the root, with links in the folder's own path followed.
    private func wholePath(_ path: String) -> String {
        let root = realPath(folder.path)
        return path.hasPrefix(folder.path + "/")
            ? root + path.dropFirst(folder.path.count) : absolutePath(path)
    }

    private func realPath(_ path: String) -> String {
        LocalFiles.realPath(path) ?? absolutePath(path)
    }

    private func absolutePath(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.path
    }

    private func refusal(_ reason: String) -> RunError {
        RunError(
            .exists,
            "\(folder.path) can't be emptied: \(reason)\n"
                + "  Nothing was removed. Choose another folder with --output.")
    }

    // MARK: Removal

    /// The manifest goes first and the plan, which names the outputs, last.
    private func remove(_ outputs: [String]) throws {
        for path in ["manifest.json"] + outputs + ["ledger", "report.html", "pipeline.yaml"] {
            try folder.place.file(path).remove()
        }
        for path in outputs { try removeEmptyFolders(above: path) }
        try folder.done.remove()
        for entry in try folder.work.entries() where entry.name != "lock" {
            try folder.work.file(entry.name).remove()
        }
        try folder.plan.remove()
        try folder.place.settle()
        try folder.emptying.remove()
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

extension Plan {
    /// Every file and folder that the plan's stages read.
    fileprivate var readPaths: [String] {
        inputs.map(\.file.path) + files.map(\.path)
            + stages.compactMap { ($0.built.stage as? any ReadingFolders)?.folders }.flatMap { $0 }
    }
}
