// The plan as it is saved with the run: what a task on any machine needs to know.
import FileStore
import Foundation
import PipelineCore

/// `plan.json`: resolved options, inputs with sizes and versions, and the tasks' ranges.
///
/// A task makes its stages from it and checks only what it touches: nothing is listed, hashed or
/// expanded a second time.
public struct SavedPlan: Codable, Sendable {
    /// The engine's version.
    let winnow: String
    public let digest: String
    let name: String
    let seed: UInt64
    /// Where relative paths of the pipeline start.
    public let baseFolder: String
    let taskBytes: Int
    let readers: [Use]
    let stages: [Use]
    let writers: [Use]
    let inputs: [Input]
    let passedOver: [String: Int]
    let tasks: [[InputPiece]]
    let files: [PlannedFile]
    /// The writers' folders and the corpus stages' files, by their paths in the run's folder.
    let outputs: [String]
    let resolvedYAML: String

    /// A stage with every option written out, to tell what differs.
    struct Use: Codable, Sendable, Equatable {
        let name: String
        let options: String
    }

    struct Input: Codable, Sendable, Equatable {
        let path: String
        let size: Int
        let version: String
        let reader: Int
    }

    /// Reads the plan of a run; throws ``RunError`` where there is none or it is damaged.
    public init(of folder: RunFolder) throws {
        guard try folder.holdsRun() else {
            throw RunError(
                .noRun, "\(folder.path) is no run\n  Prepare one with 'winnow plan --into'.")
        }
        guard try !folder.emptying.exists() else {
            throw RunError(
                .noRun,
                "\(folder.path) was being emptied for a new run (--force) when that was stopped\n"
                    + "  Begin it again with the pipeline file.")
        }
        try self.init(removedFrom: folder)
    }

    /// The plan of a run that is being removed.
    init(removedFrom folder: RunFolder) throws {
        // Other engines wrote none.
        self = try decoded(folder.plan, mayLackSeal: true)
    }

    init(_ plan: Plan) {
        winnow = Planner.engineVersion
        digest = plan.digest
        name = plan.name
        seed = plan.seed
        let here = FileManager.default.currentDirectoryPath
        baseFolder = plan.baseFolder == "." ? here : plan.baseFolder
        taskBytes = plan.taskBytes
        let use = { (built: BuiltStage) in Use(name: built.entry.info.name, options: built.options)
        }
        readers = plan.readers.map { use($0.built) }
        stages = plan.stages.map { use($0.built) }
        writers = plan.writers.map { use($0.built) }
        inputs = plan.inputs.map {
            Input(
                path: $0.file.path, size: $0.file.size, version: $0.version, reader: $0.reader)
        }
        passedOver = plan.passedOver
        tasks = plan.tasks.map(\.pieces)
        files = plan.files
        outputs =
            plan.writers.map(\.writer.path) + plan.stages.flatMap(\.artifactPaths)
            + plan.joinedPaths
        resolvedYAML = plan.resolvedYAML
    }

    /// The folders that writers of a name write to, by their paths in the run's folder.
    public func paths(ofWriter name: String) -> [String] {
        zip(writers, outputs).filter { $0.0.name == name }.map(\.1)
    }

    func write(to file: StoredFile) throws {
        try file.write(SealedJSON.encode(self))
    }

    /// What differs in another plan, for people; empty where nothing does.
    func differences(from other: SavedPlan) -> [String] {
        var found: [String] = []
        if winnow != other.winnow { found.append("the version of winnow") }
        if name != other.name { found.append("the name") }
        if seed != other.seed { found.append("the seed") }
        if taskBytes != other.taskBytes { found.append("task_bytes") }
        found += Self.differences("input", readers, other.readers)
        found += Self.differences("stages", stages, other.stages)
        found += Self.differences("output", writers, other.writers)
        found += Self.changed(
            files.map { ($0.path, $0.sha256) }, other.files.map { ($0.path, $0.sha256) })
        found += Self.changed(
            inputs.map { ($0.path, "\($0.size) \($0.version)") },
            other.inputs.map { ($0.path, "\($0.size) \($0.version)") })
        return found
    }

    private static func differences(_ list: String, _ a: [Use], _ b: [Use]) -> [String] {
        guard a.map(\.name) == b.map(\.name) else { return ["the stages under '\(list)'"] }
        return zip(a, b).flatMap { old, new -> [String] in
            if old == new { return [] }
            let (before, after) = (values(old.options), values(new.options))
            return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
                .map { "\(list).\(old.name).\($0)" }
        }
    }

    /// The lines below each key at the left edge.
    private static func values(_ yaml: String) -> [String: [Substring]] {
        var found: [String: [Substring]] = [:]
        var key = ""
        for line in yaml.split(separator: "\n") {
            if let first = line.first, first != " ", first != "-" {
                key = String(line.prefix { $0 != ":" })
            }
            found[key, default: []].append(line)
        }
        return found
    }

    private static func changed(_ a: [(String, String)], _ b: [(String, String)]) -> [String] {
        let before = Dictionary(a) { $1 }
        let after = Dictionary(b) { $1 }
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    }
}
