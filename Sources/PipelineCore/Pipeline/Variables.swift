// `${NAME}` in a pipeline file's values.
import Yams

/// Replaces `${NAME}` and `${NAME:-default}` in every text value of a tree. A default may hold
/// references of its own, which count only where it does.
///
/// Braces mean something in YAML, so references are marked before it is parsed and replaced after:
/// what a variable holds never changes the file's structure.
package struct Variables {
    private let values: [String: String]
    private let file: String

    /// Twice in the place of `${`, so that columns stay right.
    private static let opening: Unicode.Scalar = "\u{E000}"
    /// In the place of `}`.
    private static let closing: Unicode.Scalar = "\u{E001}"

    /// YAML text with its references marked. A `${` that no `}` follows on its line stays.
    package static func marked(_ yaml: String) -> String {
        var scalars = Array(yaml.unicodeScalars)
        var open: [Int] = []
        for index in scalars.indices {
            switch scalars[index] {
            case "\n": open = []
            case "{" where index > 0 && scalars[index - 1] == "$": open.append(index)
            case "}":
                guard let start = open.popLast() else { continue }
                scalars[start - 1] = opening
                scalars[start] = opening
                scalars[index] = closing
            default: continue
            }
        }
        return text(scalars[...])
    }

    /// Whether text that was marked refers to a variable.
    static func hasReference(_ text: String) -> Bool { text.unicodeScalars.contains(opening) }

    /// Marked text as it was written.
    static func unmarked(_ text: String) -> String {
        text.replacing("\(opening)\(opening)", with: "${").replacing("\(closing)", with: "}")
    }

    package init(values: [String: String], file: String) {
        self.values = values
        self.file = file
    }

    package func expanded(_ node: Node) throws -> Node {
        switch node {
        case .scalar(let scalar):
            let scalars = Array(scalar.string.unicodeScalars)
            guard scalars.contains(Self.opening) else { return node }
            let text = Self.text(try expanded(scalars[...], at: nodePlace(node, file)))
            return .scalar(.init(text, scalar.tag, scalar.style, scalar.mark))
        case .sequence(let items):
            return .sequence(.init(try items.map(expanded), items.tag, items.style, items.mark))
        case .mapping(let pairs):
            let expandedPairs = try pairs.map { (try expanded($0.key), try expanded($0.value)) }
            return .mapping(.init(expandedPairs, pairs.tag, pairs.style, pairs.mark))
        case .alias:
            return node
        }
    }

    private func expanded(_ text: ArraySlice<Unicode.Scalar>, at place: String) throws
        -> ArraySlice<Unicode.Scalar>
    {
        guard let start = text.firstIndex(of: Self.opening) else { return text }
        let reference = text[(start + 2)...]
        guard let end = Self.end(of: reference) else {
            throw ConfigError(
                "a '${' that is not closed in the same value", at: place,
                suggestion: "Put the value in quotes.")
        }
        return try text[..<start] + value(of: reference[..<end], at: place)
            + expanded(reference[(end + 1)...], at: place)
    }

    /// Where a reference is closed, past those inside it.
    private static func end(of reference: ArraySlice<Unicode.Scalar>) -> Int? {
        var depth = 0
        return reference.firstIndex { scalar in
            if scalar == closing && depth == 0 { return true }
            // Each opening is two scalars.
            if scalar == opening { depth += 1 } else if scalar == closing { depth -= 2 }
            return false
        }
    }

    private func value(of reference: ArraySlice<Unicode.Scalar>, at place: String) throws
        -> ArraySlice<Unicode.Scalar>
    {
        let colon = reference.indices.first { reference[$0...].starts(with: [":", "-"]) }
        let name = Self.text(reference[..<(colon ?? reference.endIndex)])
        if let known = values[name] { return Array(known.unicodeScalars)[...] }
        if let colon { return try expanded(reference[(colon + 2)...], at: place) }
        throw ConfigError(
            "the variable ${\(name)} is not set", at: place,
            suggestion: "Set it in the environment, or give a default: ${\(name):-text}")
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }
}
