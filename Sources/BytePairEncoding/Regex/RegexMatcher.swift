// Runs a compiled regular expression on a text.
import ByteKernels

/// Backtracking with an explicit stack; scratch for one worker.
///
/// What a step can't match at a place it can't match there for any start, so what failed is
/// remembered for a whole walk through a text: loops in loops take no exponential time, and runs that
/// end in the wrong way no quadratic time. An expression that repeats what may be empty is looked at
/// anew for each start, since there a failure may only mean that a loop came back to where it was.
struct RegexMatcher {
    private enum Frame {
        /// Go on at a step and a place.
        case retry(step: Int, at: Int)
        /// A greedy run may give characters back: any end from `least` to `at`.
        case shorter(step: Int, least: Int, at: Int)
        /// A lazy run that could end from `least` on may take one more, `left` times.
        case longer(step: Int, least: Int, at: Int, left: Int)
        /// Reached when neither branch of a split led to a match.
        case failedSplit(step: Int, at: Int)
        /// Reached when no end of a run led to a match.
        case failedRun(step: Int, ends: ClosedRange<Int>)
    }

    /// What a walk knows of a run without an upper bound.
    private struct Run {
        var walk = 0
        /// From any place in it the set's characters go on to its end.
        var extent = 0...0
        /// No end in it leads to a match.
        var failed: ClosedRange<Int>?
    }

    private var frames: [Frame] = []
    private var failed = FailedSplits()
    private var runs: [Run] = []
    /// Without memory: the splits that were tried in this match.
    private var tried: Set<UInt64> = []
    private var walk = 0
    private var remembers = false

    init() {}

    /// Forgets what it knew of another text or expression of `steps` steps.
    mutating func begin(steps: Int, remembering: Bool) {
        remembers = remembering
        walk &+= 1
        failed.forget()
        while runs.count < steps { runs.append(Run()) }
    }

    /// The end of the match that begins at `start`.
    mutating func match(_ program: [RegexInstruction], _ text: PretokenText, _ start: Int) -> Int? {
        if !remembers { tried.removeAll(keepingCapacity: true) }
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
            if !enter(split: step, at) { return nil }
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

    /// Whether a split is worth a try.
    private mutating func enter(split step: Int, _ at: Int) -> Bool {
        if !remembers { return tried.insert(FailedSplits.key(step, at)).inserted }
        if failed.contains(step, at) { return false }
        frames.append(.failedSplit(step: step, at: at))
        return true
    }

    /// What is tried inside a group of its own says nothing about what follows it.
    private mutating func apart(_ body: (inout RegexMatcher) -> Int?) -> Int? {
        if remembers { return body(&self) }
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
        let isEndless = most == .max && remembers
        if isEndless && runs[step].walk != walk { runs[step] = Run(walk: walk, extent: at...at) }
        if mode == .lazy { return takeLazily(step, at, left: most - least, isEndless) }
        let enough = at
        if isEndless {
            at = extent(of: set, step, at, text)
        } else {
            while taken < most, let width = width(of: set, at, text) {
                at &+= width
                taken &+= 1
            }
        }
        return mode == .greedy && at > enough
            ? takeGreedily(step, enough...at, text, isEndless) : at
    }

    private mutating func takeLazily(_ step: Int, _ at: Int, left: Int, _ isEndless: Bool) -> Int? {
        if isEndless, runs[step].failed?.contains(at) == true { return nil }
        if left > 0 { frames.append(.longer(step: step, least: at, at: at, left: left)) }
        return at
    }

    /// The longest end of a greedy run that isn't known to fail.
    private mutating func takeGreedily(
        _ step: Int, _ ends: ClosedRange<Int>, _ text: PretokenText, _ isEndless: Bool
    ) -> Int? {
        var at = ends.upperBound
        if isEndless {
            if let failed = runs[step].failed, failed.contains(at) {
                if failed.contains(ends.lowerBound) { return nil }
                at = failed.lowerBound - widthBefore(failed.lowerBound, text)
            }
            frames.append(.failedRun(step: step, ends: ends))
        }
        if at > ends.lowerBound {
            frames.append(.shorter(step: step &+ 1, least: ends.lowerBound, at: at))
        }
        return at
    }

    private mutating func note(failedRun step: Int, _ ends: ClosedRange<Int>) {
        guard let known = runs[step].failed, known.contains(ends.upperBound) else {
            runs[step].failed = ends
            return
        }
        runs[step].failed = min(known.lowerBound, ends.lowerBound)...known.upperBound
    }

    /// Where the set's characters end that begin at `at`.
    private mutating func extent(
        of set: ScalarSet, _ step: Int, _ start: Int, _ text: PretokenText
    ) -> Int {
        let known = runs[step].extent
        if known.contains(start) && known.upperBound > start { return known.upperBound }
        var at = start
        while let width = width(of: set, at, text) {
            at &+= width
            if at == known.lowerBound { at = known.upperBound }
        }
        runs[step].extent = start...at
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
            case .longer(let step, let least, let at, let left):
                guard case .run(let set, _, let most, _) = program[step],
                    let width = width(of: set, at, text)
                else {
                    if remembers { runs[step].failed = least...at }
                    continue
                }
                let next = at + width
                if most == .max || left > 1 {
                    frames.append(.longer(step: step, least: least, at: next, left: left - 1))
                }
                return (step + 1, next)
            case .failedSplit(let step, let at): failed.note(step, at)
            case .failedRun(let step, let ends): note(failedRun: step, ends)
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
