// Normal forms against Foundation's, and the pieces that say what became of what.
import ByteKernels
import Foundation
import TestSupport
import Testing

/// Letters with and without marks, marks of many classes, Hangul, compatibility characters, and
/// those whose composition is excluded; all of them older than Unicode 9.
private let ranges: [ClosedRange<UInt32>] = [
    0x20...0x7E, 0xA0...0x17F, 0x300...0x345, 0x370...0x3FF, 0x400...0x45F, 0x591...0x5BD,
    0x5D0...0x5EA, 0x622...0x655, 0x915...0x93C, 0x958...0x95F, 0xE31...0xE3A, 0x1100...0x1112,
    0x1161...0x1175, 0x11A8...0x11C2, 0x1E00...0x1EFF, 0x1F00...0x1F15, 0x2070...0x2079,
    0x2126...0x212B, 0x2460...0x24FF, 0x3041...0x309A, 0xAC00...0xD7A3, 0xF900...0xFA0D,
    0xFB1D...0xFB36, 0xFE30...0xFE44, 0xFF01...0xFF9F, 0x1D15E...0x1D164, 0x1D400...0x1D454,
    0x2F800...0x2FA1D,
]

private func randomText(_ count: Int, _ random: inout SeededGenerator) -> String {
    var text = String.UnicodeScalarView()
    while text.count < count {
        let range = ranges.randomElement(using: &random) ?? 0x20...0x7E
        // Marks come in rows, so that they have to be ordered.
        let isMarked = Int.random(in: 0..<3, using: &random) == 0
        let scalar = UInt32.random(in: isMarked ? 0x300...0x345 : range, using: &random)
        if let scalar = Unicode.Scalar(scalar) { text.append(scalar) }
    }
    return String(text)
}

private func naive(_ text: String, _ form: NormalizationForm) -> String {
    switch form {
    case .nfc: text.precomposedStringWithCanonicalMapping
    case .nfd: text.decomposedStringWithCanonicalMapping
    // Foundation's own compatibility forms leave marks that were no marks before out of order.
    case .nfkc: text.decomposedStringWithCompatibilityMapping.precomposedStringWithCanonicalMapping
    case .nfkd: text.decomposedStringWithCompatibilityMapping.decomposedStringWithCanonicalMapping
    }
}

@Test(arguments: NormalizationForm.allCases)
func `random texts have Foundation's normal form`(form: NormalizationForm) {
    var random = SeededGenerator(seed: UInt64(form.rawValue))
    var normalizer = TextNormalizer(form)
    for round in 0..<4000 {
        let text = randomText(round % 24, &random)
        var found: [UInt8] = []
        normalizer.append(Array(text.utf8).span, to: &found)
        #expect(found == Array(naive(text, form).utf8), "\(text.unicodeScalars.map(\.value))")
        var again: [UInt8] = []
        normalizer.append(found.span, to: &again)
        #expect(again == found)
    }
}

@Test(arguments: NormalizationForm.allCases)
func `each of those characters alone has Foundation's normal form`(form: NormalizationForm) {
    var normalizer = TextNormalizer(form)
    for scalar in ranges.joined().compactMap(Unicode.Scalar.init) {
        var found: [UInt8] = []
        normalizer.append(Array(String(scalar).utf8).span, to: &found)
        #expect(found == Array(naive(String(scalar), form).utf8), "\(scalar.value)")
    }
}

@Test(arguments: NormalizationForm.allCases)
func `pieces cover input and output, and each is normalized by itself`(form: NormalizationForm) {
    var random = SeededGenerator(seed: 40)
    var (normalizer, alone) = (TextNormalizer(form), TextNormalizer(form))
    for round in 0..<1500 {
        // Bytes that are no characters stay, and join nothing.
        let broken = round % 3 == 0 ? mixedText(20, using: &random) : []
        let text = Array(randomText(round % 30, &random).utf8) + broken
        var (output, plain): ([UInt8], [UInt8]) = ([7, 7], [])
        normalizer.append(text.span, to: &output, keepsPieces: true)
        alone.append(text.span, to: &plain)
        #expect(Array(output.dropFirst(2)) == plain)
        #expect(normalizer.pieces.last?.inputEnd ?? 0 == text.count)
        #expect(normalizer.pieces.last?.outputEnd ?? 0 == plain.count)
        var (input, made) = (0, 0)
        for piece in normalizer.pieces {
            #expect(piece.inputEnd > input && piece.outputEnd >= made)
            if piece.inputEnd - input > 1 {
                var part: [UInt8] = []
                alone.append(text[input..<piece.inputEnd].span, to: &part)
                #expect(part == Array(plain[made..<piece.outputEnd]))
            }
            (input, made) = (piece.inputEnd, piece.outputEnd)
        }
    }
}
