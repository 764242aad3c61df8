// Writes MathML that carries no source as one line of text: `1/2 mv^2`, `sqrt(16)`, `10^-4`.

/// Reads the elements of one formula; nothing of their arrangement is lost.
struct MathWriter {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let references: CharacterReferences
    private let end: Int
    private var at: Int
    private var depth = 0
    /// Nested past what is read.
    private var isTooDeep = false

    private static let deepest = 48

    /// A part of a formula, and what it is to its neighbours.
    private struct Piece {
        enum Form { case letters, number, sign, text, fraction, script, other }

        var kind: Form
        var text: [UInt8]
    }

    /// The formula whose contents stand in `range`; `nil` where it nests too deep to be read.
    static func text(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ references: CharacterReferences
    ) -> [UInt8]? {
        var writer = MathWriter(
            bytes: bytes, references: references, end: range.upperBound, at: range.lowerBound)
        var pieces: [Piece] = []
        while writer.at < writer.end { pieces += writer.children() }
        return writer.isTooDeep ? nil : join(pieces)
    }

    private init(
        bytes: UnsafeBufferPointer<UInt8>, references: CharacterReferences, end: Int, at: Int
    ) {
        self.bytes = bytes
        self.references = references
        self.end = end
        self.at = at
    }

    /// The elements up to the next end tag, which is passed.
    private mutating func children() -> [Piece] {
        var pieces: [Piece] = []
        depth += 1
        defer { depth -= 1 }
        if depth > Self.deepest {
            isTooDeep = true
            at = end
        }
        while at < end {
            let next = min(end, find(0x3C, in: bytes, from: at) ?? end)
            let loose = characters(at..<next)
            if !loose.isEmpty { pieces.append(Piece(kind: .text, text: loose)) }
            at = next
            guard at + 1 < end else {
                at = end
                break
            }
            let mark = bytes[at + 1]
            if mark == 0x2F {
                passTag()
                return pieces
            }
            if isASCIILetter(mark) { pieces += element() } else { passTag() }
        }
        return pieces
    }

    /// Goes behind the tag at hand; returns whether it closes itself.
    @discardableResult
    private mutating func passTag() -> Bool {
        let close = min(end, find(0x3E, in: bytes, from: at) ?? end)
        at = min(end, close + 1)
        return bytes[close - 1] == 0x2F
    }

    private mutating func element() -> [Piece] {
        var nameEnd = at + 1
        var nameStart = nameEnd
        while nameEnd < end, isASCIILetter(bytes[nameEnd]) || bytes[nameEnd] == 0x3A {
            nameEnd += 1
            if bytes[nameEnd - 1] == 0x3A { nameStart = nameEnd }
        }
        let name = NameKey(bytes, nameStart, nameEnd).value
        let parts = passTag() ? [] : children()
        return Self.elements[name].map { arrange($0, parts) } ?? [Self.row(parts)]
    }

    private enum Element {
        case letters, number, sign, text, nothing, first, fraction, root, rootOf, raised, lowered
        case both, fenced, table, cell, row
    }

    private static let elements: [UInt64: Element] = {
        let names: [(Element, String)] = [
            (.letters, "mi"), (.number, "mn"), (.sign, "mo"), (.text, "mtext ms"),
            (.nothing, "annotation annotation-xml mphantom mspace none mprescripts"),
            (.first, "semantics"), (.fraction, "mfrac"), (.root, "msqrt"), (.rootOf, "mroot"),
            (.raised, "msup mover"), (.lowered, "msub munder"), (.both, "msubsup munderover"),
            (.fenced, "mfenced"), (.table, "mtable"), (.row, "mtr mlabeledtr"), (.cell, "mtd"),
        ]
        return names.reduce(into: [:]) { known, entry in
            for name in entry.1.split(separator: " ") { known[NameKey(name).value] = entry.0 }
        }
    }()

