// The pipeline file: name, seed, and three lists of stages.
import FileStore
import Yams

/// A pipeline file as written: stage names and their options, not yet checked against a catalogue.
public struct PipelineFile: Sendable {
    public let name: String
    public let seed: UInt64
    public let input: [StageUse]
    public let stages: [StageUse]
    /// How inputs are mixed; nil where the file doesn't say.
    public let mix: StageUse?
    public let output: [StageUse]
    /// The name that places are given in.
    public let file: String
    /// The pipeline with overrides and variables in place; never written to after loading.
    nonisolated(unsafe) let root: Node
    /// The same with variables as they were written, marked.
    nonisolated(unsafe) let written: Node
    /// Stored bytes of input that a task reads: larger files are read in ranges of about so many.
    public let taskBytes: Int

    /// What ``taskBytes`` is where the file doesn't say.
    public static let usualTaskBytes = 32 << 20

    /// One entry of a list: a stage's name and its options.
    public struct StageUse: Sendable {
        public let name: String
        /// Never written to after loading; Yams does not say that its nodes are `Sendable`.
        public nonisolated(unsafe) let options: Node?
        /// `file:line:column` of the name.
        public let place: String

        public init(name: String, options: Node?, place: String) {
            (self.name, self.options, self.place) = (name, options, place)
        }
    }

    /// Reads a pipeline from YAML text.
    ///
    /// - Parameters:
    ///   - file: the name that places are given in.
    ///   - settings: `path=value` overrides, such as `stages.gopher_quality.min_words=40`.
    ///   - variables: what `${NAME}` stands for; `${NAME:-text}` has a default.
    public init(
        yaml: String, file: String, settings: [String] = [], variables: [String: String] = [:]
    ) throws {
        var root = try Self.compose(marked: Variables.marked(yaml), file)
        for setting in settings { root = try Setting(setting).applied(to: root) }
        let expanded = try Variables(values: variables, file: file).expanded(root)
        try self.init(root: expanded, written: root, file: file)
    }

    init(root: Node, written: Node, file: String) throws {
        self.root = root
        self.written = written
        let top = try TopLevel(root, file: file)
        name = try top.string("name") ?? "winnow"
        seed = try top.seed()
        input = try top.list("input", file)
        stages = try top.list("stages", file)
        mix = top.block("mix")
        output = try top.list("output", file)
        taskBytes = try top.taskBytes()
        self.file = file
        guard Self.isPlain(name) else {
            throw ConfigError(
                "name '\(name)' can't name a folder", at: top.place("name"),
                suggestion: "Use letters, digits, '-', '_' and '.'.")
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".")
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || [45, 46, 95].contains($0)
            }
    }

    /// The tree of YAML text whose references to variables are marked.
    static func compose(marked yaml: String, _ file: String) throws -> Node {
        guard let root = try PipelineTree.compose(yaml, file: file) else {
            throw ConfigError(
                "the pipeline file is empty", at: file,
                suggestion: "A pipeline has 'input', 'stages' and 'output'.")
        }
        return root
    }
}

/// The pipeline's top-level mapping.
private struct TopLevel {
    let mapping: Node.Mapping
    let file: String
    static let names = [
        "name", "seed", "task_bytes", "input", "stages", "mix", "output", "description",
    ]
    /// What begins so is the user's own: a place for anchors.
    private static let ownPrefix = "x-"

    init(_ root: Node, file: String) throws {
        guard let mapping = root.mapping else {
            throw ConfigError(
                "a pipeline is a mapping with 'input', 'stages' and 'output'", at: file + ":1:1")
        }
        self.mapping = mapping
        self.file = file
        var seen: Set<String> = []
        for key in mapping.keys {
            try check(key, &seen)
        }
    }

    private func check(_ key: Node, _ seen: inout Set<String>) throws {
        let name = key.string ?? ""
        guard Self.names.contains(name) || name.hasPrefix(Self.ownPrefix) else {
            let meant = nearestName(to: name, in: Self.names).map { "Did you mean '\($0)'? " } ?? ""
            throw ConfigError(
                "unknown key '\(name)'", at: nodePlace(key, file),
                suggestion: meant + "A pipeline has: " + Self.names.joined(separator: ", "))
        }
        guard seen.insert(name).inserted else {
            throw ConfigError("'\(name)' is given twice", at: nodePlace(key, file))
        }
    }

    private func value(_ name: String) -> Node? {
        mapping.first { $0.key.string == name }?.value
    }

    func place(_ name: String) -> String { nodePlace(value(name), file) }

    func string(_ name: String) throws -> String? {
        guard let node = value(name) else { return nil }
        guard let text = node.scalar?.string else {
            throw ConfigError("'\(name)' must be text", at: nodePlace(node, file))
        }
        return text
    }

    func seed() throws -> UInt64 {
        guard let node = value("seed") else { return 0 }
        guard let seed = node.unsigned else {
            throw ConfigError("'seed' must be an integer from 0", at: nodePlace(node, file))
        }
        return seed
    }

    func taskBytes() throws -> Int {
        guard let node = value("task_bytes") else { return PipelineFile.usualTaskBytes }
        // Files can't be cut into smaller pieces; see RecordPlaces.
        guard let bytes = node.integer, (RecordPlaces.cellBytes...(1 << 50)).contains(bytes) else {
            throw ConfigError(
                "'task_bytes' must be a number of bytes, 4194304 (4 MiB) or more",
                at: nodePlace(node, file),
                suggestion: "Write 33554432 for 32 MiB; files are cut at multiples of 4 MiB.")
        }
        return bytes
    }

    /// A stage that has a key of its own.
    func block(_ name: String) -> PipelineFile.StageUse? {
        mapping.first { $0.key.string == name }.map {
            .init(name: name, options: $0.value, place: nodePlace($0.key, file))
        }
    }

    func list(_ name: String, _ file: String) throws -> [PipelineFile.StageUse] {
        guard let node = value(name) else {
            if name == "stages" { return [] }
            throw ConfigError(
                "the pipeline has no '\(name)'", at: file,
                suggestion: "Add '\(name):' with a list of stages below it.")
        }
        guard let items = node.sequence else {
            throw ConfigError(
                "'\(name)' must be a list of stages", at: nodePlace(node, file),
                suggestion: "Write each stage on its own line, as '- name' or '- name: { … }'.")
        }
        return try items.map { try stageUse($0, file) }
    }

    private func stageUse(_ node: Node, _ file: String) throws -> PipelineFile.StageUse {
        if isNull(node) {
            throw ConfigError("an entry without a stage's name", at: nodePlace(node, file))
        }
        if let name = node.scalar?.string {
            return .init(name: name, options: nil, place: nodePlace(node, file))
        }
        guard let mapping = node.mapping, mapping.count == 1, let pair = mapping.first,
            let name = pair.key.string
        else {
            throw ConfigError(
                "a stage is one name with its options below it", at: nodePlace(node, file),
                suggestion:
                    "Begin each stage with '- ' and indent its options further than its name.")
        }
        return .init(name: name, options: pair.value, place: nodePlace(pair.key, file))
    }
}
