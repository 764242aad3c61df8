// Splits in a row, each within the pieces before.
import ByteKernels

/// Scratch for splitting one text after another.
struct PieceSplitter {
    private(set) var pieces: [Range<Int>] = []
    /// What steps that change text made of it; ``pieces`` are stretches of this when any did.
    private(set) var changed: [UInt8] = []
    private var previous: [Range<Int>] = []
    private var matcher = RegexMatcher()
    private var parts: [(range: Range<Int>, isMatch: Bool)] = []
    private let ends = PretokenEnds()

    /// Leaves the pretokens of a text, none of them empty, in ``pieces``.
    mutating func split(_ text: PretokenText, by preTokenizer: PreTokenizer) {
        pieces.removeAll(keepingCapacity: true)
        if text.count > 0 { pieces.append(0..<text.count) }
        changed.removeAll(keepingCapacity: true)
        var isChanged = false
        for step in preTokenizer.steps {
            isChanged = apply(step, to: text, isChanged) || isChanged
        }
    }

    /// Gives the pretokens of a text and what they are stretches of.
    mutating func withPieces(
        of text: PretokenText, by preTokenizer: PreTokenizer,
        _ body: (PretokenText, [Range<Int>]) -> Void
    ) {
        split(text, by: preTokenizer)
        if !preTokenizer.changesText { return body(text, pieces) }
        changed.withPretokenText { body($0, pieces) }
    }

    /// One step on all pieces; whether it changed the text.
    private mutating func apply(
        _ step: SplitStep, to text: PretokenText, _ isChanged: Bool
    ) -> Bool {
        switch step {
        case .byteLevel(let prefixesSpace, let usesRegex):
            if prefixesSpace {
                change(text, isChanged) { piece, output in
                    if piece[0] != 32 { output.append(32) }
                    output.append(contentsOf: piece.buffer)
                }
            }
            if usesRegex { _ = apply(.pattern(.gpt2), to: text, isChanged || prefixesSpace) }
            change(text, isChanged || prefixesSpace) { piece, output in
                for byte in piece.buffer { output.append(contentsOf: ByteAlphabet.spelled(byte)) }
            }
            return true
        case .metaspace(let mark, let prefixes, let splits):
            change(text, isChanged) { Self.mark($0, mark, prefixes, &$1) }
            if splits {
                _ = apply(.literal(mark, .mergedWithNext, inverted: false), to: text, true)
            }
            return true
        default:
            swap(&pieces, &previous)
            pieces.removeAll(keepingCapacity: true)
            if isChanged {
                let bytes = changed
                bytes.withPretokenText { for piece in previous { apply(step, to: piece, of: $0) } }
            } else {
                for piece in previous { apply(step, to: piece, of: text) }
            }
            return false
        }
    }

    /// Makes something else of each piece.
    private mutating func change(
        _ text: PretokenText, _ isChanged: Bool, _ body: (PretokenText, inout [UInt8]) -> Void
    ) {
        var output: [UInt8] = []
        func run(_ source: PretokenText) {
            for index in pieces.indices {
                let start = output.count
                let piece = pieces[index]
                body(
                    PretokenText(base: source.base + piece.lowerBound, count: piece.count), &output)
                pieces[index] = start..<output.count
            }
        }
        if isChanged { changed.withPretokenText(run) } else { run(text) }
        changed = output
    }

    private static func mark(
        _ piece: PretokenText, _ mark: [UInt8], _ prefixes: Bool, _ output: inout [UInt8]
    ) {
        let startsWithMark = piece[0] == 32 || piece.buffer.starts(with: mark)
        if prefixes && !startsWithMark { output += mark }
        for byte in piece.buffer {
            if byte == 32 { output += mark } else { output.append(byte) }
        }
    }

    private mutating func apply(_ step: SplitStep, to piece: Range<Int>, of text: PretokenText) {
        let inner = PretokenText(base: text.base + piece.lowerBound, count: piece.count)
        switch step {
        case .pattern(let pattern): scan(pattern, inner, from: piece.lowerBound)
        case .regex(let regex, let behavior, let inverted):
            collect(inner, inverted, regex)
            join(behavior, from: piece.lowerBound)
        case .literal(let literal, let behavior, let inverted):
            collect(inner, inverted) { at, _ in inner.firstMatch(of: literal, from: at) }
            join(behavior, from: piece.lowerBound)
        case .classes(let split): apply(split, to: piece, of: text)
        case .fixedLength(let count): cut(inner, every: count, from: piece.lowerBound)
        case .byteLevel, .metaspace: break
        }
    }

    private mutating func apply(
        _ split: CharacterSplit, to piece: Range<Int>, of text: PretokenText
    ) {
        let first = pieces.count
        pieces.append(piece)
        for (regex, behavior, inverted) in split.steps {
            let whole = Array(pieces[first...])
            pieces.removeLast(pieces.count - first)
            for piece in whole {
                let inner = PretokenText(base: text.base + piece.lowerBound, count: piece.count)
                collect(inner, inverted, regex)
                join(behavior, from: piece.lowerBound)
            }
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

    private mutating func cut(_ text: PretokenText, every count: Int, from origin: Int) {
        var at = 0
        while at < text.count {
            let start = at
            for _ in 0..<count where at < text.count { at += text.character(at).width }
            pieces.append(origin + start..<origin + at)
        }
    }

    private mutating func collect(_ text: PretokenText, _ inverted: Bool, _ regex: SplitRegex) {
        var walk = MatchWalk()
        collect(text, inverted) { _, matcher in regex.nextMatch(in: text, &walk, &matcher) }
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

    /// Empty parts have a say in what joins; what stays empty is no piece.
    private mutating func join(_ behavior: SplitBehavior, from origin: Int) {
        let first = pieces.count
        if behavior == .mergedWithNext { return joinWithNext(from: origin) }
        var wasMatch = false
        for part in parts {
            let range = origin + part.range.lowerBound..<origin + part.range.upperBound
            let joins: Bool
            switch behavior {
            case .removed:
                if !part.isMatch { pieces.append(range) }
                continue
            case .isolated, .mergedWithNext: joins = false
            case .mergedWithPrevious: joins = part.isMatch && !wasMatch
            case .contiguous: joins = part.isMatch == wasMatch
            }
            if joins && pieces.count > first {
                pieces[pieces.count - 1] = pieces[pieces.count - 1].lowerBound..<range.upperBound
            } else {
                pieces.append(range)
            }
            wasMatch = part.isMatch
        }
        dropEmpty(from: first)
    }

    /// From the end, each match joins what follows unless that is a match, too.
    private mutating func joinWithNext(from origin: Int) {
        let first = pieces.count
        var wasMatch = false
        for part in parts.reversed() {
            let range = origin + part.range.lowerBound..<origin + part.range.upperBound
            if part.isMatch && !wasMatch && pieces.count > first {
                pieces[pieces.count - 1] = range.lowerBound..<pieces[pieces.count - 1].upperBound
            } else {
                pieces.append(range)
            }
            wasMatch = part.isMatch
        }
        pieces[first...].reverse()
        dropEmpty(from: first)
    }

    private mutating func dropEmpty(from first: Int) {
        var kept = first
        for index in first..<pieces.count where !pieces[index].isEmpty {
            pieces[kept] = pieces[index]
            kept += 1
        }
        pieces.removeLast(pieces.count - kept)
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
