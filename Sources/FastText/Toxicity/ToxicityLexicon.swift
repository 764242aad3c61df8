// Word lists: terms with a kind and a weight.

/// What a listed term is; its weight unless the list gives one.
public enum TermKind: String, CaseIterable, Sendable {
    /// Contempt for a group of people.
    case slur
    case insult
    case sexual
    case profanity
    case threat

    public var weight: Float {
        switch self {
        case .slur: 3
        case .threat: 2.5
        case .insult: 2
        case .sexual: 1.5
        case .profanity: 1
        }
    }
}

/// A term of a word list.
public struct ToxicTerm: Equatable, Sendable {
    public var text: String
    public var kind: TermKind
    public var weight: Float
    /// Also found inside words, for languages written without blanks.
    public var isAnywhere: Bool

    public init(_ text: String, _ kind: TermKind, weight: Float? = nil, isAnywhere: Bool = false) {
        self.text = text
        self.kind = kind
        self.weight = weight ?? kind.weight
        self.isAnywhere = isAnywhere
    }
}

extension ToxicTerm {
    /// Reads a list: one term per line, then optionally, after tabs, its kind and its weight. Plain
    /// LDNOOBW lists are such lists. Empty lines and lines that start with `#` are skipped.
    ///
    /// - Parameter language: ja, th and zh terms are also found inside words.
    public static func list(_ text: String, language: String) throws -> [ToxicTerm] {
        let isAnywhere = ["ja", "th", "zh"].contains(language)
        return try text.split(whereSeparator: \.isNewline).compactMap { line in
            let cells = line.split(separator: "\t").map { trimmed($0) }
            guard let term = cells.first, !term.isEmpty, !term.hasPrefix("#") else { return nil }
            guard cells.count > 1 else {
                return ToxicTerm(term, .profanity, isAnywhere: isAnywhere)
            }
            guard let kind = TermKind(rawValue: cells[1]) else {
                throw FastTextError(.impossibleValue, "a term of the kind '\(cells[1])'")
            }
            let weight = cells.count > 2 ? Float(cells[2]) : kind.weight
            guard let weight, weight > 0, weight.isFinite else {
                throw FastTextError(.impossibleValue, "the weight '\(cells[2])' of '\(term)'")
            }
            return ToxicTerm(term, kind, weight: weight, isAnywhere: isAnywhere)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
