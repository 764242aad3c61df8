// WordPiece, Unigram and WordLevel models of tokenizer.json files, and BERT's vocab.txt.
//
// Fixtures/models.jsonl is what `tokenizers` makes of texts (Tests/Fuzz/Tokenizers/record_models.py).
import BytePairEncoding
import Foundation
import Testing

private struct RecordedFile: Decodable {
    let name: String
    let tokenizer: String
    let texts: [String]
    let ids: [[UInt32]]
    let decoded: [String]

    static func all() throws -> [RecordedFile] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/models.jsonl")
        return try Data(contentsOf: file).split(separator: 10).map {
            try JSONDecoder().decode(RecordedFile.self, from: $0)
        }
    }
}

private func specialIDs(_ text: String, _ tokenizer: Tokenizer) throws -> [UInt32] {
    var ids: [UInt32] = []
    try TokenEncoder(tokenizer, cacheBytes: 1 << 16).encode(
        Array(text.utf8).span, options: EncodingOptions(specialTokens: .recognized), into: &ids)
    return ids
}

@Suite struct OtherModelTests {
    @Test func `models that don't merge encode and decode as recorded`() throws {
        let files = try RecordedFile.all()
        #expect(files.map(\.name) == ["bert", "t5", "albert", "bytes", "words"])
        for file in files {
            let read = try Tokenizer(huggingFace: Array(file.tokenizer.utf8))
            let written = try Tokenizer(huggingFace: read.huggingFaceJSON())
            for tokenizer in [read, written] {
                for (index, text) in file.texts.enumerated() {
                    let ids = try specialIDs(text, tokenizer)
                    #expect(ids == file.ids[index], "\(file.name): \(text.debugDescription)")
                    var back: [UInt8] = []
                    try tokenizer.decode(ids, into: &back)
                    #expect(back == Array(file.decoded[index].utf8), "\(file.name): \(ids)")
                }
            }
            #expect(read.identity() == written.identity())
        }
    }

    @Test func `every token of such a model says which bytes it stands for`() throws {
        for file in try RecordedFile.all() where file.name == "bert" || file.name == "bytes" {
            let tokenizer = try Tokenizer(huggingFace: Array(file.tokenizer.utf8))
            let encoder = TokenEncoder(tokenizer, cacheBytes: 1 << 16)
            for (text, expected) in zip(file.texts, file.ids) {
                var ids: [UInt32] = []
                var ranges: [Range<Int>] = []
                try encoder.encode(
                    Array(text.utf8).span, options: EncodingOptions(specialTokens: .recognized),
                    into: &ids, offsets: &ranges)
                #expect(ids == expected)
                #expect(ranges.allSatisfy { $0.upperBound <= text.utf8.count })
                #expect(
                    zip(ranges, ranges.dropFirst()).allSatisfy { $0.lowerBound <= $1.lowerBound })
            }
        }
    }

    @Test(arguments: [
        (#""type":"Unigram","unk_id":null,"vocab":[["a",-1.0]]"#, "unknown token"),
        (#""type":"Unigram","unk_id":1,"vocab":[["a",-1.0]]"#, "unk_id"),
        (#""type":"Unigram","unk_id":0,"vocab":[["a",-1.0],["a",-2]]"#, "twice"),
        (#""type":"Unigram","unk_id":0,"vocab":[["a",-1.0],["",-2]]"#, "empty"),
        (#""type":"Unigram","unk_id":0,"vocab":[["a",1e999]]"#, "score"),
        (#""type":"Unigram","unk_id":0,"vocab":{"a":0}"#, "vocab"),
        (#""type":"WordPiece","unk_token":"u","vocab":{"a":0}"#, "unk_token"),
        (#""type":"WordLevel","vocab":{"a":0}"#, "unknown token"),
        (#""type":"WordPiece","unk_token":"a","vocab":[["a",0]]"#, "vocab"),
        (#""type":"Other","vocab":{"a":0}"#, "Other"),
    ])
    func `what can't be encoded is refused by name`(model: String, reason: String) throws {
        #expect {
            try Tokenizer(huggingFace: Array(#"{"model":{\#(model)}}"#.utf8))
        } throws: { "\($0)".contains(reason) }
    }

    @Test(arguments: [
        ("-21.489705265908874", "-21.48970526590887"), ("-975.5945178178835", "-975.5945178178836"),
        ("1e-400", "0.0"), ("-184467440737095516160", "-1.844674407370955e+20"), ("-3", "-3.0"),
    ])
    func `scores are the numbers that serde_json reads`(score: String, read: String) throws {
        let model = #"{"model":{"type":"Unigram","unk_id":0,"vocab":[["a",\#(score)]]}}"#
        let file = try Tokenizer(huggingFace: Array(model.utf8)).huggingFaceJSON()
        #expect(String(decoding: file, as: UTF8.self).contains("[\"a\",\(read)]"))
    }

    @Test func `a vocab.txt is BERT's, with its marks around a text`() throws {
        let names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##want", "##ed", "ab"]
        let lines = names.joined(separator: "\r\n") + "\n"
        let folder = try VocabularyFolder(lines: Array(lines.utf8))
        let tokenizer = try folder.tokenizer()
        #expect(try specialIDs("UNwantéd [MASK]ab?", tokenizer) == [5, 6, 7, 4, 8, 1])
        #expect(tokenizer.parts.prefix == [2] && tokenizer.parts.suffix == [3])
    }

    @Test func `a vocab.txt with capitals needs to be told about them`() throws {
        let names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Un", "un"]
        var folder = try VocabularyFolder(lines: Array(names.joined(separator: "\n").utf8))
        #expect(throws: TokenizerError.self) { try folder.tokenizer() }
        folder.config = try JSONTree(parsing: Array(#"{"do_lower_case":false}"#.utf8))
        #expect(try specialIDs("Un un", folder.tokenizer()) == [5, 6])
    }
}
