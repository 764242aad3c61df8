// Finds added tokens in text: one Aho-Corasick pass, the leftmost first, the longest of those.
import ByteKernels

/// What an automaton over the texts of added tokens does at each byte.
private struct AddedTokenMoves {
    /// Bytes that no token has share column 0.
    private(set) var columns = [UInt8](repeating: 0, count: 256)
    private(set) var width = 1
    /// By state and column, the next state.
    private(set) var moves: [Int32] = []
    private(set) var depths: [Int32] = []
    /// By state, the longest token that ends there, or -1.
    private(set) var found: [Int32] = []
    private(set) var mayBegin = [Bool](repeating: false, count: 256)

    init(_ tokens: [AddedToken]) {
        for token in tokens {
            mayBegin[Int(token.text[0])] = true
            for byte in token.text where columns[Int(byte)] == 0 && width < 256 {
                columns[Int(byte)] = UInt8(width)
                width += 1
            }
        }
        addState(depth: 0)
        for index in tokens.indices { insert(tokens[index].text, index) }
        link()
    }

    private mutating func addState(depth: Int32) {
        moves.append(contentsOf: repeatElement(-1, count: width))
        depths.append(depth)
        found.append(-1)
    }

    private mutating func insert(_ text: [UInt8], _ index: Int) {
        var state = 0
        for byte in text {
            let move = state * width + Int(columns[Int(byte)])
            if moves[move] < 0 {
                moves[move] = Int32(depths.count)
                addState(depth: depths[state] + 1)
            }
            state = Int(moves[move])
        }
        if found[state] < 0 { found[state] = Int32(index) }
    }

    /// Fills in where to go when no token goes on, breadth first.
    private mutating func link() {
        var queue: [Int] = []
        var fail = [Int](repeating: 0, count: depths.count)
        for column in 0..<width {
            if moves[column] > 0 { queue.append(Int(moves[column])) } else { moves[column] = 0 }
        }
        var next = 0
        while next < queue.count {
            let state = queue[next]
            next += 1
            if found[state] < 0 { found[state] = found[fail[state]] }
            for column in 0..<width {
                let move = state * width + column
                let other = moves[fail[state] * width + column]
                if moves[move] < 0 {
                    moves[move] = other
                } else {
                    fail[Int(moves[move])] = Int(other)
                    queue.append(Int(moves[move]))
                }
            }
        }
    }
}

/// Finds added tokens; an object, which every text's encoding refers to without a copy.
final class AddedTokenFinder: Sendable {
    /// A found token.
    struct Match: Equatable {
        var token: Int
        var start: Int
        var end: Int
    }

    let tokens: [AddedToken]
    let isAllSpecial: Bool
    private let automaton: AddedTokenMoves
    /// The byte that all tokens begin with, where there is one.
    private let onlyFirst: UInt8?

    /// Tokens without text are left out.
    init(_ tokens: [AddedToken]) {
        self.tokens = tokens.filter { !$0.text.isEmpty }
        isAllSpecial = tokens.allSatisfy(\.isSpecial)
        let firsts = Set(self.tokens.map { $0.text[0] })
        onlyFirst = firsts.count == 1 ? firsts.first : nil
        automaton = AddedTokenMoves(self.tokens)
    }

    var isEmpty: Bool { tokens.isEmpty }

    /// The leftmost token that begins at or after `start`, the longest of those.
    func first(in text: PretokenText, from start: Int) -> Match? {
        var best: Match?
        var state = 0
        var at = start
        while at < text.count {
            if state == 0 {
                if let onlyFirst {
                    at &+= firstOffset(of: onlyFirst, in: text.base + at, text.count &- at)
                } else {
                    while at < text.count && !automaton.mayBegin[Int(text[at])] { at &+= 1 }
                }
                if at == text.count { break }
            }
            let column = Int(automaton.columns[Int(text[at])])
            state = Int(automaton.moves[state &* automaton.width &+ column])
            at &+= 1
            if let best, at &- Int(automaton.depths[state]) > best.start { return best }
            if automaton.found[state] >= 0 {
                let token = Int(automaton.found[state])
                let first = at &- tokens[token].text.count
                if best == nil || first <= best!.start {
                    best = Match(token: token, start: first, end: at)
                }
            }
        }
        return best
    }

    /// What a token that was found takes of the text, with the white space that goes with it; nil
    /// where it does not count. White space before `end`, where the one before ended, is taken.
    func taken(by match: Match, in text: PretokenText, after end: Int) -> Match? {
        let token = tokens[match.token]
        if token.isSingleWord && !standsAlone(match, text) { return nil }
        var match = match
        if token.stripsLeft { match.start = max(end, spacesStart(text, before: match.start)) }
        if token.stripsRight {
            match.end = text.run(of: ClassifiedCharacter.space, from: match.end)
        }
        return match
    }

    private func standsAlone(_ match: Match, _ text: PretokenText) -> Bool {
        let before = text.characterStart(before: match.start)
        let wordBefore = match.start > 0 && isWord(text, before)
        return !wordBefore && !(match.end < text.count && isWord(text, match.end))
    }

    private func isWord(_ text: PretokenText, _ at: Int) -> Bool {
        ScalarSet.rustWord.contains(text.scalar(at).scalar)
    }

    private func spacesStart(_ text: PretokenText, before end: Int) -> Int {
        var start = end
        while start > 0 {
            let before = text.characterStart(before: start)
            if !text.has(ClassifiedCharacter.space, at: before) { break }
            start = before
        }
        return start
    }
}
