// `--set stages.gopher_quality.min_words=40`: one value of the pipeline file, overridden.
import Yams

/// An override of one value by its path.
package struct Setting {
    let text: String
    let path: [String]
    package let value: Node

    package init(_ text: String) throws {
        self.text = text
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, path.allSatisfy({ !$0.isEmpty }) else {
            throw ConfigError(
                "expected path=value", at: "--set \(text)",
                suggestion: "For example --set stages.gopher_quality.min_words=40")
        }
        self.path = path.map(String.init)
        let yaml = Variables.marked(String(parts[1]))
        let written = try PipelineTree.compose(yaml, file: "--set \(text)")
        value = Self.withoutMarks(written ?? Node(""))
    }

    /// The tree with this value in place.
    func applied(to root: Node) throws -> Node {
        try replaced(root, path[...])
    }

    private func replaced(_ node: Node, _ rest: ArraySlice<String>) throws -> Node {
        guard let name = rest.first else { return value }
        if let items = node.sequence {
            return .sequence(try replaced(items, at: name, rest.dropFirst()))
        }
        var mapping = node.mapping ?? Node.Mapping([])
        let old = mapping.first { $0.key.string == name }
        let child = try replaced(old?.value ?? Node.mapping(.init([])), rest.dropFirst())
        mapping[old?.key ?? Node(name)] = child
        return .mapping(mapping)
    }

    private func replaced(
        _ items: Node.Sequence, at name: String, _ rest: ArraySlice<String>
    ) throws -> Node.Sequence {
        var items = items
        // `stages.NAME…`: only the lists at the top hold stages.
        if rest.startIndex == 2 {
            let index = try stageIndex(name, in: items)
            items[index] = try replacedStage(items[index], rest)
        } else {
            let index = try valueIndex(name, in: items, of: path[..<(rest.startIndex - 1)])
            items[index] = try replaced(items[index], rest)
        }
        return items
    }

    /// A list of stages is addressed by stage name (the second of a name is `name_2`, as in ledgers)
    /// or by index from 0.
    private func stageIndex(_ name: String, in items: Node.Sequence) throws -> Int {
        if let index = Int(name), items.indices.contains(index) { return index }
        let names = Self.labels(
            items.map { $0.scalar?.string ?? $0.mapping?.first?.key.string ?? "" })
        if let index = names.firstIndex(of: name) { return index }
        let meant = nearestName(to: name, in: names).map { "Did you mean '\($0)'? " } ?? ""
        throw ConfigError(
            "the pipeline has no stage '\(name)' here", at: "--set \(text)",
            suggestion: meant + "Stages: " + names.joined(separator: ", "))
    }

    /// Stages' names, told apart by numbers from the second of a name on.
    private static func labels(_ names: [String]) -> [String] {
        var counts: [String: Int] = [:]
        return names.map { name in
            counts[name, default: 0] += 1
            return counts[name] == 1 ? name : "\(name)_\(counts[name] ?? 1)"
        }
    }

    /// A list of values is addressed by index from 0.
    private func valueIndex(
        _ name: String, in items: Node.Sequence, of list: ArraySlice<String>
    ) throws -> Int {
        if let index = Int(name), items.indices.contains(index) { return index }
        let list = list.joined(separator: ".")
        throw ConfigError(
            "'\(list)' has no value number \(name)", at: "--set \(text)",
            suggestion: "It has \(items.count), counted from 0; --set \(list)=[…] replaces them.")
    }

    private func replacedStage(_ item: Node, _ rest: ArraySlice<String>) throws -> Node {
        let key = item.mapping?.first?.key ?? item
        let options = item.mapping?.first?.value ?? Node.mapping(.init([]))
        return .mapping(.init([(key, try replaced(options, rest))]))
    }

    /// Values from the command line have no place in the file.
    private static func withoutMarks(_ node: Node) -> Node {
        switch node {
        case .scalar(let scalar): .scalar(.init(scalar.string, scalar.tag, scalar.style))
        case .sequence(let items): .sequence(.init(items.map(withoutMarks), items.tag, items.style))
        case .mapping(let pairs):
            .mapping(
                .init(
                    pairs.map { (withoutMarks($0.key), withoutMarks($0.value)) }, pairs.tag,
                    pairs.style))
        case .alias: node
        }
    }
}
