// Splits by classes of characters, which tokenizer.json files have names for.
import ByteKernels

/// A split by what a character is, not by a pattern of a file's own.
public enum CharacterSplit: Sendable, Hashable {
    case digits(individually: Bool)
    case punctuation(SplitBehavior)
    /// White space goes; every sign is a piece of its own.
    case bert
    /// Words and runs of signs.
    case whitespace
    /// What white space parts.
    case whitespaceSplit
    /// What a character parts.
    case delimiter(UInt32)

    /// The splits that it stands for, one after the other.
    var steps: [(SplitRegex, SplitBehavior, inverted: Bool)] {
        switch self {
        case .digits(let individually):
            [(Self.digit, individually ? .isolated : .contiguous, false)]
        case .punctuation(let behavior): [(Self.sign, behavior, false)]
        case .bert: [(Self.space, .removed, false), (Self.sign, .isolated, false)]
        case .whitespace: [(Self.wordOrSigns, .removed, true)]
        case .whitespaceSplit: [(Self.space, .removed, false)]
        case .delimiter(let scalar):
            [
                (
                    SplitRegex("delimiter", runsOf: [ScalarSet([scalar...scalar])], isRun: false),
                    .removed, false
                )
            ]
        }
    }

    private static let digit = SplitRegex("digit", runsOf: [.numeric], isRun: false)
    private static let sign = SplitRegex("sign", runsOf: [.oldPunctuation], isRun: false)
    private static let space = SplitRegex("space", runsOf: [.space], isRun: false)
    private static let wordOrSigns = SplitRegex(
        "words", runsOf: [.rustWord, .rustSigns], isRun: true)
}

extension CharacterSplit: CustomStringConvertible {
    public var description: String {
        switch self {
        case .digits(let individually): individually ? "at each digit" : "at digits"
        case .punctuation(let behavior): "at punctuation (\(behavior.rawValue))"
        case .bert: "at white space and punctuation"
        case .whitespace: "words and signs"
        case .whitespaceSplit: "at white space"
        case .delimiter(let scalar): "at \(Unicode.Scalar(scalar).map { String($0) } ?? "")"
        }
    }
}
