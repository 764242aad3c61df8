// A template's work done ahead: the text that it writes around the contents of messages.

/// What a template makes of all conversations whose messages are of certain roles and hold nothing
/// but contents that are not empty.
///
/// Templates mostly put contents where they belong and ask nothing of them; what surrounds them is
/// then the same for all conversations of the same roles. ``PlanMaker`` makes plans, and makes none
/// of a template that asks more.
final class RenderingPlan: Sendable {
    enum Part: Equatable, Sendable {
        case literal([UInt8])
        /// A message's content, as it is or without white space at both ends.
        case content(message: Int, isTrimmed: Bool)
    }

    /// A part, and whether it was written between generation marks.
    struct Piece: Equatable, Sendable {
        var part: Part
        var isGenerated = false

        var literalBytes: Int { if case .literal(let bytes) = part { bytes.count } else { 0 } }
    }

    /// What running the template takes, from above: no limit is ever reached where this says so.
    struct Effort: Sendable {
        /// Statements and expressions.
        var steps = 0
        /// The most pieces of any one text, and the most bytes of its literals.
        var widest = 0
        var literalBytes = 0
    }

    private let pieces: [Piece]
    private let literalBytes: Int
    private let effort: Effort

    init(_ pieces: [Piece], _ effort: Effort) {
        self.pieces = Self.joined(pieces)
        self.effort = effort
        literalBytes = pieces.reduce(0) { $0 + $1.literalBytes }
    }

    /// Literals that follow each other as one, where the same is true of them.
    private static func joined(_ pieces: [Piece]) -> [Piece] {
        var joined: [Piece] = []
        for piece in pieces {
            if case .literal(let added) = piece.part {
                if added.isEmpty { continue }
                if let last = joined.last, last.isGenerated == piece.isGenerated,
                    case .literal(let before) = last.part
                {
                    joined[joined.count - 1].part = .literal(before + added)
                    continue
                }
            }
            joined.append(piece)
        }
        return joined
    }

    /// Whether the template would stay within its limits with contents of so many bytes together.
    func stays(within limits: JinjaLimits, contentBytes: Int) -> Bool {
        if contentBytes > 1 << 20 { return false }
        let widest = effort.widest * contentBytes + effort.literalBytes
        // Each step handles a few texts at most, at a step for 64 bytes of them; what no content is
        // in was done within the limits of trials.
        let steps = JinjaLimits.trial.steps + 4 * effort.steps * (1 + widest >> 6)
        return steps < limits.steps && widest < limits.bytes
    }

    /// The text that the template makes of the contents.
    func text(of contents: (Int) -> [UInt8], contentBytes: Int) -> TracedText {
        var text = TracedText()
        text.reserveCapacity(literalBytes + contentBytes, runs: pieces.count)
        for piece in pieces {
            switch piece.part {
            case .literal(let bytes):
                text.append(bytes, origin: .template.generated(piece.isGenerated))
            case .content(let message, false):
                text.append(
                    contents(message), origin: .message(message).generated(piece.isGenerated))
            case .content(let message, true):
                let content = contents(message)
                text.append(
                    content[PythonText.stripped(content)],
                    origin: .message(message).generated(piece.isGenerated))
            }
        }
        return text
    }
}
