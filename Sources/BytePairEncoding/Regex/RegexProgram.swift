// Regular expressions compiled to steps.
import ByteKernels

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
    /// At a border of words of a set, or not.
    case border(ScalarSet, negative: Bool)
}

/// Turns a tree into a list of steps.
struct RegexCompiler {
    private static let sizeLimit = 20_000
    /// What `\\b` goes by.
    let word: ScalarSet
    var program: [RegexInstruction] = []

    init(word: ScalarSet) { self.word = word }

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
        case .anchor(.word): program.append(.border(word, negative: false))
        case .anchor(.notWord): program.append(.border(word, negative: true))
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
