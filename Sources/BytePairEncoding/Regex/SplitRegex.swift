// Matches regular expressions against UTF-8 bytes, for split patterns without a scanner of their
// own: slower, but exact.
import ByteKernels

/// A compiled regular expression. A byte that is not valid UTF-8 counts as U+FFFD.
public struct SplitRegex: Sendable, Hashable {
    /// The programs whose reading of an expression counts.
    public enum Dialect: Sendable, Hashable {
        /// What reads `tokenizer.json` files; what it alone reads so is refused.
        case oniguruma
        /// What reads tiktoken's patterns: `^` and `$` are the text's ends.
        case tiktoken
    }

    public let pattern: String
    public let dialect: Dialect
    /// Whether it may match between two characters.
    let mayMatchNothing: Bool
    /// Whether a failure at a place holds for every start; see ``RegexMatcher``.
    private let isMemorable: Bool
    private let program: [RegexInstruction]

    /// Throws `unsupported` for syntax that it does not know.
    public init(_ pattern: String, _ dialect: Dialect = .oniguruma) throws(TokenizerError) {
        self.pattern = pattern
        self.dialect = dialect
        var compiler = RegexCompiler(word: dialect.word)
        let tree = try Self.parse(pattern, dialect)
        mayMatchNothing = tree.mayBeEmpty
        isMemorable = !tree.repeatsNothing
        try compiler.append(tree)
        compiler.program.append(.match)
        program = compiler.program
    }

    /// One character after the other of a set, at least one; a single one unless `isRun`.
    init(_ name: String, runsOf sets: [ScalarSet], isRun: Bool) {
        pattern = name
        dialect = .tiktoken
        mayMatchNothing = false
        isMemorable = true
        var program: [RegexInstruction] = []
        for (index, set) in sets.enumerated() {
            if index + 1 < sets.count {
                program.append(.split(program.count + 1, program.count + 3))
            }
            program.append(
                .run(set, least: 1, most: isRun ? .max : 1, mode: .possessive))
            program.append(.match)
        }
        self.program = program
    }

    private static func parse(
        _ pattern: String, _ dialect: Dialect, words: Dialect? = nil
    ) throws(TokenizerError) -> RegexNode {
        var syntax = dialect.syntax
        syntax.word = (words ?? dialect).syntax.word
        syntax.wordInBrackets = (words ?? dialect).syntax.wordInBrackets
        do {
            return try RegexParser.parse(pattern, as: syntax)
        } catch {
            throw TokenizerError(.unsupported, error.reason)
        }
    }

    /// Whether another dialect's programs read the expression in the same way, up to the few
    /// characters on which they differ about words when `ignoringWords` is true.
    public func means(
        in other: Dialect, ignoringWords: Bool = false
    ) throws(TokenizerError) -> Bool {
        if ignoringWords {
            return try Self.parse(pattern, dialect, words: other) == Self.parse(pattern, other)
        }
        let tree = try Self.parse(pattern, other)
        let isSame = try Self.parse(pattern, dialect) == tree
        return isSame && (dialect.word == other.word || !Self.hasBorders(tree))
    }

    /// Whether `\\b` or `\\B` stand in it.
    private static func hasBorders(_ node: RegexNode) -> Bool {
        switch node {
        case .anchor(let anchor): anchor == .word || anchor == .notWord
        case .sequence(let items), .choice(let items): items.contains(where: hasBorders)
        case .loop(let body, _, _, _), .look(let body, _), .atomic(let body): hasBorders(body)
        case .empty, .set, .lookBehind: false
        }
    }

    public static func == (a: SplitRegex, b: SplitRegex) -> Bool {
        a.pattern == b.pattern && a.dialect == b.dialect
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(pattern) }

    /// The first match that begins at or after `start`.
    private func firstMatch(in text: PretokenText, from start: Int, _ matcher: inout RegexMatcher)
        -> Range<Int>?
    {
        var at = start
        while at <= text.count {
            if let end = matcher.match(program, text, at) { return at..<end }
            at &+= at < text.count ? text.character(at).width : 1
        }
        return nil
    }

    /// The next match of a walk through a text. An empty one counts unless the match before ends
    /// where it is.
    func nextMatch(in text: PretokenText, _ walk: inout MatchWalk, _ matcher: inout RegexMatcher)
        -> Range<Int>?
    {
        if walk.isNew {
            walk.isNew = false
            matcher.begin(steps: program.count, remembering: isMemorable)
        }
        while walk.next <= text.count,
            let match = firstMatch(in: text, from: walk.next, &matcher)
        {
            if match.isEmpty && match.lowerBound == walk.lastEnd {
                walk.next += walk.next < text.count ? text.character(walk.next).width : 1
                continue
            }
            walk.next = match.upperBound
            walk.lastEnd = match.upperBound
            return match
        }
        walk.next = text.count + 1
        return nil
    }

    /// All matches in a text, for tests.
    public func matches(in text: Span<UInt8>) -> [Range<Int>] {
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return [] }
            let text = PretokenText(base: base, count: buffer.count)
            var matcher = RegexMatcher()
            var walk = MatchWalk()
            var found: [Range<Int>] = []
            while let match = nextMatch(in: text, &walk, &matcher) { found.append(match) }
            return found
        }
    }
}

/// Where a walk through the matches of a text is.
struct MatchWalk {
    var isNew = true
    var next = 0
    /// Where the match before ends.
    var lastEnd: Int?
}

extension SplitRegex.Dialect {
    fileprivate var word: ScalarSet {
        switch self {
        case .oniguruma: .onigurumaWord
        case .tiktoken: .rustWord
        }
    }

    fileprivate var syntax: RegexDialect {
        var syntax = RegexDialect()
        syntax.word = word
        syntax.wordInBrackets = self == .oniguruma ? .onigurumaWordInBrackets : word
        syntax.anchorsLines = self == .oniguruma
        syntax.isOniguruma = self == .oniguruma
        return syntax
    }
}
