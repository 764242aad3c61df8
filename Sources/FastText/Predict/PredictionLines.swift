// Predictions as fastText's command line prints them.
import Glibc

/// Lines of labels and probabilities, such as `__label__en 0.98 __label__de 0.0125`.
package struct PredictionLines {
    /// The lines so far; who has written them elsewhere empties them.
    package var bytes: [UInt8] = []
    private let labels: [[UInt8]]

    package init(_ vocabulary: Vocabulary) {
        self.init(labels: (0..<vocabulary.labelCount).map(vocabulary.label))
    }

    package init(labels: [[UInt8]]) { self.labels = labels }

    /// Adds a line, which is empty where nothing was predicted.
    package mutating func append(_ predictions: [Prediction]) {
        for (index, prediction) in predictions.enumerated() {
            if index > 0 { bytes.append(0x20) }
            bytes.append(contentsOf: labels[prediction.label])
            bytes.append(0x20)
            appendNumber(prediction.probability)
        }
        bytes.append(0x0A)
    }

    /// Six significant digits, as C++ streams print by default.
    private mutating func appendNumber(_ value: Float) {
        guard value >= 1e-4, value < 10 else { return bytes.append(contentsOf: rare(value)) }
        var decimals = 5
        var power = 1e5
        while Double(value) * power < 1e5 {
            decimals += 1
            power *= 10
        }
        // The product has fewer than 53 bits, so it is exact and rounds as decimal printing does.
        var digits = UInt((Double(value) * power).rounded(.toNearestOrEven))
        while decimals > 0, digits % 10 == 0 {
            digits /= 10
            decimals -= 1
        }
        appendDecimal(digits, decimals)
    }

    private func rare(_ value: Float) -> [UInt8] {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
            let count = withVaList([Double(value)]) {
                vsnprintf(text.baseAddress, text.count, "%g", $0)
            }
            return text.prefix(Int(count)).map(UInt8.init(bitPattern:))
        }
    }

    private mutating func appendDecimal(_ digits: UInt, _ decimals: Int) {
        var rest = digits
        var place = 0
        let start = bytes.count
        repeat {
            if place == decimals, decimals > 0 { bytes.append(UInt8(ascii: ".")) }
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
            place += 1
        } while rest > 0 || place <= decimals
        bytes[start...].reverse()
    }
}
