// What `tokenize` puts around documents, and conversations under a tokenizer that marks spaces.
import BytePairEncoding
import FileStore
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

@Suite struct TokenizeTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    /// A character-level tokenizer.json with some special tokens.
    private func file(normalizer: String = "null", template: String = "null") throws -> String {
        let names = ["▁", "a", "b", "c", ":", "▁a", "▁b"]
        let vocabulary = names.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
        let specials = ["<s>", "</s>", "<u>"].enumerated().map {
            #"{"id":\#(names.count + $0),"content":"\#($1)","special":true,"normalized":false}"#
        }
        let json =
            #"{"added_tokens":[\#(specials.joined(separator: ","))],"normalizer":\#(normalizer),"#
            + #""pre_tokenizer":null,"post_processor":\#(template),"decoder":null,"model":{"#
            + #""type":"BPE","vocab":{\#(vocabulary)},"merges":[["▁","a"],["▁","b"]]}}"#
        return try scratch.write(json, to: "t.json")
    }

    private let llama =
        #"{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},"#
        + #"{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}"#
    private let template =
        #"{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},"#
        + #"{"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"<s>":"#
        + #"{"id":"<s>","ids":[7],"tokens":["<s>"]}}}"#

    private func tokens(_ yaml: String, _ document: Document) throws -> Tokens {
        let stage = try #require(try buildStage(yaml).stage as? Tokenize)
        let finish = try stage.finish(
            FinishContext(files: ProbedTasks().files, observedTasks: 0))
        let link = try StageRunner.make(finish, stage: 0, firstColumn: 0)
        var document = document
        document.values = EncodeTokens.Column.allCases.map { _ in .nan }
        _ = try link.process(&document, in: DocumentScratch())
        return try #require(document.tokens)
    }

    private func text(_ text: String) -> Document {
        Document(key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: Array(text.utf8))
    }

    @Test func `tokens are put before and after documents`() throws {
        let path = try file()
        let yaml = "tokenize: { tokenizer: \(path), beginning_of_document: <s>"
        #expect(
            try tokens(yaml + ", end_of_document: </s> }", text("ab")).ids == [7, 1, 2, 8])
        #expect(try tokens(yaml + ", end_of_document: '' }", text("ab")).ids == [7, 1, 2])
    }

    @Test func `the tokenizer's own template is put around documents`() throws {
        let path = try file(template: template)
        let yaml = "tokenize: { tokenizer: \(path), template: true"
        #expect(try tokens(yaml + " }", text("ab")).ids == [7, 1, 2])
        #expect(
            try tokens(yaml + ", end_of_document: </s> }", text("ab")).ids == [7, 1, 2, 8])
    }

    @Test func `a template that a tokenizer doesn't have is refused, as is an unknown token`()
        throws
    {
        let path = try file()
        #expect(throws: (any Error).self) {
            try buildStage("tokenize: { tokenizer: \(path), template: true }")
        }
        #expect(throws: (any Error).self) {
            try buildStage(
                "tokenize: { tokenizer: \(path), beginning_of_document: <x>, end_of_document: '' }"
            )
        }
    }

    @Test func `a conversation has one mark for its beginning, none before each answer`() throws {
        let path = try file(normalizer: llama)
        var chat = text("a:b</s>c:</s>a")
        // "a:" and "c:" and the marks are the template's; the answers are trained.
        chat.content = .renderedChat(
            ChatMarkup(
                template: [0..<2, 3..<7, 7..<9, 9..<13], trained: [2..<7, 13..<14]))
        let found = try tokens(
            "tokenize: { tokenizer: \(path), end_of_document: '' }", chat)
        // As tokenizers encodes the whole text: a mark after each special token too, since Prepend
        // is done to every part between them.
        #expect(found.ids == [5, 4, 2, 8, 0, 3, 4, 8, 5])
        #expect(found.lossMask == [0, 0, 1, 1, 0, 0, 0, 0, 1])
    }

    @Test func `names of special tokens that people write stay text in such a conversation`() throws
    {
        let path = try file(normalizer: llama)
        var chat = text("a:<s>b</s>")
        chat.content = .renderedChat(ChatMarkup(template: [0..<2, 6..<10], trained: [2..<6]))
        let found = try tokens(
            "tokenize: { tokenizer: \(path), end_of_document: '' }", chat)
        #expect(!found.ids.contains(7))
        #expect(found.ids.last == 8)
    }
}
