// How often the embedded language model is right, by what it says, of what, and how much it knows.
import Glibc

/// A logistic regression, fitted on held-back text by `Tests/Benchmarks/classifiers/doubt.py --fit`.
///
/// Long texts that the model isn't sure of are mostly of several languages: up to a probability of
/// 0.6 the score is never more than that, and from 0.8 on it is the regression's.
enum LanguageCalibration {
    /// Text of which the model knows less than this share is in no language that it knows.
    static let leastKnownShare = 0.22

    private static let offset = -5.12
    private static let logitFactor = 1.01
    private static let knownFactor = 3.01
    /// For each doubling of the text, up to 2048 bytes.
    private static let sizeFactor = 0.526
    /// For languages that a sentence hardly tells apart, ``twins``; more than was fitted, so that 97
    /// in 100 of their answers above 0.9 are right too.
    private static let twinOffset = -1.8

    /// Labels that stand for one of several that are nearly the same.
    static let twins = ["bs", "hr", "sr", "sr-Latn", "sl", "id", "ms"]

    static func score(_ probability: Double, knownShare: Double, bytes: Int, isTwin: Bool)
        -> Double
    {
        let bounded = min(max(probability, 1e-4), 1 - 1e-4)
        let sum =
            offset + logitFactor * log(bounded / (1 - bounded)) + knownFactor * knownShare
            + sizeFactor * log2(Double(1 + min(bytes, 2048))) + (isTwin ? twinOffset : 0)
        let fitted = 1 / (1 + exp(-sum))
        let share = min(max((probability - 0.6) / 0.2, 0), 1)
        return share * fitted + (1 - share) * min(probability, fitted)
    }
}
