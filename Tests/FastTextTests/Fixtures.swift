// Small models that the original trained, and what it predicts with them.
import FastText
import Foundation
import Testing

/// The models of `Fixtures`, made by `Tests/Generators/fasttext_fixtures.py`.
enum Fixture {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures")
    static let models = [
        "softmax.bin", "hs.bin", "ns.bin", "ova.bin", "words.bin", "pruned.ftz", "pruned_hs.ftz",
        "qout.ftz", "qout_norms.ftz",
    ]

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    /// One line of predictions.tsv.
    struct Expectation {
        let model: String
        let top: Int
        let line: [UInt8]
        let guesses: [(label: String, probability: Float)]
    }

    static func expectations() throws -> [Expectation] {
        let file = folder.appending(path: "predictions.tsv")
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map { row in
            let cells = row.split(separator: "\t").map(String.init)
            let guesses = stride(from: 3, to: cells.count, by: 2).map {
                (cells[$0], Float(cells[$0 + 1])!)
            }
            return Expectation(
                model: cells[0], top: Int(cells[1])!, line: unhex(cells[2]), guesses: guesses)
        }
    }

    private static func unhex(_ text: String) -> [UInt8] {
        guard text != "-" else { return [] }
        let digits = Array(text)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)!
        }
    }
}

extension FastTextModel {
    /// Label and probability of each guess, for tests.
    func guesses(
        _ line: [UInt8], top: Int = 1, state: State
    ) -> [(label: String, probability: Float)] {
        predict(line.span, top: top, state: state)
        return state.predictions.map {
            (String(decoding: vocabulary.label($0.label), as: UTF8.self), $0.probability)
        }
    }
}
