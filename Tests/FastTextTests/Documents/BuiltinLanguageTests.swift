// The language model inside the program.
import FastText
import Testing

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

    @Test func `the share of features that it knows is small in scripts that it doesn't`() {
        func share(_ text: String) -> Double {
            let scratch = classifier.makeScratch()
            classifier.classify(Array(text.utf8).span, using: scratch)
            // Twice, since the second time its words are remembered.
            let first = scratch.state.knownShare
            classifier.classify(Array(text.utf8).span, using: scratch)
            #expect(scratch.state.knownShare == first)
            return first
        }
        #expect(share("Where did you put the keys to the garden house?") > 0.6)
        #expect(share("𒁍𒍬𒀋𒃲𒂬𒊜 𒂋𒀲𒊀𒄏 𒋒𒀻𒀡") < 0.5)
        #expect(share("") == 0)
    }

    @Test func `it has at least two hundred languages and at most eight megabytes`() throws {
        let model = BuiltinModel.language.model
        #expect(model.vocabulary.labelCount >= 200)
        #expect(try model.fileBytes().count <= 8_000_000)
        #expect(language("12345 + 67") != "en")
    }
}
