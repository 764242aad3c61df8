// How often the embedded language model is right, by what it says, of what, and how much it knows.
import Glibc

/// A logistic regression, fitted on held-back text by `Tests/Benchmarks/classifiers/doubt.py --fit`.
enum LanguageCalibration {
    /// Text of which the model knows less than this share is in no language that it knows.
    static let leastKnownShare = 0.0

    private static let offset = 0.0
    private static let logitFactor = 1.0
    private static let knownFactor = 0.0
    /// For each doubling of the text, up to 2048 bytes.
    private static let sizeFactor = 0.0
    /// For languages that a sentence hardly tells apart: ``twins``.
    private static let twinOffset = 0.0

    /// Labels that stand for one of several that are nearly the same.
    static let twins = ["bs", "hr", "sr-Latn", "id", "ms"]

    static func score(_ probability: Double, knownShare: Double, bytes: Int, isTwin: Bool)
        -> Double
    {
        let bounded = min(max(probability, 1e-4), 1 - 1e-4)
        let sum =
            offset + logitFactor * log(bounded / (1 - bounded)) + knownFactor * knownShare
            + sizeFactor * log2(Double(1 + min(bytes, 2048))) + (isTwin ? twinOffset : 0)
        return 1 / (1 + exp(-sum))
    }
}
