// Where a pipeline file holds secrets, and how it is saved without them.
import Yams

extension PipelineFile {
    /// The pipeline with overrides and variables in place, as YAML to be saved with a run: what
    /// options declare a ``Secret`` stands as it was written, `${NAME}`, or as its digest.
    public func savedYAML(_ catalogue: StageCatalogue) throws -> String {
        try Yams.serialize(
            node: Self.replacingSecrets(in: root, catalogue) { place, value in
                guard let written = Self.node(at: place, in: written)?.scalar?.string,
                    Variables.hasReference(written)
                else { return Node(Secret(value).digest, .implicit, .doubleQuoted) }
                return Node(Variables.unmarked(written), .implicit, .doubleQuoted)
            })
    }

    /// Reads a pipeline that was saved with a run: nothing is expanded again but secrets.
    public init(
        savedYAML: String, file: String, _ catalogue: StageCatalogue, variables: [String: String]
    ) throws {
        let saved = try Self.compose(marked: savedYAML, file)
        let expansion = Variables(values: variables, file: file)
        let root = try Self.replacingSecrets(in: saved, catalogue) { place, value in
            guard !value.hasPrefix(Secret.digestPrefix) else {
                throw ConfigError(
                    "the secret '\(place.last ?? "")' is not kept with the run",
                    suggestion: "Give the pipeline file again, or write the option as ${NAME}.")
            }
            return try expansion.expanded(
                Node(Variables.marked(value), .implicit, .doubleQuoted))
        }
        try self.init(root: root, written: saved, file: file)
    }

    // MARK: The tree

    /// Replaces every secret that says something. Places are names and positions from the top.
    private static func replacingSecrets(
        in root: Node, _ catalogue: StageCatalogue,
        _ replacement: ([String], String) throws -> Node
    ) throws -> Node {
        var root = root
        for list in ["input", "stages", "output"] {
            let uses = root.mapping?.first { $0.key.string == list }?.value.sequence
            for (index, use) in Array(uses ?? Node.Sequence([])).enumerated() {
                guard let name = use.mapping?.first?.key.string else { continue }
                for path in catalogue.secrets(of: name, under: list) {
                    let place = [list, String(index), name] + path
                    guard let value = node(at: place, in: root)?.scalar?.string, !value.isEmpty
                    else { continue }
                    root = replacing(place[...], in: root, by: try replacement(place, value))
                }
            }
        }
        return root
    }

    private static func node(at place: [String], in root: Node) -> Node? {
        var found: Node? = root
        for name in place {
            found =
                if let items = found?.sequence { Int(name).map { items[$0] } } else {
                    found?.mapping?.first { $0.key.string == name }?.value
                }
        }
        return found
    }

    private static func replacing(
        _ place: ArraySlice<String>, in node: Node, by new: Node
    ) -> Node {
        guard let name = place.first else { return new }
        let rest = place.dropFirst()
        switch node {
        case .sequence(let items):
            let changed = items.enumerated().map {
                String($0) == name ? replacing(rest, in: $1, by: new) : $1
            }
            return .sequence(.init(changed, items.tag, items.style, items.mark))
        case .mapping(let pairs):
            let changed = pairs.map {
                $0.key.string == name ? ($0.key, replacing(rest, in: $0.value, by: new)) : $0
            }
            return .mapping(.init(changed.map { ($0.0, $0.1) }, pairs.tag, pairs.style, pairs.mark))
        case .scalar, .alias: return node
        }
    }
}

extension StageCatalogue {
    /// The paths of a stage's options that are secrets.
    fileprivate func secrets(of name: String, under list: String) -> [[String]] {
        let kinds: [StageKind] =
            switch list {
            case "input": [.reader]
            case "output": [.writer]
            default: StageKind.inStages
            }
        return ((try? entry(name, kinds: kinds)?.options()) ?? []).flatMap(Self.secrets)
    }

    private static func secrets(in option: OptionDescription) -> [[String]] {
        switch option.type {
        case .secret: [[option.name]]
        case .group(let options): options.flatMap(secrets).map { [option.name] + $0 }
        default: []
        }
    }
}
