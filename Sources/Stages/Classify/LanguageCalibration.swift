// How often the embedded language model is right, by what it says, of what, and how much it knows.
import Glibc

/// The probability, or less where held-back text says that it promises too much: a logistic regression
/// fitted by `Tests/Benchmarks/classifiers/doubt.py --fit`. It is never more than the probability, which
/// tells documents of several languages from those of one.
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
    private static let twinOffset = -1.3

    /// Labels that stand for one of several that are nearly the same.
    static let twins = ["bs", "hr", "sr-Latn", "sl", "id", "ms"]

    static func score(_ probability: Double, knownShare: Double, bytes: Int, isTwin: Bool)
        -> Double
    {
        let bounded = min(max(probability, 1e-4), 1 - 1e-4)
        let sum =
            offset + logitFactor * log(bounded / (1 - bounded)) + knownFactor * knownShare
            + sizeFactor * log2(Double(1 + min(bytes, 2048))) + (isTwin ? twinOffset : 0)
        return min(probability, 1 / (1 + exp(-sum)))
    }
}
