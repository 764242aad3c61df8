// Matches regular expressions against UTF-8 bytes, for split patterns without a scanner of their
// own: slower, but exact.
import ByteKernels

/// A compiled regular expression. A byte that is not valid UTF-8 counts as U+FFFD.
public struct SplitRegex: Sendable, Hashable {
    public let pattern: String
    private let program: [RegexInstruction]

    /// Throws `unsupported` for syntax that it does not know.
    public init(_ pattern: String) throws(TokenizerError) {
        self.pattern = pattern
        var compiler = RegexCompiler()
        try compiler.append(try Self.parse(pattern))
        compiler.program.append(.match)
        program = compiler.program
    }

    private static func parse(_ pattern: String) throws(TokenizerError) -> RegexNode {
        do {
            return try RegexParser.parse(pattern)
        } catch {
            throw TokenizerError(.unsupported, error.reason)
        }
    }

    public static func == (a: SplitRegex, b: SplitRegex) -> Bool { a.pattern == b.pattern }
    public func hash(into hasher: inout Hasher) { hasher.combine(pattern) }

    /// The first match at or after `start` that is not empty.
    func firstMatch(in text: PretokenText, from start: Int, _ matcher: inout RegexMatcher)
        -> Range<Int>?
    {
        var at = start
        while at < text.count {
            if let end = matcher.match(program, text, at), end > at { return at..<end }
            at &+= text.character(at).width
        }
        return nil
    }

    /// All matches in a text, for tests.
    public func matches(in text: Span<UInt8>) -> [Range<Int>] {
        text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return [] }
            let text = PretokenText(base: base, count: buffer.count)
            var matcher = RegexMatcher()
            var found: [Range<Int>] = []
            while let match = firstMatch(in: text, from: found.last?.upperBound ?? 0, &matcher) {
                found.append(match)
            }
            return found
        }
    }
}

/// A step of a compiled expression; the next step follows unless a place is named.
enum RegexInstruction: Sendable {
    case match
    /// One character after the other of a set, between `least` and `most` of them.
    case run(ScalarSet, least: Int, most: Int, mode: RegexNode.Mode)
    /// Tries the first place, then the second.
    case split(Int, Int)
    case jump(Int)
    /// Runs what follows up to its `match` apart; goes on at `next`.
    case look(negative: Bool, next: Int)
    case atomic(next: Int)
    case lookBehind(ScalarSet, negative: Bool)
    case anchor(RegexNode.Anchor)
}

/// Turns a tree into a list of steps.
private struct RegexCompiler {
    private static let sizeLimit = 20_000
    var program: [RegexInstruction] = []

    mutating func append(_ node: RegexNode) throws(TokenizerError) {
        if program.count > Self.sizeLimit {
            throw TokenizerError(.unsupported, "a regular expression that is too large")
        }
        switch node {
        case .empty: break
        case .set(let set): program.append(.run(set, least: 1, most: 1, mode: .possessive))
        case .sequence(let items): for item in items { try append(item) }
        case .choice(let branches): try appendChoice(branches[...])
        case .loop(.set(let set), let least, let most, let mode):
            program.append(.run(set, least: least, most: most, mode: mode))
        case .loop(let body, let least, let most, .possessive):
            try append(.atomic(.loop(body, least: least, most: most, mode: .greedy)))
        case .loop(let body, let least, let most, let mode):
            try appendLoop(body, least, most, lazy: mode == .lazy)
        case .look(let body, let negative):
            try appendApart(body) { .look(negative: negative, next: $0) }
        case .atomic(let body): try appendApart(body) { .atomic(next: $0) }
        case .lookBehind(let set, let negative):
            program.append(.lookBehind(set, negative: negative))
        case .anchor(let anchor): program.append(.anchor(anchor))
        }
    }

