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

/// One split.
public enum SplitStep: Sendable, Hashable {
    /// By a hand-written scanner.
    case pattern(SplitPattern)
    /// By a regular expression; inverted, what lies between the matches counts as the match.
    case regex(SplitRegex, SplitBehavior, inverted: Bool)
    /// By a string.
    case literal([UInt8], SplitBehavior, inverted: Bool)
}

extension SplitStep: CustomStringConvertible {
    public var description: String {
        switch self {
        case .pattern(let pattern): pattern.rawValue
        case .regex(let regex, let behavior, let inverted):
            "\(regex.pattern) (\(behavior.rawValue)\(inverted ? ", inverted" : ""))"
        case .literal(let literal, let behavior, let inverted):
            "'\(text(literal))' (\(behavior.rawValue)\(inverted ? ", inverted" : ""))"
        }
    }
}

/// Cuts text into pretokens.
public struct PreTokenizer: Sendable, Hashable {
    /// Applied in order, each to every piece of the one before. None: a text is one pretoken.
    public let steps: [SplitStep]

    public init(_ steps: [SplitStep]) { self.steps = Self.fused(steps) }

    public init(_ pattern: SplitPattern) { steps = [.pattern(pattern)] }

    /// The pretokens of a text, in order.
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

/// Scratch for splitting one text after another.
struct PieceSplitter {
    private(set) var pieces: [Range<Int>] = []
    private var previous: [Range<Int>] = []
    private var matcher = RegexMatcher()
    private var parts: [(range: Range<Int>, isMatch: Bool)] = []
    private let ends = PretokenEnds()

    /// Leaves the pretokens of a text, none of them empty, in ``pieces``.
    mutating func split(_ text: PretokenText, by preTokenizer: PreTokenizer) {
        pieces.removeAll(keepingCapacity: true)
        if text.count > 0 { pieces.append(0..<text.count) }
        for step in preTokenizer.steps {
            swap(&pieces, &previous)
            pieces.removeAll(keepingCapacity: true)
            for piece in previous { apply(step, to: piece, of: text) }
        }
    }

    private mutating func apply(_ step: SplitStep, to piece: Range<Int>, of text: PretokenText) {
        let inner = PretokenText(base: text.base + piece.lowerBound, count: piece.count)
        switch step {
        case .pattern(let pattern):
            scan(pattern, inner, from: piece.lowerBound)
        case .regex(let regex, let behavior, let inverted):
            collect(inner, inverted) { regex.firstMatch(in: inner, from: $0, &$1) }
            join(behavior, from: piece.lowerBound)
        case .literal(let literal, let behavior, let inverted):
            collect(inner, inverted) { at, _ in inner.firstMatch(of: literal, from: at) }
            join(behavior, from: piece.lowerBound)
        }
    }

    private mutating func scan(_ pattern: SplitPattern, _ text: PretokenText, from origin: Int) {
        var start = 0
        while case let found = pattern.fill(ends.base, from: start, in: text), found > 0 {
            for item in 0..<found {
                pieces.append(origin + start..<origin + ends.base[item])
                start = ends.base[item]
            }
        }
    }

    /// Cuts a piece into matches and what lies between them.
    private mutating func collect(
        _ text: PretokenText, _ inverted: Bool,
        _ find: (Int, inout RegexMatcher) -> Range<Int>?
    ) {
        parts.removeAll(keepingCapacity: true)
        var at = 0
        while let match = find(at, &matcher) {
            if match.lowerBound > at { parts.append((at..<match.lowerBound, inverted)) }
            parts.append((match, !inverted))
            at = match.upperBound
        }
        if at < text.count { parts.append((at..<text.count, inverted)) }
    }

    private mutating func join(_ behavior: SplitBehavior, from origin: Int) {
        let first = pieces.count
        var wasMatch = false
        for (index, part) in parts.enumerated() {
            let range = origin + part.range.lowerBound..<origin + part.range.upperBound
            let joins: Bool
            switch behavior {
            case .removed:
                if !part.isMatch { pieces.append(range) }
                continue
            case .isolated: joins = false
            case .mergedWithPrevious: joins = part.isMatch && !wasMatch
            case .mergedWithNext: joins = !part.isMatch && wasMatch
            case .contiguous: joins = index > 0 && part.isMatch == wasMatch
            }
            if joins && pieces.count > first {
                pieces[pieces.count - 1] = pieces[pieces.count - 1].lowerBound..<range.upperBound
            } else {
                pieces.append(range)
            }
            wasMatch = part.isMatch
        }
    }
}

extension PretokenText {
    /// The first place of a string at or after `start`.
    func firstMatch(of literal: [UInt8], from start: Int) -> Range<Int>? {
        guard let first = literal.first, count >= literal.count else { return nil }
        var at = start
        while at <= count - literal.count {
            if base[at] == first, literal.indices.allSatisfy({ base[at + $0] == literal[$0] }) {
                return at..<at + literal.count
            }
            at &+= 1
        }
        return nil
    }
}
