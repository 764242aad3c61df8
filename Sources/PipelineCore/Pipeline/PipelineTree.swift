// The YAML of a pipeline file as a tree: merge keys in place, aliases within bounds.
import Yams

/// Reads YAML text into the tree that everything else works on.
package enum PipelineTree {
    /// Values that a file may stand for. Aliases of aliases make billions out of a few lines; the
    /// longest lists that people write in a pipeline file have thousands.
    package static let mostValues = 200_000

    /// The tree of YAML text; `nil` where there is none. Throws ``ConfigError`` with a place in
    /// `file`.
    package static func compose(_ yaml: String, file: String) throws -> Node? {
        do {
            guard let root = try Yams.compose(yaml: withoutByteOrderMark(yaml)) else { return nil }
            var left = mostValues
            try count(root, &left, file)
            return try merged(root, file)
        } catch let error as YamlError {
            throw ConfigError(yaml: error, file: file)
        }
    }

    /// Some editors begin a file with U+FEFF, which is no part of the text.
    private static func withoutByteOrderMark(_ yaml: String) -> String {
        yaml.unicodeScalars.first == "\u{FEFF}" ? String(yaml.unicodeScalars.dropFirst()) : yaml
    }

    private static func count(_ node: Node, _ left: inout Int, _ file: String) throws {
        left -= 1
        guard left > 0 else {
            throw ConfigError(
                "the file stands for more than \(mostValues) values", at: file,
                suggestion: "Aliases (*name) of aliases multiply; write out what is meant.")
        }
        switch node {
        case .sequence(let items): for item in items { try count(item, &left, file) }
        case .mapping(let pairs):
            for (key, value) in pairs {
                try count(key, &left, file)
                try count(value, &left, file)
            }
        case .scalar, .alias: break
        }
    }

    /// The tree in which `<<: *name` is replaced by what that mapping holds.
    private static func merged(_ node: Node, _ file: String) throws -> Node {
        switch node {
        case .sequence(let items):
            .sequence(
                .init(try items.map { try merged($0, file) }, items.tag, items.style, items.mark))
        case .mapping(let pairs):
            .mapping(.init(try mergedPairs(of: pairs, file), pairs.tag, pairs.style, pairs.mark))
        case .scalar, .alias: node
        }
    }

    /// A mapping's own pairs, then those that it inherits under names that it doesn't have.
    private static func mergedPairs(of mapping: Node.Mapping, _ file: String) throws
        -> [(Node, Node)]
    {
        var pairs = try mapping.filter { !isMergeKey($0.key) }.map {
            ($0.key, try merged($0.value, file))
        }
        var names = Set(pairs.map(\.0))
        for inherited in try mapping.filter({ isMergeKey($0.key) }).flatMap({
            try inheritedPairs(from: $0.value, file)
        }) where names.insert(inherited.0).inserted {
            pairs.append(inherited)
        }
        return pairs
    }

    private static func isMergeKey(_ key: Node) -> Bool {
        key.scalar.map { $0.string == "<<" && $0.style == .plain } ?? false
    }

    /// The pairs of a mapping, or of each mapping of a list, the earlier ones first.
    private static func inheritedPairs(from value: Node, _ file: String) throws -> [(Node, Node)] {
        if let mapping = value.mapping { return try mergedPairs(of: mapping, file) }
        guard let items = value.sequence, items.allSatisfy({ $0.mapping != nil }) else {
            throw ConfigError(
                "'<<' takes a mapping, or a list of mappings, found \(kind(of: value))",
                at: nodePlace(value, file))
        }
        return try items.flatMap { try inheritedPairs(from: $0, file) }
    }
}

extension ConfigError {
    /// A YAML error in one line, with its place.
    init(yaml error: YamlError, file: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(
                "not valid YAML: \(problem)", at: "\(file):\(mark.line):\(mark.column)",
                suggestion: "Check indentation, colons and brackets near this line.")
        case .duplicatedKeysInMapping(let names, let context):
            let place = "\(file):\(context.mark.line):\(context.mark.column)"
            self.init("'\(names.first ?? "")' is given twice", at: place)
        case .reader(let problem, let offset, _, let yaml):
            let line = yaml.utf8.prefix(offset ?? 0).count { $0 == 10 } + 1
            self.init("not valid YAML: \(problem)", at: "\(file):\(line)")
        default:
            self.init("not valid YAML: \(error)", at: file)
        }
    }
}

/// `file:line:column` of a node; just the file when the node came from elsewhere.
func nodePlace(_ node: Node?, _ file: String) -> String {
    node?.mark.map { "\(file):\($0.line):\($0.column)" } ?? file
}
