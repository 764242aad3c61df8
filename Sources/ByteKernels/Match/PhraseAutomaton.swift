// Finds many phrases in one pass over a text (Aho and Corasick 1975).

/// An automaton over byte strings. Built once, read by all workers.
///
/// Every step is one table look-up: bytes are first mapped to the few classes that the phrases
/// tell apart, and failure links are folded into the transition table.
public final class PhraseAutomaton: @unchecked Sendable {
    private let classes: UnsafeMutablePointer<UInt16>
    private let moves: UnsafeMutablePointer<UInt32>
    private let classCount: Int
    /// By state: the phrase that ends there, and the next shorter state where one ends; -1 for none.
    private let phrase: [Int32]
    private let shorter: [Int32]
    private static let outputBit: UInt32 = 1 << 31

    /// - Parameter phrases: may repeat, of which the last one counts; empty ones never match.
    public init(_ phrases: [[UInt8]]) {
        let trie = PhraseTrie(phrases)
        classCount = trie.classCount
        classes = .allocate(capacity: 256)
        classes.initialize(from: trie.classes, count: 256)
        phrase = trie.phrase
        let (table, shorter) = trie.automaton(outputBit: Self.outputBit)
        self.shorter = shorter
        moves = .allocate(capacity: table.count)
        moves.initialize(from: table, count: table.count)
    }

    deinit {
        classes.deallocate()
        moves.deallocate()
    }

    /// Calls `found` with each phrase's index and the place just past it, in order of that place;
    /// at one place the longest first.
    @inlinable
    public func forEachMatch(
        in text: UnsafeBufferPointer<UInt8>, _ found: (_ phrase: Int, _ end: Int) -> Void
    ) {
        guard let bytes = text.baseAddress else { return }
        var state: UInt32 = 0
        var position = 0
        while position < text.count {
            position = advance(bytes, from: position, to: text.count, &state)
            var output = firstOutput(state)
            while output >= 0 {
                found(phrase(at: output), position)
                output = nextOutput(output)
            }
        }
    }

    /// Steps until a state with an output or the end.
    @usableFromInline
    func advance(
        _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, _ state: inout UInt32
    ) -> Int {
        var current = Int(state & ~Self.outputBit)
        for position in start..<end {
            let next = moves[current &+ Int(classes[Int(bytes[position])])]
            if next & Self.outputBit != 0 {
                state = next
                return position &+ 1
            }
            current = Int(next)
        }
        state = UInt32(truncatingIfNeeded: current)
        return end
    }

    /// The state itself if a phrase ends there, else the next shorter one; -1 for none.
    @usableFromInline
    func firstOutput(_ state: UInt32) -> Int {
        guard state & Self.outputBit != 0 else { return -1 }
        let index = Int(state & ~Self.outputBit) / classCount
        return phrase[index] >= 0 ? index : Int(shorter[index])
    }

    @usableFromInline
    func nextOutput(_ index: Int) -> Int { Int(shorter[index]) }

    @usableFromInline
    func phrase(at index: Int) -> Int { Int(phrase[index]) }
}

/// The tree of all prefixes, before failure links are folded in.
private struct PhraseTrie {
    private(set) var classes = [UInt16](repeating: 0, count: 256)
    private(set) var classCount = 1
    private(set) var phrase: [Int32] = [-1]
    /// State by class; 0 where there is no such child.
    private var children: [UInt32] = []

    init(_ phrases: [[UInt8]]) {
        for byte in phrases.joined() where classes[Int(byte)] == 0 {
            classes[Int(byte)] = UInt16(classCount)
            classCount += 1
        }
        children = Array(repeating: 0, count: classCount)
        for (index, bytes) in phrases.enumerated() where !bytes.isEmpty {
            insert(bytes, index: Int32(index))
        }
    }

    private mutating func insert(_ bytes: [UInt8], index: Int32) {
        var state = 0
        for byte in bytes {
            let slot = state * classCount + Int(classes[Int(byte)])
            if children[slot] == 0 {
                children[slot] = UInt32(phrase.count)
                phrase.append(-1)
                children.append(contentsOf: repeatElement(0, count: classCount))
            }
            state = Int(children[slot])
        }
        phrase[state] = index
    }

    /// The transition table (states times `classCount`, marked where a phrase ends) and for each
    /// state the next shorter state where a phrase ends.
    func automaton(outputBit: UInt32) -> (moves: [UInt32], shorter: [Int32]) {
        var moves = children
        var fallback = [Int](repeating: 0, count: phrase.count)
        var shorter = [Int32](repeating: -1, count: phrase.count)
        var queue = [0]
        var next = 0
        while next < queue.count {
            let state = queue[next]
            next += 1
            for symbol in 0..<classCount {
                let slot = state * classCount + symbol
                let child = Int(children[slot])
                let shorterTarget =
                    state == 0 ? 0 : Int(moves[fallback[state] * classCount + symbol])
                guard child != 0 else {
                    moves[slot] = UInt32(shorterTarget)
                    continue
                }
                fallback[child] = shorterTarget
                shorter[child] =
                    phrase[shorterTarget] >= 0 ? Int32(shorterTarget) : shorter[shorterTarget]
                queue.append(child)
            }
        }
        let marked = moves.map { state in
            let target = Int(state)
            let hasOutput = phrase[target] >= 0 || shorter[target] >= 0
            return UInt32(target * classCount) | (hasOutput ? outputBit : 0)
        }
        return (marked, shorter)
    }
}
