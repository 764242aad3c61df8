// A deterministic automaton that is made while it is used, and forgotten when it grows too large.

/// The states of a search that one worker has met so far.
///
/// A state is a set of steps and what came before. Each character is looked at once; where a
/// transition is not known yet it costs at most as many steps as the pattern has. Memory is
/// bounded: when there are too many states, all are forgotten.
public final class RegexCache {
    /// Transitions that are kept at most, 4 bytes each.
    private static let transitionLimit = 1 << 20
    /// Steps of all states that are kept at most, 4 bytes each.
    private static let stepLimit = 1 << 22
    /// In a transition: a match ended before the character.
    private static let matched: Int32 = 1 << 30
    private static let unknown: Int32 = -1

    private struct State: Hashable {
        let steps: [Int32]
        let before: ScalarClasses.Neighbour
    }

    private let regex: LinearRegex
    private let width: Int
    private var numbers: [State: Int32] = [:]
    private var states: [State] = []
    /// The starting states' numbers by what came before; -1 where not made yet.
    private var starts = noStarts
    private static let noStarts: [Int32] = [-1, -1, -1, -1]
    private var storedSteps = 0
    private var transitions: [Int32] = []
    private var seen: [Int]
    private var round = 0
    private var pending: [Int] = []

    init(_ regex: LinearRegex) {
        self.regex = regex
        width = regex.classes.count + 1
        seen = Array(repeating: 0, count: regex.program.count)
    }

    func count(in text: UnsafeBufferPointer<UInt8>, limit: Int) -> Int {
        guard let base = text.baseAddress, limit > 0 else { return 0 }
        var (found, at) = (0, 0)
        var state = start(after: .edge)
        while at < text.count {
            let (scalar, length) = decodedScalar(base + at, left: text.count &- at)
            let kind = regex.classes.of(scalar < 0x110000 ? scalar : 0xFFFD)
            var next = transition(state, kind)
            if next & Self.matched != 0 {
                found &+= 1
                if found == limit { return found }
                state = start(after: states[Int(state)].before)
                next = transition(state, kind)
            }
            state = next
            at &+= length
        }
        return found + (transition(state, regex.classes.count) & Self.matched != 0 ? 1 : 0)
    }

    @inline(__always)
    private func transition(_ state: Int32, _ kind: Int) -> Int32 {
        let known = transitions[Int(state) &* width &+ kind]
        return known != Self.unknown ? known : makeTransition(state, kind)
    }

    /// The state in which nothing of a match has been seen.
    private func start(after before: ScalarClasses.Neighbour) -> Int32 {
        let known = starts[Int(before.rawValue)]
        if known >= 0 { return known }
        let made = number(State(steps: [0], before: before))
        starts[Int(before.rawValue)] = made
        return made
    }

    private func number(_ state: State) -> Int32 {
        if let known = numbers[state] { return known }
        let number = Int32(states.count)
        numbers[state] = number
        states.append(state)
        storedSteps += state.steps.count
        transitions.append(contentsOf: repeatElement(Self.unknown, count: width))
        return number
    }

    private func makeTransition(_ number: Int32, _ kind: Int) -> Int32 {
        let state = states[Int(number)]
        let (steps, isMatch) = advance(state, kind)
        if isMatch { return remember(Self.matched, from: number, kind) }
        let target = State(steps: steps, before: regex.classes.neighbours[kind])
        let isFull =
            transitions.count >= Self.transitionLimit || storedSteps >= Self.stepLimit
        if isFull && numbers[target] == nil {
            forget()
            return self.number(target)
        }
        return remember(self.number(target), from: number, kind)
    }

    private func remember(_ target: Int32, from number: Int32, _ kind: Int) -> Int32 {
        transitions[Int(number) * width + kind] = target
        return target
    }

    private func forget() {
        numbers.removeAll(keepingCapacity: true)
        states.removeAll(keepingCapacity: true)
        transitions.removeAll(keepingCapacity: true)
        starts = Self.noStarts
        storedSteps = 0
    }

    /// Follows a state's steps up to the characters that they take, and over one of a class. A
    /// match may begin at every character, so the first step is always among the next ones.
    private func advance(_ state: State, _ kind: Int) -> (steps: [Int32], isMatch: Bool) {
        let (before, after) = (state.before, regex.classes.neighbours[kind])
        round += 1
        pending = state.steps.map(Int.init)
        var next: [Int32] = [0]
        while let step = pending.popLast() {
            guard seen[step] != round else { continue }
            seen[step] = round
            switch regex.program[step] {
            case .match: return ([], true)
            case .jump(let place): pending.append(place)
            case .split(let one, let other): pending += [one, other]
            case .anchor(let anchor):
                if Self.holds(anchor, before, after) { pending.append(step + 1) }
            case .take(let set):
                if kind < regex.classes.count && regex.classes.members[set][kind] {
                    next.append(Int32(step + 1))
                }
            }
        }
        return (Array(Set(next)).sorted(), false)
    }

    private static func holds(
        _ anchor: RegexNode.Anchor, _ before: ScalarClasses.Neighbour,
        _ after: ScalarClasses.Neighbour
    ) -> Bool {
        switch anchor {
        case .start: before == .edge
        case .end: after == .edge
        case .lineStart: before == .edge || before == .lineFeed
        case .lineEnd: after == .edge || after == .lineFeed
        case .word: (before == .word) != (after == .word)
        case .notWord: (before == .word) == (after == .word)
        }
    }
}
