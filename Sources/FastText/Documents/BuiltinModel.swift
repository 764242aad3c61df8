// The models inside the program.
import CModels

/// A model that needs no file.
public enum BuiltinModel: String, CaseIterable, Sendable {
    /// Language by its ISO 639 code, from ``LetterText``.
    case language
    /// Whether English text insults, hates or is obscene, from ``FoldedText``.
    case toxicity

    private static let languageModel = read(cmodels_language)
    private static let toxicityModel = read(cmodels_toxicity)
    private static let languageScope = ModelScope(card: bytes(cmodels_language_card))
    private static let toxicityScope = ModelScope(card: bytes(cmodels_toxicity_card))

    /// How text is made ready for it.
    public var preparation: TextPreparation { self == .language ? .letters : .folded }

    /// What its card says that it was made for.
    public var scope: ModelScope { self == .language ? Self.languageScope : Self.toxicityScope }

    /// Read once, at first use.
    public var model: FastTextModel {
        switch self {
        case .language: Self.languageModel
        case .toxicity: Self.toxicityModel
        }
    }

    private typealias EmbeddedFile = (UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?

    private static func bytes(_ file: EmbeddedFile) -> [UInt8] {
        var size = 0
        let start = file(&size)
        return Array(UnsafeBufferPointer(start: start, count: size))
    }

    private static func read(_ file: EmbeddedFile) -> FastTextModel {
        guard let model = try? FastTextModel(bytes: bytes(file)) else {
            preconditionFailure("a model inside the program is damaged")
        }
        return model
    }
}
