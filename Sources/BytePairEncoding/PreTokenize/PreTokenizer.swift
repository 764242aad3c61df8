// From a text to its pretokens: one scanner, or a list of splits, each within the pieces before.
import ByteKernels

/// What becomes of the matches of a split; the words are Hugging Face's.
public enum SplitBehavior: String, Sendable, CaseIterable {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"
}

/// One split, or a change to each piece on the way.
public enum SplitStep: Sendable, Hashable {
    /// By a hand-written scanner.
    case pattern(SplitPattern)
    /// By a regular expression; inverted, what lies between the matches counts as the match.
    case regex(SplitRegex, SplitBehavior, inverted: Bool)
    /// By a string.
    case literal([UInt8], SplitBehavior, inverted: Bool)
    /// By classes of characters.
    case classes(CharacterSplit)
    /// Into runs of so many characters.
    case fixedLength(Int)
    /// Puts a space before each piece without one; then GPT-2's split; then the byte alphabet, in
    /// which every byte is a printable character.
    case byteLevel(prefixesSpace: Bool, usesRegex: Bool)
    /// Writes `mark` for each space and puts one before each piece without; then cuts before marks.
    case metaspace(mark: [UInt8], prefixes: Bool, splits: Bool)

    /// Whether pieces are not always stretches of the text.
    var changesText: Bool {
        switch self {
        case .byteLevel, .metaspace: true
        default: false
        }
    }
}

extension SplitStep {
    var spellsBytes: Bool { if case .byteLevel = self { true } else { false } }
}

extension SplitStep: CustomStringConvertible {
    public var description: String {
        switch self {
        case .pattern(let pattern): pattern.rawValue
        case .regex(let regex, let behavior, let inverted):
            "\(regex.pattern) (\(behavior.rawValue)\(inverted ? ", inverted" : ""))"
        case .literal(let literal, let behavior, let inverted):
            "'\(text(literal))' (\(behavior.rawValue)\(inverted ? ", inverted" : ""))"
        case .classes(let split): split.description
        case .fixedLength(let count): "every \(count) characters"
        case .byteLevel(_, let usesRegex):
            usesRegex ? "gpt2, to the byte alphabet" : "to the byte alphabet"
        case .metaspace(let mark, _, _): "before '\(text(mark))'"
        }
    }
}

/// Cuts text into pretokens.
public struct PreTokenizer: Sendable, Hashable {
    /// Applied in order, each to every piece of the one before. None: a text is one pretoken.
    public let steps: [SplitStep]

    public init(_ steps: [SplitStep]) { self.steps = Self.fused(steps) }

    public init(_ pattern: SplitPattern) { steps = [.pattern(pattern)] }

    /// Whether pretokens are not always stretches of the text.
    var changesText: Bool { steps.contains(where: \.changesText) }

    /// The pretokens of a text, in order. Where a step changes the text, they are ranges of what it
    /// makes of it.
    public func pieces(in text: Span<UInt8>) -> [Range<Int>] {
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return [] }
            var splitter = PieceSplitter()
            splitter.split(PretokenText(base: base, count: buffer.count), by: self)
            return splitter.pieces
        }
    }

    /// The scanner, when it is all there is to do.
    var pattern: SplitPattern? {
        if steps.count == 1, case .pattern(let pattern) = steps[0] { pattern } else { nil }
    }

    /// Splits that a scanner knows are replaced by it.
    private static func fused(_ steps: [SplitStep]) -> [SplitStep] {
        let sources = steps.map { step -> String in
            if case .regex(let regex, .isolated, false) = step { regex.pattern } else { "" }
        }
        if sources == SplitPattern.deepseekRegexes { return [.pattern(.deepseek)] }
        return zip(steps, sources).map { step, source in
            SplitPattern(regex: source).map { .pattern($0) } ?? step
        }
    }
}
