// Reads regular expressions: those of tokenizer files, and those of pipeline files.

/// Why a regular expression can't be used.
public struct RegexError: Error, Hashable, Sendable {
    /// What is wrong with it, and where.
    public let reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// A regular expression as a tree.
package indirect enum RegexNode: Hashable, Sendable {
    case empty
    case set(ScalarSet)
    case sequence([RegexNode])
    case choice([RegexNode])
    case loop(RegexNode, least: Int, most: Int, mode: Mode)
    case look(RegexNode, negative: Bool)
    case lookBehind(ScalarSet, negative: Bool)
    case atomic(RegexNode)
    case anchor(Anchor)

    package enum Mode: Hashable, Sendable { case greedy, lazy, possessive }
    package enum Anchor: Hashable, Sendable { case start, end, lineStart, lineEnd, word, notWord }
}

/// Where the programs that read regular expressions differ.
package struct RegexDialect: Sendable {
    /// What `\w` means.
    package var word = ScalarSet.word
    /// What `\w` means between brackets.
    package var wordInBrackets = ScalarSet.word
    /// Whether `^` and `$` hold at every line.
    package var anchorsLines = true
    /// Whether only Oniguruma's reading counts: `{1,3}+` repeats what repeats, and what it reads in
    /// a way of its own is refused.
    package var isOniguruma = false

    package init() {}
}

/// A parser of the syntax that Oniguruma, fancy-regex and Python's regex share. What it does not
/// know is refused, never misread.
package struct RegexParser {
    private let pattern: [Unicode.Scalar]
    private var at = 0
    private var depth = 0
    private var anyCase = false
    private let dialect: RegexDialect

    private init(_ pattern: String, _ dialect: RegexDialect) {
        self.pattern = Array(pattern.unicodeScalars)
        self.dialect = dialect
    }

    package static func parse(
        _ pattern: String, as dialect: RegexDialect = RegexDialect()
    ) throws(RegexError) -> RegexNode {
        var parser = RegexParser(pattern, dialect)
        let node = try parser.choice()
        if parser.at < parser.pattern.count { throw parser.error("an unmatched )") }
        if dialect.isOniguruma && parser.anyCase && node.mayFold {
            throw parser.error("letters in any case that are one character, too")
        }
        return node
    }

    private func error(_ what: String) -> RegexError {
        RegexError("regular expression with \(what) at character \(at)")
    }

    private var next: Unicode.Scalar? { at < pattern.count ? pattern[at] : nil }

    private mutating func take(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard pattern[at...].starts(with: scalars) else { return false }
        at += scalars.count
        return true
    }

    private mutating func choice() throws(RegexError) -> RegexNode {
        depth += 1
        if depth > 50 { throw error("groups nested too deep") }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        depth -= 1
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(RegexError) -> RegexNode {
        var items: [RegexNode] = []
        while let next, next != "|", next != ")" {
            let atom = try atom()
            items.append(try quantified(atom))
        }
        return items.isEmpty ? .empty : items.count == 1 ? items[0] : .sequence(items)
    }

    private mutating func quantified(_ atom: RegexNode) throws(RegexError) -> RegexNode {
        var node = atom
        while let (least, most) = try bounds() {
            var mode = RegexNode.Mode.greedy
            let isInterval = at > 0 && pattern[at - 1] == "}"
            if dialect.isOniguruma && isInterval && least == most && next == "?" {
                throw error("a repetition with a question mark")
            }
            if take("?") {
                mode = .lazy
            } else if !(dialect.isOniguruma && isInterval), take("+") {
                mode = .possessive
            }
            if dialect.isOniguruma && most == .max && node.mayBeEmpty {
                throw error("a repetition of what may be empty")
            }
            node = .loop(node, least: least, most: most, mode: mode)
        }
        return node
    }

    private mutating func bounds() throws(RegexError) -> (least: Int, most: Int)? {
        if take("*") { return (0, .max) }
        if take("+") { return (1, .max) }
        if take("?") { return (0, 1) }
        guard next == "{" else { return nil }
        at += 1
        let least = number() ?? 0
        var most = least
        if take(",") { most = number() ?? .max }
        guard take("}"), least <= most, least <= 1000, most <= 1000 || most == .max else {
            throw error("a bad repetition")
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        let start = at
        while let next, ("0"..."9").contains(next), at - start < 6 { at += 1 }
        return Int(String(String.UnicodeScalarView(pattern[start..<at])))
    }

    private mutating func atom() throws(RegexError) -> RegexNode {
        guard let next else { throw error("an unexpected end") }
        at += 1
        switch next {
        case "(": return try group()
        case "[": return .set(try cased(try characterClass()))
        case "\\": return try escape()
        case ".": return .set(ScalarSet([10...10]).inverted)
        case "^": return .anchor(dialect.anchorsLines ? .lineStart : .start)
        case "$": return .anchor(dialect.anchorsLines ? .lineEnd : .end)
        case "*", "+", "?": throw error("nothing to repeat")
        default: return .set(try cased(ScalarSet([next.value...next.value])))
        }
    }

    private func cased(_ set: ScalarSet) throws(RegexError) -> ScalarSet {
        if !anyCase { return set }
        // Oniguruma folds one character to several, as ß to ss.
        if dialect.isOniguruma && set.ranges.contains(where: { $0.upperBound > 127 }) {
            throw error("characters beyond ASCII in any case")
        }
        return set.anyCase
    }

    /// After `(`.
    private mutating func group() throws(RegexError) -> RegexNode {
        let outer = anyCase
        if take("?<=") { return try behind(negative: false) }
        if take("?<!") { return try behind(negative: true) }
        var wrap: (RegexNode) -> RegexNode = { $0 }
        if take("?=") {
            wrap = { .look($0, negative: false) }
        } else if take("?!") {
            wrap = { .look($0, negative: true) }
        } else if take("?>") {
            wrap = { .atomic($0) }
        } else if take("?i)") {
            if dialect.isOniguruma && at > 4 { throw error("an option in the middle") }
            anyCase = true
            return .empty
        } else if take("?i:") {
            anyCase = true
        } else if take("?-i:") {
            anyCase = false
        } else if !take("?:"), next == "?" {
            throw error("an unknown kind of group")
        }
        let node = try choice()
        if !take(")") { throw error("an unclosed group") }
        if dialect.isOniguruma && anyCase && node.mayFold {
            throw error("letters in any case that are one character, too")
        }
        anyCase = outer
        return wrap(node)
    }

    private mutating func behind(negative: Bool) throws(RegexError) -> RegexNode {
        guard case .set(let set) = try choice(), take(")") else {
            throw error("a look-behind of other than one character")
        }
        return .lookBehind(set, negative: negative)
    }

    /// After a backslash, outside a class.
    private mutating func escape() throws(RegexError) -> RegexNode {
        switch next {
        case "A":
            at += 1
            return .anchor(.start)
        case "z":
            at += 1
            return .anchor(.end)
        case "b":
            at += 1
            return .anchor(.word)
        case "B":
            at += 1
            return .anchor(.notWord)
        default: return .set(try cased(try escapedSet()))
        }
    }

    /// After a backslash: a class or a character.
    private mutating func escapedSet(
        inBrackets: Bool = false
    ) throws(RegexError) -> ScalarSet {
        guard let letter = next else { throw error("a backslash at the end") }
        at += 1
        switch letter {
        case "s": return .space
        case "S": return ScalarSet.space.inverted
        case "d": return .digit
        case "D": return ScalarSet.digit.inverted
        case "w": return word(inBrackets)
        case "W": return word(inBrackets).inverted
        case "p": return try property()
        case "P": return try property().inverted
        default:
            let scalar = try escapedScalar(letter)
            return ScalarSet([scalar...scalar])
        }
    }

    private func word(_ inBrackets: Bool) -> ScalarSet {
        inBrackets ? dialect.wordInBrackets : dialect.word
    }

    private mutating func escapedScalar(_ letter: Unicode.Scalar) throws(RegexError) -> UInt32 {
        switch letter {
        case "n": return 10
        case "r": return 13
        case "t": return 9
        case "f": return 12
        case "v": return 11
        case "0":
            if let next, ("0"..."7").contains(next) { throw error("an octal escape") }
            return 0
        case "u": return try hex(digits: 4)
        case "x":
            if take("{") { return try hexInBraces() }
            let value = try hex(digits: 2)
            if dialect.isOniguruma && value > 127 { throw error("an escape of a byte") }
            return value
        default:
            if letter.properties.isAlphabetic || ("1"..."9").contains(letter) {
                throw error("the unknown escape \\\(letter)")
            }
            return letter.value
        }
    }

    private mutating func hex(digits: Int) throws(RegexError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let next, let digit = hexDigit(next) else {
                throw error("a bad hexadecimal escape")
            }
            value = value << 4 | digit
            at += 1
        }
        return value
    }

    private mutating func hexInBraces() throws(RegexError) -> UInt32 {
        let start = at
        while let next, next != "}", at - start < 6 { at += 1 }
        let end = at
        guard end > start, take("}") else { throw error("a bad hexadecimal escape") }
        at = start
        let value = try hex(digits: end - start)
        at = end + 1
        if value > 0x10FFFF { throw error("a bad hexadecimal escape") }
        return value
    }

    /// After `\p`.
    private mutating func property() throws(RegexError) -> ScalarSet {
        var name = ""
        if take("{") {
            let negative = take("^")
            while let next, next != "}", name.utf8.count < 40 {
                name.unicodeScalars.append(next)
                at += 1
            }
            guard take("}"), let set = ScalarSet(property: name) else {
                throw error("the unknown property \(name)")
            }
            return negative ? set.inverted : set
        }
        if dialect.isOniguruma { throw error("a property without braces") }
        if let next {
            name.unicodeScalars.append(next)
            at += 1
        }
        guard let set = ScalarSet(property: name) else {
            throw error("the unknown property \(name)")
        }
        return set
    }

    /// After `[`.
    private mutating func characterClass() throws(RegexError) -> ScalarSet {
        depth += 1
        if depth > 50 { throw error("classes nested too deep") }
        let negative = take("^")
        var set = ScalarSet([])
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while true {
            guard let item = next else { throw error("an unclosed class") }
            if item == "]" && !isFirst { break }
            if take("&&") {
                let rest = try restOfClass()
                set = set.union(ScalarSet(ranges)).intersection(rest)
                ranges = []
                break
            }
            isFirst = false
            at += 1
            if item == "[" {
                if next == ":" { throw error("a POSIX class") }
                set = set.union(try characterClass())
            } else {
                try classItem(item, &set, &ranges)
            }
        }
        at += 1
        depth -= 1
        set = set.union(ScalarSet(ranges))
        return negative ? (anyCase ? set.anyCase : set).inverted : set
    }

    /// After `&&`: everything to the class's closing mark, which stays.
    private mutating func restOfClass() throws(RegexError) -> ScalarSet {
        var set = ScalarSet([])
        var ranges: [ClosedRange<UInt32>] = []
        while let item = next, item != "]" {
            if take("&&") {
                return set.union(ScalarSet(ranges)).intersection(try restOfClass())
            }
            at += 1
            if item == "[" {
                set = set.union(try characterClass())
            } else {
                try classItem(item, &set, &ranges)
            }
        }
        if next == nil { throw error("an unclosed class") }
        return set.union(ScalarSet(ranges))
    }

    /// One character, escape or range in a class, its first character already taken.
    private mutating func classItem(
        _ item: Unicode.Scalar, _ set: inout ScalarSet, _ ranges: inout [ClosedRange<UInt32>]
    ) throws(RegexError) {
        var first = item.value
        if item == "\\" {
            let escaped = try escapedSet(inBrackets: true)
            guard escaped.ranges.count == 1, escaped.ranges[0].count == 1 else {
                set = set.union(escaped)
                return
            }
            first = escaped.ranges[0].lowerBound
        }
        guard next == "-", at + 1 < pattern.count, pattern[at + 1] != "]" else {
            ranges.append(first...first)
            return
        }
        at += 1
        let last = try rangeEnd()
        if last < first { throw error("a range in the wrong order") }
        ranges.append(first...last)
    }

    private mutating func rangeEnd() throws(RegexError) -> UInt32 {
        guard let item = next else { throw error("an unclosed class") }
        at += 1
        if item != "\\" { return item.value }
        let escaped = try escapedSet()
        guard escaped.ranges.count == 1, escaped.ranges[0].count == 1 else {
            throw error("a range that ends in a class")
        }
        return escaped.ranges[0].lowerBound
    }
}

extension RegexNode {
    /// Whether it can match nothing at all.
    package var mayBeEmpty: Bool {
        switch self {
        case .empty, .look, .lookBehind, .anchor: true
        case .set: false
        case .sequence(let items): items.allSatisfy(\.mayBeEmpty)
        case .choice(let branches): branches.contains(where: \.mayBeEmpty)
        case .loop(let body, let least, _, _): least == 0 || body.mayBeEmpty
        case .atomic(let body): body.mayBeEmpty
        }
    }

    /// Whether a loop without an end may go round without taking a character.
    package var repeatsNothing: Bool {
        switch self {
        case .empty, .set, .lookBehind, .anchor: false
        case .sequence(let items), .choice(let items): items.contains(where: \.repeatsNothing)
        case .loop(let body, _, let most, _):
            (most == .max && body.mayBeEmpty) || body.repeatsNothing
        case .look(let body, _), .atomic(let body): body.repeatsNothing
        }
    }

    /// Whether two letters of it in a row are what one character folds to: ss, st, ff, fi, fl.
    fileprivate var mayFold: Bool {
        switch self {
        case .empty, .set, .look, .lookBehind, .anchor: false
        case .choice(let branches): branches.contains(where: \.mayFold)
        case .loop(let body, _, let most, _): most > 1 || body.mayFold
        case .atomic(let body): body.mayFold
        case .sequence(let items):
            items.contains(where: \.mayFold)
                || zip(items, items.dropFirst()).contains { first, second in
                    first.mayBegin(with: "sf") && second.mayBegin(with: "stfil")
                }
        }
    }

    private func mayBegin(with letters: String) -> Bool {
        guard case .set(let set) = self else { return true }
        return letters.unicodeScalars.contains { set.contains($0.value) }
    }
}

private func hexDigit(_ scalar: Unicode.Scalar) -> UInt32? {
    scalar.isASCII ? Character(scalar).hexDigitValue.map { UInt32($0) } : nil
}
