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

    /// How text is made ready for it.
    public var preparation: TextPreparation { self == .language ? .letters : .folded }

    /// Read once, at first use.
    public var model: FastTextModel {
        switch self {
        case .language: Self.languageModel
        case .toxicity: Self.toxicityModel
        }
    }

    private static func read(_ file: (UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?)
        -> FastTextModel
    {
        var size = 0
        let copy = Array(UnsafeBufferPointer(start: file(&size), count: size))
        guard let model = try? FastTextModel(bytes: copy) else {
            preconditionFailure("a model inside the program is damaged")
        }
        return model
    }
}
