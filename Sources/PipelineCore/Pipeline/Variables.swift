// `${NAME}` in a pipeline file's values.
import Yams

/// Replaces `${NAME}` and `${NAME:-default}` in every text value of a tree.
struct Variables {
    let values: [String: String]
    let file: String

    func expanded(_ node: Node) throws -> Node {
        switch node {
        case .scalar(let scalar):
            guard scalar.string.contains("${") else { return node }
            let text = try expand(scalar.string, at: nodePlace(node, file))
            return .scalar(.init(text, Tag(.implicit), scalar.style, scalar.mark))
        case .sequence(let items):
            return .sequence(.init(try items.map(expanded), items.tag, items.style, items.mark))
        case .mapping(let pairs):
            let expandedPairs = try pairs.map { ($0.key, try expanded($0.value)) }
            return .mapping(.init(expandedPairs, pairs.tag, pairs.style, pairs.mark))
        case .alias:
            return node
        }
    }

    private func expand(_ text: String, at place: String) throws -> String {
        var result = ""
        var rest = Substring(text)
        while let start = rest.range(ofASCII: "${") {
            result += rest[..<start.lowerBound]
            let after = rest[start.upperBound...]
            guard let end = after.firstIndex(of: "}") else {
                throw ConfigError("'${' without '}'", at: place)
            }
            result += try value(of: after[..<end], at: place)
            rest = after[after.index(after: end)...]
        }
        return result + rest
    }

    private func value(of reference: Substring, at place: String) throws -> String {
        let split = reference.range(ofASCII: ":-")
        let name = String(split.map { reference[..<$0.lowerBound] } ?? reference)
        if let known = values[name] { return known }
        if let split { return String(reference[split.upperBound...]) }
        throw ConfigError(
            "the variable ${\(name)} is not set", at: place,
            suggestion: "Set it in the environment, or give a default: ${\(name):-text}")
    }
}

extension Substring {
    /// The first occurrence of a two-letter ASCII mark.
    fileprivate func range(ofASCII mark: String) -> Range<Index>? {
        let bytes = Array(mark.utf8)
        var index = utf8.startIndex
        while index < utf8.endIndex {
            let next = utf8.index(after: index)
            if utf8[index] == bytes[0], next < utf8.endIndex, utf8[next] == bytes[1] {
                return index..<utf8.index(after: next)
            }
            index = next
        }
        return nil
    }
}