    private mutating func appendChoice(_ branches: ArraySlice<RegexNode>) throws(TokenizerError) {
        var exits: [Int] = []
        for (index, branch) in branches.enumerated() {
            let isLast = index + 1 == branches.count
            let split = program.count
            if !isLast { program.append(.split(split + 1, 0)) }
            try append(branch)
            if isLast { break }
            exits.append(program.count)
            program.append(.jump(0))
            program[split] = .split(split + 1, program.count)
        }
        for exit in exits { program[exit] = .jump(program.count) }
    }

    private mutating func appendLoop(
        _ body: RegexNode, _ least: Int, _ most: Int, lazy: Bool
    ) throws(TokenizerError) {
        for _ in 0..<least { try append(body) }
        if most == .max {
            let split = program.count
            program.append(.split(0, 0))
            try append(body)
            program.append(.jump(split))
            program[split] = Self.split(split + 1, program.count, lazy)
        } else {
            var splits: [Int] = []
            for _ in least..<most {
                splits.append(program.count)
                program.append(.split(0, 0))
                try append(body)
            }
            for split in splits { program[split] = Self.split(split + 1, program.count, lazy) }
        }
    }

    private static func split(_ body: Int, _ exit: Int, _ lazy: Bool) -> RegexInstruction {
        lazy ? .split(exit, body) : .split(body, exit)
    }

    private mutating func appendApart(
        _ body: RegexNode, _ instruction: (Int) -> RegexInstruction
    ) throws(TokenizerError) {
        let place = program.count
        program.append(.jump(0))
        try append(body)
        program.append(.match)
        program[place] = instruction(program.count)
    }
}

/// Backtracking with an explicit stack; scratch for one worker.
///
/// No (step, place) of a `split` is tried twice in one match, so that loops in loops cannot take
/// exponential time.
struct RegexMatcher {
    private enum Frame {
        /// Go on at a step and a place.
        case retry(step: Int, at: Int)
        /// A greedy run may give characters back: any end from `least` to `at`.
        case shorter(step: Int, least: Int, at: Int)
        /// A lazy run may take one more, `left` times.
        case longer(step: Int, at: Int, left: Int)
    }

    private var frames: [Frame] = []
    private var tried: Set<UInt64> = []

    init() {}

    /// The end of the match that begins at `start`.
    mutating func match(_ program: [RegexInstruction], _ text: PretokenText, _ start: Int) -> Int? {
        tried.removeAll(keepingCapacity: true)
        return run(program, text, step: 0, at: start)
    }

    private mutating func run(
        _ program: [RegexInstruction], _ text: PretokenText, step first: Int, at start: Int
    ) -> Int? {
        let floor = frames.count
        defer { frames.removeLast(frames.count - floor) }
        var step = first
        var at = start
        while true {
            if case .match = program[step] { return at }
            if let (nextStep, nextAt) = advance(program, text, step, at) {
                (step, at) = (nextStep, nextAt)
            } else {
                guard let back = backtrack(program, text, floor) else { return nil }
                (step, at) = back
            }
        }
    }

    /// One step; nil when it fails.
    private mutating func advance(
        _ program: [RegexInstruction], _ text: PretokenText, _ step: Int, _ at: Int
    ) -> (step: Int, at: Int)? {
        switch program[step] {
        case .match: return (step, at)
        case .jump(let place): return (place, at)
        case .run(let set, let least, let most, let mode):
            return takeRun(set, least, most, mode, text, step, at).map { (step + 1, $0) }
        case .split(let one, let other):
            if !tried.insert(UInt64(step) << 40 | UInt64(at)).inserted { return nil }
            frames.append(.retry(step: other, at: at))
            return (one, at)
        case .look(let negative, let next):
            let found = apart { $0.run(program, text, step: step + 1, at: at) } != nil
            return found == negative ? nil : (next, at)
        case .atomic(let next):
            return apart { $0.run(program, text, step: step + 1, at: at) }.map { (next, $0) }
        case .lookBehind(let set, let negative):
            let found = at > 0 && set.contains(scalarBefore(at, text))
            return found == negative ? nil : (step + 1, at)
        case .anchor(let anchor): return holds(anchor, at, text) ? (step + 1, at) : nil
        }
    }

