// What is done to a text before it is split: normalization, spaces to marks, prefixes.
import ByteKernels

/// When a mark for a space is put before a text.
public enum PrependScheme: String, Sendable {
    case always
    /// Only at the very beginning, not after an added token.
    case first
    case never
}

/// A list of changes to text, applied in order.
public struct TextPreparation: Sendable, Hashable {
    public enum Step: Sendable, Hashable {
        case normalize(NormalizationForm)
        /// Puts a string before a text that is not empty.
        case prepend([UInt8])
        case replace([UInt8], with: [UInt8])
        case replaceRegex(SplitRegex, with: [UInt8])
        case lowercase
        /// Removes marks, as of Unicode 9.
        case stripAccents
        /// What SentencePiece's rule `nmt` does before it normalizes.
        case spaceControls
        case bert(BertCleaning)
        /// SentencePiece's table as `tokenizers` uses it.
        case table(CharacterMap)
        /// The byte alphabet, in which every byte is a printable character.
        case spellBytes
        /// Removes white space at the ends.
        case strip(left: Bool, right: Bool)
        /// SentencePiece's own.
        case pieces(PieceRules)
        /// Puts a space before a text that does not begin with one.
        case prefixSpace
        /// Writes `mark` for each space and puts one before a text without.
        case metaspace(mark: [UInt8], PrependScheme)
    }

    public var steps: [Step]

    public init(_ steps: [Step] = []) { self.steps = steps }

    public var isEmpty: Bool { steps.isEmpty }

    /// Whether something is done at the ends of a text, so that a part of it comes out otherwise
    /// than by itself.
    var dependsOnPlace: Bool {
        steps.contains { step in
            switch step {
            case .normalize, .replace, .lowercase, .stripAccents, .spaceControls, .bert, .table,
                .spellBytes:
                false
            case .prepend, .replaceRegex, .strip, .prefixSpace, .metaspace, .pieces: true
            }
        }
    }
}
