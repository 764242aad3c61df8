// What is done to a text before a classifier reads it.
import FastText
import Testing

@Suite struct TextPreparationTests {
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
