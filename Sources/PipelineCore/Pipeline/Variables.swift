// `${NAME}` in a pipeline file's values.
import Yams

/// Replaces `${NAME}` and `${NAME:-default}` in every text value of a tree.
///
/// Braces mean something in YAML, so references are marked before it is parsed and replaced after:
/// what a variable holds never changes the file's structure.
struct Variables {
    let values: [String: String]
    let file: String

    /// Stand in for `${` and `}`, as many characters as they, so that places stay right.
    private static let opening = "\u{E000}\u{E000}"
    private static let closing: Character = "\u{E001}"

    /// YAML text with its references marked. A `${` that no `}` follows on its line stays.
    static func marked(_ yaml: String) -> String {
        yaml.split(separator: "\n", omittingEmptySubsequences: false).map(markedLine)
            .joined(separator: "\n")
    }

    private static func markedLine(_ line: Substring) -> String {
        let parts = line.components(separatedBy: "${")
        return parts.dropFirst().reduce(parts[0]) { result, part in
            guard let end = part.firstIndex(of: "}") else { return result + "${" + part }
            return result + opening + part[..<end] + String(closing)
                + part[part.index(after: end)...]
        }
    }

    func expanded(_ node: Node) throws -> Node {
        switch node {
        case .scalar(let scalar):
            guard scalar.string.contains(Self.opening) else { return node }
            let text = try expand(scalar.string, at: nodePlace(node, file))
            return .scalar(.init(text, Tag(.implicit), scalar.style, scalar.mark))
        case .sequence(let items):
            return .sequence(.init(try items.map(expanded), items.tag, items.style, items.mark))
        case .mapping(let pairs):
            let expandedPairs = try pairs.map { (try expanded($0.key), try expanded($0.value)) }
            return .mapping(.init(expandedPairs, pairs.tag, pairs.style, pairs.mark))
        case .alias:
            return node
        }
    }

    private func expand(_ text: String, at place: String) throws -> String {
        let parts = text.components(separatedBy: Self.opening)
        return try parts.dropFirst().reduce(parts[0]) { result, part in
            let end = part.firstIndex(of: Self.closing) ?? part.endIndex
            return try result + value(of: part[..<end], at: place) + part[end...].dropFirst()
        }
    }

    private func value(of reference: Substring, at place: String) throws -> String {
        let parts = reference.components(separatedBy: ":-")
        if let known = values[parts[0]] { return known }
        if parts.count > 1 { return parts.dropFirst().joined(separator: ":-") }
        throw ConfigError(
            "the variable ${\(parts[0])} is not set", at: place,
            suggestion: "Set it in the environment, or give a default: ${\(parts[0]):-text}")
    }
}

extension StringProtocol {
    /// The parts between the occurrences of a mark, compared by bytes; one part when there is none.
    fileprivate func components(separatedBy mark: String) -> [String] {
        let mark = Array(mark.utf8)
        var parts: [[UInt8]] = [[]]
        var rest = Array(utf8)[...]
        while let byte = rest.first {
            if rest.starts(with: mark) {
                parts.append([])
                rest = rest.dropFirst(mark.count)
            } else {
                parts[parts.count - 1].append(byte)
                rest = rest.dropFirst()
            }
        }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }
}
