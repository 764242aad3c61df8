// Predictions as lines, against C's own printing.
import FastText
import Foundation
import Testing

private func printed(_ value: Float) -> String {
    var lines = PredictionLines(labels: [Array("x".utf8)])
    lines.append([Prediction(label: 0, probability: value)])
    return String(decoding: lines.bytes, as: UTF8.self)
}

@Test func `probabilities are printed with six digits, as C prints them`() {
    var values: [Float] = [
        0, 1, 0.5, 0.1, 1e-4, 9.9999e-5, 1e-9, 0.999_999_5, 0.999_999_4, 1.000_01, 9.999_995, 10,
        123_456_7, .nan, .infinity,
    ]
    var bits: UInt32 = 1
    for _ in 0..<20_000 {
        bits = bits &* 1_664_525 &+ 1_013_904_223
        values.append(Float(bits) / Float(UInt32.max))
        values.append(Float(bits) / Float(UInt32.max) / 1000)
    }
    for value in values {
        #expect(printed(value) == "x " + String(format: "%g", Double(value)) + "\n")
    }
}

@Test func `a line has every prediction, and none where nothing is known`() {
    var lines = PredictionLines(labels: [Array("a".utf8), Array("b".utf8)])
    lines.append([.init(label: 1, probability: 0.75), .init(label: 0, probability: 0.25)])
    lines.append([])
    #expect(String(decoding: lines.bytes, as: UTF8.self) == "b 0.75 a 0.25\n\n")
}
