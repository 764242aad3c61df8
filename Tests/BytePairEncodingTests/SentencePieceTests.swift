// Small SentencePiece models of each type, and what sentencepiece 0.2.3 says of them.
//
// Fixtures/pieces.jsonl was made by training on a few words, with rules that map A to a, Q to
// nothing, a dash to three characters and the ligature fi to two.
import BytePairEncoding
import Foundation
import Testing

struct RecordedModel: Decodable {
    let name: String
    let model: Data
    let texts: [String]
    let ids: [[UInt32]]
    let lists: [[UInt32]]
    let decoded: [String]

    static func all() throws -> [RecordedModel] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/pieces.jsonl")
        return try Data(contentsOf: file).split(separator: 10).map {
            try JSONDecoder().decode(RecordedModel.self, from: $0)
        }
    }

    var tokenizer: Tokenizer { get throws { try Tokenizer(sentencePiece: [UInt8](model)) } }
}

@Suite struct SentencePieceTests {
    @Test func `every type of model encodes and decodes as recorded`() throws {
        let models = try RecordedModel.all()
        #expect(models.map(\.name) == ["bpe", "bytes", "unigram", "char"])
        for model in models {
            let tokenizer = try model.tokenizer
            for (text, ids) in zip(model.texts, model.ids) {
                #expect(encode(Array(text.utf8), tokenizer) == ids, "\(model.name): \(text)")
            }
            for (ids, expected) in zip(model.lists, model.decoded) {
                var text: [UInt8] = []
                try tokenizer.decode(ids, into: &text)
                #expect(String(decoding: text, as: UTF8.self) == expected, "\(model.name): \(ids)")
            }
        }
    }

    @Test func `offsets point into the text that was normalized`() throws {
        let tokenizer = try RecordedModel.all()[0].tokenizer
        var ids: [UInt32] = []
        var ranges: [Range<Int>] = []
        let text = Array("  ﬁ—low".utf8)
        try TokenEncoder(tokenizer).encode(text.span, into: &ids, offsets: &ranges)
        #expect(ids == encode(text, tokenizer))
        #expect(ranges.last?.upperBound == text.count)
        #expect(ranges.contains(2..<5) && ranges.contains { $0.lowerBound == 5 })
    }

    @Test func `a normalization table, Unigram and user-defined pieces are not written as JSON`()
        throws
    {
        for model in try RecordedModel.all() {
            #expect(throws: TokenizerError.self) { try model.tokenizer.huggingFaceJSON() }
        }
    }

    @Test func `two tokenizers that differ in a rule have two identities`() throws {
        let models = try RecordedModel.all()
        let identities = Set(try models.map { try $0.tokenizer.identity() })
        #expect(identities.count == models.count)
    }
}