    private func arrange(_ element: Element, _ parts: [Piece]) -> [Piece] {
        func part(_ index: Int) -> [UInt8] { index < parts.count ? parts[index].text : [] }
        func other(_ text: [UInt8]) -> [Piece] { [Piece(kind: .other, text: text)] }
        func script(_ text: [UInt8]) -> [Piece] { [Piece(kind: .script, text: text)] }
        let (caret, low) = ([UInt8(ascii: "^")], [UInt8(ascii: "_")])
        switch element {
        case .letters: return [Piece(kind: .letters, text: Self.join(parts))]
        case .number: return [Piece(kind: .number, text: Self.join(parts))]
        case .sign: return [Piece(kind: .sign, text: Self.sign(Self.join(parts)))]
        case .text: return [Piece(kind: .text, text: Self.join(parts))]
        case .nothing: return []
        case .first: return Array(parts.prefix(1))
        case .fraction:
            let text = Self.held(part(0)) + [UInt8(ascii: "/")] + Self.held(part(1))
            return [Piece(kind: .fraction, text: text)]
        case .root: return other(Array("sqrt(".utf8) + Self.join(parts) + Array(")".utf8))
        case .rootOf:
            return other(
                Array("root(".utf8) + part(0) + Array(", ".utf8) + part(1) + Array(")".utf8))
        case .raised: return script(Self.held(part(0)) + caret + Self.held(part(1)))
        case .lowered: return script(Self.held(part(0)) + low + Self.held(part(1)))
        case .both:
            return script(
                Self.held(part(0)) + low + Self.held(part(1)) + caret + Self.held(part(2)))
        case .fenced:
            return other(Array("(".utf8) + Self.list(parts, ", ") + Array(")".utf8))
        case .table: return other(Array("[".utf8) + Self.list(parts, "; ") + Array("]".utf8))
        case .row: return other(Self.list(parts, ", "))
        case .cell: return [Self.row(parts)]
        }
    }

    /// Several parts as one, which stays what it is if it is one.
    private static func row(_ parts: [Piece]) -> Piece {
        parts.count == 1 ? parts[0] : Piece(kind: .other, text: join(parts))
    }

    private static func list(_ parts: [Piece], _ mark: String) -> [UInt8] {
        Array(parts.map(\.text).joined(separator: Array(mark.utf8)))
    }

    /// In parentheses, if it is more than one number or name with its sign.
    private static func held(_ text: [UInt8]) -> [UInt8] {
        let body = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        let isOne = body.allSatisfy {
            isASCIILetter($0) || isASCIIDigit($0) || $0 >= 0x80 || $0 == 0x2E || $0 == 0x27
        }
        let isHeld = text.first == 0x28 && text.last == 0x29
        return isOne || isHeld ? text : [0x28] + text + [0x29]
    }

    /// Signs that don't show are left out; the minus sign is the keyboard's.
    private static func sign(_ text: [UInt8]) -> [UInt8] {
        switch text {
        case [0xE2, 0x88, 0x92]: [UInt8(ascii: "-")]
        case [0xE2, 0x81, 0xA1], [0xE2, 0x81, 0xA2], [0xE2, 0x81, 0xA3], [0xE2, 0x81, 0xA4]: []
        default: text
        }
    }

    private static func join(_ pieces: [Piece]) -> [UInt8] {
        var text: [UInt8] = []
        var before: Piece?
        for piece in pieces where !piece.text.isEmpty {
            if let before, needsSpace(before, piece, isInfix: isInfix(before, text)) {
                text.append(0x20)
            }
            if piece.kind == .sign, isSpaced(piece.text), let before, before.kind != .sign,
                text.last != 0x20
            {
                text.append(0x20)
            }
            text += piece.text
            before = piece
        }
        return text
    }

    /// Whether the sign that was written last stands between two things.
    private static func isInfix(_ sign: Piece, _ text: [UInt8]) -> Bool {
        let start = text.count - sign.text.count
        return sign.kind == .sign && isSpaced(sign.text) && start > 0 && text[start - 1] == 0x20
    }

    private static func needsSpace(_ first: Piece, _ second: Piece, isInfix: Bool) -> Bool {
        if isInfix || first.text == [0x2C] { return true }
        if first.kind == .sign || second.kind == .sign { return false }
        if first.kind == .fraction || second.kind == .fraction || first.kind == .script {
            return true
        }
        if first.kind == .number, second.kind == .number { return true }
        return first.kind == .letters && first.text.count > 1 && first.text[0] < 0x80
    }

    /// Signs that stand between two things with space around them.
    private static func isSpaced(_ sign: [UInt8]) -> Bool { spaced.contains(sign) }

    private static let spaced = Set(
        "= + - ± ∓ × · ÷ < > ≤ ≥ ≠ ≈ ≡ ≅ ∼ ∝ → ← ↦ ⇒ ⇔ ∈ ∉ ⊂ ⊆ ∪ ∩ ∧ ∨ := ∣"
            .split(separator: " ").map { Array($0.utf8) })

    /// Text between tags, white space at its ends left out.
    private func characters(_ range: Range<Int>) -> [UInt8] {
        var text: [UInt8] = []
        var at = range.lowerBound
        while at < range.upperBound {
            if bytes[at] == 0x26 {
                at = references.decode(bytes, at, range.upperBound, into: &text)
            } else {
                if bytes[at] > 0x20 {
                    text.append(bytes[at])
                } else if let last = text.last, last != 0x20 {
                    text.append(0x20)
                }
                at += 1
            }
        }
        while let last = text.last, last <= 0x20 { text.removeLast() }
        return text
    }
}
