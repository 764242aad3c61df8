// The linear search against a matcher that tries every start and every way to go on.
import ByteKernels
import TestSupport
import Testing

/// An expression over `a`, `b`, `c`, spaces and line feeds.
private indirect enum Expression {
    case set(pattern: String, holds: [UInt8])
    case wordBorder
    case lineStart
    case sequence([Expression])
    case choice([Expression])
    case loop(Expression, least: Int, most: Int?)

    static let alphabet = Array("abc \n".utf8)

    static func random(_ depth: Int, _ random: inout SeededGenerator) -> Expression {
        let kind = depth == 0 ? 0 : Int.random(in: 0..<6, using: &random)
        func parts(_ count: ClosedRange<Int>) -> [Expression] {
            (0..<Int.random(in: count, using: &random)).map { _ in
                Expression.random(depth - 1, &random)
            }
        }
        switch kind {
        case 1, 2: return .sequence(parts(1...4))
        case 3: return .choice(parts(2...3))
        case 4:
            let least = Int.random(in: 0...2, using: &random)
            let most = [nil, least + 1, max(1, least)].randomElement(using: &random) ?? nil
            return .loop(Expression.random(depth - 1, &random), least: least, most: most)
        case 5 where Int.random(in: 0..<4, using: &random) == 0:
            return Bool.random(using: &random) ? .wordBorder : .lineStart
        default: return leaf(&random)
        }
    }

    private static func leaf(_ random: inout SeededGenerator) -> Expression {
        let leaves: [(String, String)] = [
            ("a", "a"), ("b", "b"), ("c", "c"), (" ", " "), ("[ab]", "ab"), ("[^a]", "bc \n"),
            (".", "abc "), (#"\w"#, "abc"), (#"\s"#, " \n"),
        ]
        let (pattern, holds) = leaves.randomElement(using: &random) ?? ("a", "a")
        return .set(pattern: pattern, holds: Array(holds.utf8))
    }

    var pattern: String {
        switch self {
        case .set(let pattern, _): pattern
        case .wordBorder: #"\b"#
        case .lineStart: "^"
        case .sequence(let parts): "(?:" + parts.map(\.pattern).joined() + ")"
        case .choice(let parts): "(?:" + parts.map(\.pattern).joined(separator: "|") + ")"
        case .loop(let body, let least, let most):
            "(?:\(body.pattern)){\(least),\(most.map(String.init) ?? "")}"
        }
    }

    /// Every place where a match from `start` can end.
    func ends(_ text: [UInt8], from start: Int) -> Set<Int> {
        switch self {
        case .set(_, let holds):
            return start < text.count && holds.contains(text[start]) ? [start + 1] : []
        case .wordBorder:
            let isWord = { (place: Int) in
                text.indices.contains(place) && Array("abc".utf8).contains(text[place])
            }
            return isWord(start - 1) != isWord(start) ? [start] : []
        case .lineStart: return start == 0 || text[start - 1] == 10 ? [start] : []
        case .sequence(let parts):
            return parts.reduce([start]) { places, part in
                places.reduce(into: []) { $0.formUnion(part.ends(text, from: $1)) }
            }
        case .choice(let parts):
            return parts.reduce(into: []) { $0.formUnion($1.ends(text, from: start)) }
        case .loop(let body, let least, let most):
            return Self.loopEnds(body, least, most, text, start)
        }
    }

    private static func loopEnds(
        _ body: Expression, _ least: Int, _ most: Int?, _ text: [UInt8], _ start: Int
    ) -> Set<Int> {
        var found: Set<Int> = least == 0 ? [start] : []
        var places: Set<Int> = [start]
        // No loop over so short a text comes to a new place after so many rounds.
        for round in 1...(most ?? least + text.count + 1) {
            places = places.reduce(into: []) { $0.formUnion(body.ends(text, from: $1)) }
            if round >= least { found.formUnion(places) }
        }
        return found
    }

    /// Matches from left to right, each ended as early as it can be.
    func count(_ text: [UInt8]) -> Int {
        var (count, position) = (0, 0)
        while let end = (position..<max(position, text.count)).flatMap({
            ends(text, from: $0)
        }).min() {
            count += 1
            position = end
        }
        return count
    }
}

@Test(arguments: 1...30)
func `random expressions match as often as trying everything does`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var checked = 0
    while checked < 40 {
        let expression = Expression.random(3, &random)
        // What can match the empty text is refused.
        guard let regex = try? LinearRegex(expression.pattern) else { continue }
        let cache = regex.makeCache()
        for length in [0, 1, 2, 5, 9, 14] {
            let text = (0..<length).map { _ in
                Expression.alphabet.randomElement(using: &random) ?? 10
            }
            let found = regex.count(in: text.span, using: cache)
            #expect(
                found == expression.count(text),
                "\(expression.pattern) in \(String(decoding: text, as: UTF8.self).debugDescription)"
            )
        }
        checked += 1
    }
}
