// Searches text for a regular expression in time proportional to the text, whatever the pattern.

/// A compiled regular expression that is searched for by an automaton, never by backtracking.
///
/// ```swift
/// let regex = try LinearRegex(#"(?i)lorem\s+ipsum"#)
/// let cache = regex.makeCache()
/// regex.count(in: text, using: cache)
/// ```
///
/// Syntax is that of Python's `re` as far as it can be matched in one pass: sets, Unicode
/// properties, groups, alternatives, repetitions, `(?i)`, `\b`, `\A`, `\z`. `^` and `$` match at
/// the beginnings and ends of lines. Look-around, atomic groups, possessive repetitions and back
/// references are refused, and so are patterns that match the empty text. Bytes that are no UTF-8
/// count as U+FFFD.
public struct LinearRegex: Sendable {
    /// The most steps that a pattern may compile to; each repetition `{n}` repeats its steps.
    public static let sizeLimit = 5_000

    let program: [RegexStep]
    let classes: ScalarClasses

    /// Throws for syntax that is wrong or not supported, and for patterns that are too large.
    public init(_ pattern: String) throws(RegexError) {
        let tree = try RegexParser.parse(pattern)
        guard !tree.matchesEmptyText else {
            throw RegexError("the regular expression matches the empty text, so every document")
        }
        var compiler = RegexStepCompiler()
        try compiler.append(tree)
        compiler.steps.append(.match)
        program = compiler.steps
        classes = ScalarClasses(compiler.sets)
    }

    /// What one worker needs to search; not to be shared.
    public func makeCache() -> RegexCache { RegexCache(self) }

    /// How many matches there are, from left to right and without overlap, each ended as early as
    /// it can be; stops at `limit`.
    public func count(in text: Span<UInt8>, limit: Int = .max, using cache: RegexCache) -> Int {
        text.withUnsafeBufferPointer { cache.count(in: $0, limit: limit) }
    }
}

/// A step of a compiled expression; the next step follows unless places are named.
enum RegexStep: Sendable {
    case match
    /// A character of a set, by the set's number.
    case take(Int)
    case split(Int, Int)
    case jump(Int)
    case anchor(RegexNode.Anchor)
}

extension RegexNode {
    /// Whether it can match without taking a character.
    var matchesEmptyText: Bool {
        switch self {
        case .set: false
        case .empty, .look, .lookBehind, .anchor: true
        case .sequence(let items): items.allSatisfy(\.matchesEmptyText)
        case .choice(let branches): branches.contains(where: \.matchesEmptyText)
        case .loop(let body, let least, _, _): least == 0 || body.matchesEmptyText
        case .atomic(let body): body.matchesEmptyText
        }
    }
}

/// Turns a tree into steps, and numbers its sets.
private struct RegexStepCompiler {
    var steps: [RegexStep] = []
    var sets: [ScalarSet] = []

    mutating func append(_ node: RegexNode) throws(RegexError) {
        guard steps.count < LinearRegex.sizeLimit else {
            throw RegexError("the regular expression is too large")
        }
        switch node {
        case .empty: break
        case .set(let set): steps.append(.take(number(of: set)))
        case .sequence(let items): for item in items { try append(item) }
        case .choice(let branches): try appendChoice(branches)
        case .loop(_, _, _, .possessive): throw Self.refusal("possessive repetitions")
        case .loop(let body, let least, let most, _): try appendLoop(body, least, most)
        case .look: throw Self.refusal("look-ahead")
        case .lookBehind: throw Self.refusal("look-behind")
        case .atomic: throw Self.refusal("atomic groups")
        case .anchor(let anchor): steps.append(.anchor(anchor))
        }
    }

    private static func refusal(_ what: String) -> RegexError {
        RegexError("the regular expression uses \(what), which can't be matched in linear time")
    }

    private mutating func number(of set: ScalarSet) -> Int {
        if let known = sets.firstIndex(of: set) { return known }
        sets.append(set)
        return sets.count - 1
    }

    private mutating func appendChoice(_ branches: [RegexNode]) throws(RegexError) {
        var exits: [Int] = []
        for branch in branches.dropLast() {
            let split = steps.count
            steps.append(.jump(0))
            try append(branch)
            exits.append(steps.count)
            steps.append(.jump(0))
            steps[split] = .split(split + 1, steps.count)
        }
        if let last = branches.last { try append(last) }
        for exit in exits { steps[exit] = .jump(steps.count) }
    }

    private mutating func appendLoop(
        _ body: RegexNode, _ least: Int, _ most: Int
    ) throws(RegexError) {
        for _ in 0..<least { try append(body) }
        var splits: [Int] = []
        for _ in 0..<(most == .max ? 1 : most - least) {
            splits.append(steps.count)
            steps.append(.jump(0))
            try append(body)
        }
        if most == .max { steps.append(.jump(splits[0])) }
        for split in splits { steps[split] = .split(split + 1, steps.count) }
    }
}
