// `token_jsonl`: what trainers read of documents and of packed sequences.
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

@Suite struct WriteTokenLinesTests {
    private struct Line: Decodable, Equatable {
        var id: String?
        var ids: [String]?
        var inputIds: [Int]
        var attentionMask: [Int]?
        var labels: [Int]
        var lossWeights: [Double]?
        var positionIds: [Int]?
        var seqLengths: [Int]?
    }

    private static let decoder = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }()

    private func lines(
        _ options: String, _ documents: [Document], sequenceLength: Int = 0, batchSize: Int = 3
    ) throws -> [Line] {
        let probe = try WriterProbe(
            "token_jsonl: { \(options) }", documents, batchSize: batchSize, hasLossMask: true,
            sequenceLength: sequenceLength)
        return try probe.text("00007-00000.jsonl").split(separator: "\n").map {
            try Self.decoder.decode(Line.self, from: Data($0.utf8))
        }
    }

    @Test func `a document is a line, with labels where it carries loss`() throws {
        let documents = [
            Document("a\"b", "", tokens: [0, 10, 4_294_967_295], mask: [0, 1, 1]),
            Document("c", "", tokens: [7]), Document("d", "", tokens: []),
        ]
        #expect(
            try lines("path: t", documents) == [
                Line(
                    id: "a\"b", inputIds: [0, 10, 4_294_967_295], attentionMask: [1, 1, 1],
                    labels: [-100, 10, 4_294_967_295]),
                Line(id: "c", inputIds: [7], attentionMask: [1], labels: [7]),
                Line(id: "d", inputIds: [], attentionMask: [], labels: []),
            ])
        #expect(
            try lines("attention_mask: false, id: false", [documents[1]]) == [
                Line(inputIds: [7], labels: [7])
            ])
    }

    private var packed: [Document] {
        var weighted = Document("b", "", tokens: [4, 5, 6], mask: [1, 0, 1])
        weighted.tokens?.lossWeights = [0.5, 0, 0.25]
        return [
            Document("a", "", tokens: [1, 2, 3], mask: [0, 1, 1]), weighted,
            Document("", "", tokens: [9, 9], mask: [0, 0]),
            Document("c", "", tokens: Array(1...8), mask: Array(repeating: 1, count: 8)),
        ]
    }

    @Test(arguments: [1, 2, 3, 4])
    func `a sequence is a line in which documents don't see one another`(batchSize: Int) throws {
        let lines = try lines("path: t", packed, sequenceLength: 8, batchSize: batchSize)
        #expect(
            lines == [
                Line(
                    ids: ["a", "b"], inputIds: [1, 2, 3, 4, 5, 6, 9, 9],
                    attentionMask: [1, 1, 1, 1, 1, 1, 0, 0],
                    labels: [-100, 2, 3, -100, -100, 6, -100, -100],
                    positionIds: [0, 1, 2, 0, 1, 2, 0, 1], seqLengths: [3, 3, 2]),
                Line(
                    ids: ["c"], inputIds: [1, 2, 3, 4, 5, 6, 7, 8],
                    attentionMask: Array(repeating: 1, count: 8),
                    labels: [-100, 2, 3, 4, 5, 6, 7, 8], positionIds: Array(0..<8),
                    seqLengths: [8]),
            ])
    }

    @Test func `weights stand beside the labels`() throws {
        let lines = try lines("weights: true", packed, sequenceLength: 8)
        #expect(lines[0].lossWeights == [0, 1, 1, 0, 0, 0.25, 0, 0])
        #expect(try self.lines("weights: true", [packed[1]])[0].lossWeights == [0.5, 0, 0.25])
    }

    @Test func `what can't be held is refused by the plan`() throws {
        func flow(_ options: String) throws -> ContentFlow {
            try buildStage("token_jsonl: { \(options) }", kinds: [.writer]).stage.flow
        }
        #expect(try !flow("path: t").takes.contains(.lossWeights))
        #expect(try flow("weights: true").takes.contains(.lossWeights))
        #expect(try flow("path: t").takes.contains(.sequences))
        #expect(try !flow("max_tokens: 5").takes.contains(.sequences))
    }

    @Test func `packing keeps masks and weights with their tokens`() throws {
        let pack = try #require(
            try buildStage("pack: { length: 4, method: best_fit }").stage as? Pack)
        let packer = pack.makePacker(nil)
        var parts: [Document] = []
        var long = Document("l", "", tokens: [1, 2, 3, 4, 5], mask: [1, 0, 1, 0, 1])
        long.tokens?.lossWeights = [0.1, 0, 0.3, 0, 0.5]
        packer.add(long, into: &parts)
        packer.finish(into: &parts)
        #expect(parts.map { $0.tokens?.lossMask } == [[1, 0, 1, 0], [1], [0, 0, 0]])
        #expect(parts.map { $0.tokens?.lossWeights } == [[0.1, 0, 0.3, 0], [0.5], []])
    }
}
