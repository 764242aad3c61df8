// Text reduced to letters, and samples of long texts.
import FastText
import Foundation
import Testing

@Suite struct LetterTextTests {
    private let letters = LetterText()

    private func reduce(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        bytes.withUnsafeBufferPointer { letters.append($0, to: &out) }
        return String(decoding: out, as: UTF8.self)
    }

    @Test func `letters and marks stay in lower case, all else is one blank`() {
        #expect(reduce(Array("  Hello,\n\tWORLD 42!".utf8)) == "hello world")
        #expect(reduce(Array("Don't ¡ÉCOLE! Ünïcode".utf8)) == "don't école ünïcode")
        #expect(reduce(Array("МОСКВА Ελλάδα ՀԱՅ".utf8)) == "москва ελλάδα հայ")
        #expect(reduce(Array("漢字、かな。한국어 हिन्दी ไทย".utf8)) == "漢字 かな 한국어 हिन्दी ไทย")
        #expect(reduce(Array("a\u{200D}b 😀 c".utf8)) == "ab c")
        #expect(reduce([]) == "")
        #expect(reduce(Array("12 + 34".utf8)) == "")
    }

    @Test func `invalid bytes are blanks`() {
        #expect(reduce([0x61, 0xFF, 0x62, 0xC3]) == "a b")
        #expect(reduce([0xED, 0xA0, 0x80, 0x61, 0xE2, 0x82]) == "a")
        #expect(reduce([0xF8, 0x80, 0x80, 0x80, 0xC0, 0x80]) == "")
    }

    /// The naive twin: the standard library's scalars and categories.
    @Test func `random text agrees with the standard library`() {
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<Int.random(in: 0...40) {
                let range: ClosedRange<UInt32> =
                    [0x20...0x7E, 0xA0...0x24F, 0x370...0x5FF, 0x900...0xDFF, 0x3040...0x30FF]
                    .randomElement()!
                if let scalar = Unicode.Scalar(UInt32.random(in: range)) {
                    text.unicodeScalars.append(scalar)
                }
            }
            #expect(reduce(Array(text.utf8)) == naive(text), "\(text.unicodeScalars.map(\.value))")
        }
    }

    private func naive(_ text: String) -> String {
        var words = [""]
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            switch properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter, .nonspacingMark, .spacingMark, .enclosingMark:
                let lower = properties.lowercaseMapping
                let isOne = lower.unicodeScalars.count == 1
                words[words.count - 1] += isOne ? lower : String(scalar)
            default:
                if scalar == "'" {
                    words[words.count - 1] += "'"
                } else if !words[words.count - 1].isEmpty {
                    words.append("")
                }
            }
        }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    @Test func `a short text is sampled whole`() {
        let text = Array(String(repeating: "word ", count: 400).utf8)
        text.withUnsafeBufferPointer { bytes in
            #expect(EvenSample().piece(0, of: bytes) == 0..<2000)
            #expect(EvenSample().piece(1, of: bytes) == nil)
        }
    }

    @Test func `a long text is sampled from its beginning to its end, in whole characters`() {
        let text = Array(String(repeating: "łódź ", count: 20_000).utf8)
        text.withUnsafeBufferPointer { bytes in
            let sample = EvenSample(limit: 1000, pieces: 10)
            let pieces = (0..<10).map { sample.piece($0, of: bytes)! }
            #expect(sample.piece(10, of: bytes) == nil)
            #expect(pieces.first?.lowerBound == 0)
            #expect(pieces.last?.upperBound == text.count)
            #expect(zip(pieces, pieces.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
            for piece in pieces {
                #expect(piece.count <= 103)
                #expect(String(validating: text[piece], as: UTF8.self) != nil)
            }
        }
    }

    @Test func `labels of a training text stay, the rest is prepared`() {
        let text = "__label__X __label__y Hello, WORLD\n\nNo Label 1\n__label__z"
        let prepared = TextPreparer(.letters).labelled(Array(text.utf8).span)
        #expect(
            String(decoding: prepared, as: UTF8.self)
                == "__label__X __label__y hello world\n\nno label\n__label__z\n")
    }

    @Test func `a line is lower-cased whole for Dolma's models and kept for others`() {
        func prepare(_ preparation: TextPreparation) -> String {
            var out: [UInt8] = []
            Array("Été\nNo. 5!".utf8).withUnsafeBufferPointer {
                TextPreparer(preparation).append($0, to: &out)
            }
            return String(decoding: out, as: UTF8.self)
        }
        #expect(prepare(.line) == "Été No. 5!")
        #expect(prepare(.lowercaseLine) == "été no. 5!")
    }
}