    /// What is tried inside a group of its own says nothing about what follows it.
    private mutating func apart(_ body: (inout RegexMatcher) -> Int?) -> Int? {
        var outer: Set<UInt64> = []
        swap(&outer, &tried)
        defer { swap(&outer, &tried) }
        return body(&self)
    }

    private mutating func takeRun(
        _ set: ScalarSet, _ least: Int, _ most: Int, _ mode: RegexNode.Mode, _ text: PretokenText,
        _ step: Int, _ start: Int
    ) -> Int? {
        var at = start
        var taken = 0
        while taken < least {
            guard let width = width(of: set, at, text) else { return nil }
            at &+= width
            taken &+= 1
        }
        if mode == .lazy {
            if most > least { frames.append(.longer(step: step, at: at, left: most - least)) }
            return at
        }
        let enough = at
        while taken < most, let width = width(of: set, at, text) {
            at &+= width
            taken &+= 1
        }
        if mode == .greedy && at > enough {
            frames.append(.shorter(step: step &+ 1, least: enough, at: at))
        }
        return at
    }

    private mutating func backtrack(
        _ program: [RegexInstruction], _ text: PretokenText, _ floor: Int
    ) -> (step: Int, at: Int)? {
        while frames.count > floor {
            switch frames.removeLast() {
            case .retry(let step, let at):
                return (step, at)
            case .shorter(let step, let least, let at):
                let shorter = at - widthBefore(at, text)
                if shorter > least {
                    frames.append(.shorter(step: step, least: least, at: shorter))
                }
                return (step, shorter)
            case .longer(let step, let at, let left):
                guard case .run(let set, _, _, _) = program[step],
                    let width = width(of: set, at, text)
                else { continue }
                if left > 1 { frames.append(.longer(step: step, at: at + width, left: left - 1)) }
                return (step + 1, at + width)
            }
        }
        return nil
    }

    @inline(__always)
    private func width(of set: ScalarSet, _ at: Int, _ text: PretokenText) -> Int? {
        guard at < text.count else { return nil }
        let (scalar, width) = text.scalar(at)
        return set.contains(scalar) ? width : nil
    }

    /// The width of the character that ends at `at`.
    private func widthBefore(_ at: Int, _ text: PretokenText) -> Int {
        for width in stride(from: min(4, at), to: 1, by: -1)
        where text.scalar(at - width, end: at).width == width && text[at - width] >= 0xC2 {
            return width
        }
        return 1
    }

    private func scalarBefore(_ at: Int, _ text: PretokenText) -> UInt32 {
        text.scalar(at - widthBefore(at, text), end: at).scalar
    }

    private func holds(_ anchor: RegexNode.Anchor, _ at: Int, _ text: PretokenText) -> Bool {
        switch anchor {
        case .start: return at == 0
        case .end: return at == text.count
        case .lineStart: return at == 0 || text[at - 1] == 10
        case .lineEnd: return at == text.count || text[at] == 10
        case .word, .notWord:
            let before = at > 0 && ScalarSet.word.contains(scalarBefore(at, text))
            let after = at < text.count && ScalarSet.word.contains(text.scalar(at).scalar)
            return (before != after) == (anchor == .word)
        }
    }
}

extension PretokenText {
    /// The scalar at `at` and its width; U+FFFD and 1 where no valid UTF-8 begins.
    @inline(__always)
    func scalar(_ at: Int) -> (scalar: UInt32, width: Int) { scalar(at, end: count) }

    @inline(__always)
    func scalar(_ at: Int, end: Int) -> (scalar: UInt32, width: Int) {
        let (scalar, width) = decodedScalar(base + at, left: end &- at)
        return (scalar < 0x110000 ? scalar : 0xFFFD, width)
    }
}
