// The head of a model's card.
import FastText
import Testing

@Suite struct ModelScopeTests {
    @Test func `a card names languages and kinds of text`() {
        let card = "# A model\n\nLanguages: en, de\nText: messages\n\nWords.\n"
        let scope = ModelScope(card: card.utf8)
        #expect(scope.languages == ["en", "de"])
        #expect(scope.text == "messages")
        #expect(ModelScope(card: "Languages: all\n".utf8).languages.isEmpty)
        #expect(ModelScope(card: "".utf8) == ModelScope(card: "nothing here".utf8))
    }
}
