// Runs a compiled regular expression on a text.
import ByteKernels

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
        case .border(let word, let negative):
            return isBorder(of: word, at, text) != negative ? (step + 1, at) : nil
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

    private func isBorder(of word: ScalarSet, _ at: Int, _ text: PretokenText) -> Bool {
        let before = at > 0 && word.contains(scalarBefore(at, text))
        let after = at < text.count && word.contains(text.scalar(at).scalar)
        return before != after
    }

    private func holds(_ anchor: RegexNode.Anchor, _ at: Int, _ text: PretokenText) -> Bool {
        switch anchor {
        case .start: return at == 0
        case .end: return at == text.count
        // No line begins after the line feed that ends a text.
        case .lineStart: return at == 0 || (at < text.count && text[at - 1] == 10)
        case .lineEnd: return at == text.count || text[at] == 10
        case .word, .notWord: return false
        }
    }
}