@Suite struct BuiltinLanguageTests {
    private let classifier = DocumentClassifier(
        BuiltinModel.language.model, preparation: .letters, sample: EvenSample())

    private func language(_ text: String) -> String {
        let scratch = classifier.makeScratch()
        classifier.classify(Array(text.utf8).span, using: scratch)
        return scratch.state.predictions.first.map {
            String(decoding: classifier.name(of: $0.label), as: UTF8.self)
        } ?? "none"
    }

    @Test(arguments: [
        ("en", "Where did you put the keys to the garden house?"),
        ("de", "Wo hast du die Schlüssel für das Gartenhaus hingelegt?"),
        ("fr", "Où as-tu mis les clés de la maison du jardin ?"),
        ("es", "¿Dónde has puesto las llaves de la casa del jardín?"),
        ("pl", "Gdzie położyłeś klucze do domku w ogrodzie?"),
        ("ru", "Куда ты положил ключи от садового домика?"),
        ("uk", "Куди ти поклав ключі від садового будиночка?"),
        ("el", "Πού έβαλες τα κλειδιά για το σπιτάκι του κήπου;"),
        ("ar", "أين وضعت مفاتيح بيت الحديقة؟"),
        ("he", "איפה שמת את המפתחות של בית הגן?"),
        ("hi", "तुमने बगीचे के घर की चाबियाँ कहाँ रखीं?"),
        ("ja", "庭の小屋の鍵をどこに置きましたか。"),
        ("ko", "정원 집 열쇠를 어디에 두었어요?"),
        ("zh", "你把花园小屋的钥匙放在哪里了？"),
        ("th", "คุณวางกุญแจบ้านสวนไว้ที่ไหน"),
        ("tr", "Bahçe evinin anahtarlarını nereye koydun?"),
        ("fi", "Mihin laitoit puutarhamökin avaimet?"),
        ("vi", "Bạn để chìa khóa nhà vườn ở đâu?"),
    ])
    func `the embedded model knows a plain sentence`(expected: String, sentence: String) {
        #expect(language(sentence) == expected)
    }

    @Test func `half a sample is enough where it is certain`() {
        let halves = DocumentClassifier(
            BuiltinModel.language.model, preparation: .letters, sample: EvenSample(),
            certainty: 0.95)
        func guess(_ classifier: DocumentClassifier, _ text: String) -> Prediction? {
            let scratch = classifier.makeScratch()
            classifier.classify(Array(text.utf8).span, using: scratch)
            return scratch.state.predictions.first
        }
        let english = String(
            repeating: "Where did you put the keys to the garden house? ", count: 400)
        let german = String(
            repeating: "Wo hast du die Schlüssel für das Gartenhaus hingelegt? ", count: 400)
        #expect(guess(halves, english)?.label == guess(classifier, english)?.label)
        #expect(guess(halves, english) != guess(classifier, english))
        // Half of each: no half of the sample is certain, so all of it is read.
        #expect(guess(halves, english + german) == guess(classifier, english + german))
        #expect(guess(halves, "too short to sample") == guess(classifier, "too short to sample"))
    }

    @Test func `it has at least a hundred languages and at most a megabyte and a half`() throws {
        let model = BuiltinModel.language.model
        #expect(model.vocabulary.labelCount >= 100)
        #expect(try model.fileBytes().count <= 1_500_000)
        #expect(language("12345 + 67") != "en")
    }
}
