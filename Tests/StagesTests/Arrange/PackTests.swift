// `pack`: no token is lost, no sequence too short, no document cut without need.
import PipelineCore
import Stages
import TestSupport
import Testing

@Suite struct PackTests {
    /// Documents whose tokens count on, so that each token tells where it came from.
    private func documents(_ lengths: [Int]) -> [Document] {
        var next: UInt32 = 10
        return lengths.enumerated().map { number, length in
            var document = Document(
                key: DocumentKey(rawValue: UInt64(number)), offset: 0,
                id: Array("d\(number)".utf8), text: [])
            document.tokens = Tokens(ids: (next..<next + UInt32(length)).map { $0 })
            next += UInt32(length)
            return document
        }
    }

    private func packer(_ yaml: String, beginning: [UInt32] = []) throws -> any SequencePacker {
        let facts = TokenFacts(
            vocabularySize: 1000, tokenizerDigest: [], endOfDocument: 2, beginning: beginning)
        return try made(yaml).makePacker(facts)
    }

    private func made(_ yaml: String) throws -> Pack {
        let braced = yaml.hasPrefix("{") ? yaml : "{ \(yaml) }"
        return try #require(try buildStage("pack: \(braced)").stage as? Pack)
    }

    private func packed(
        _ documents: [Document], _ packer: any SequencePacker
    ) -> [Document] {
        var sequences: [Document] = []
        for document in documents { packer.add(document, into: &sequences) }
        packer.finish(into: &sequences)
        return sequences
    }

    /// The tokens of each sequence, whose borders have to be borders of documents.
    private func sequences(_ parts: [Document], length: Int) -> [[UInt32]] {
        var all: [[UInt32]] = []
        var open: [UInt32] = []
        for part in parts {
            open += part.tokens?.ids ?? []
            #expect(open.count <= length)
            if open.count == length {
                all.append(open)
                open = []
            }
        }
        #expect(open.isEmpty)
        return all
    }

    @Test func `concat lays documents end to end and leaves the rest out`() throws {
        let packer = try packer("length: 8")
        let parts = packed(documents([5, 5, 0, 20, 3]), packer)
        let all = sequences(parts, length: 8).flatMap(\.self)
        #expect(all == (10..<42).map { UInt32($0) })
        #expect(
            parts.map { String(decoding: $0.id, as: UTF8.self) }
                == ["d0", "d1", "d1", "d3", "d3", "d3", "d4"].prefix(parts.count).map(\.self))
        let counts = packer.counts
        #expect(counts.sequences == 4 && counts.tokens == 33 && counts.droppedTokens == 1)
        #expect(counts.documents == 5 && counts.paddingTokens == 0)
        #expect(counts.cutDocuments == 3 && counts.cutDocumentTokens == 28)
    }

    @Test func `where documents mustn't cross, each begins a sequence and padding ends it`() throws
    {
        let packer = try packer("length: 4, cross_documents: false, pad_id: 7")
        let parts = packed(documents([5, 0, 4, 2]), packer)
        let all = sequences(parts, length: 4)
        #expect(
            all == [[10, 11, 12, 13], [14, 7, 7, 7], [15, 16, 17, 18], [19, 20, 7, 7]])
        for part in parts where part.id.isEmpty {
            #expect(part.tokens?.lossMask.contains(1) == false)
        }
        let counts = packer.counts
        #expect(counts.sequences == 4 && counts.paddingTokens == 5 && counts.droppedTokens == 0)
        #expect(counts.cutDocuments == 1 && counts.cutDocumentTokens == 5)
        #expect(try made("cross_documents: false").flow.gives?.contains(.lossMask) == true)
        #expect(throws: ConfigError.self) {
            try buildStage("pack: { method: best_fit, cross_documents: false }")
        }
    }

    @Test func `a document that fills sequences exactly is not cut`() throws {
        let packer = try packer("length: 4")
        _ = packed(documents([4, 4, 1]), packer)
        #expect(packer.counts.sequences == 2 && packer.counts.droppedTokens == 1)
        #expect(packer.counts.cutDocuments == 1, "the last, which is in no sequence")
    }

    @Test func `best fit cuts only what is longer than a sequence, and pads`() throws {
        let packer = try packer("{ length: 8, method: best_fit }")
        let parts = packed(documents([5, 6, 3, 20, 2]), packer)
        let found = sequences(parts, length: 8)
        #expect(found.count == 5)
        let tokens = found.flatMap(\.self).filter { $0 >= 10 }.sorted()
        #expect(tokens == (10..<46).map { UInt32($0) }, "each token once")
        // 5 and 3, 6 and 2, 8, 8, 4 and padding.
        #expect(found[0] == [10, 11, 12, 13, 14, 21, 22, 23])
        #expect(found[4] == [40, 41, 42, 43, 2, 2, 2, 2])
        let padding = try #require(parts.last)
        #expect(padding.id.isEmpty && padding.tokens?.lossMask == [0, 0, 0, 0])
        #expect(packer.counts.cutDocuments == 1 && packer.counts.paddingTokens == 4)
    }

    @Test(arguments: ["concat", "best_fit"], [1, 2, 3])
    func `whatever the lengths, each token is in one place`(method: String, seed: Int) throws {
        var numbers = SeededGenerator(seed: UInt64(seed))
        let lengths = (0..<400).map { _ in Int.random(in: 0...90, using: &numbers) }
        let all = documents(lengths)
        let pad = method == "concat" ? "" : ", pad_id: 3"
        let packer = try packer("{ length: 32, method: \(method)\(pad) }")
        let found = sequences(packed(all, packer), length: 32).flatMap(\.self)
        let kept = found.filter { $0 >= 10 }
        #expect(Set(kept).count == kept.count)
        let counts = packer.counts
        #expect(kept.count == counts.tokens - counts.droppedTokens)
        #expect(found.count - kept.count == counts.paddingTokens)
        #expect(found.count == 32 * counts.sequences)
        if method == "best_fit" {
            #expect(
                counts.droppedTokens == 0 && kept.sorted() == kept.indices.map { UInt32($0 + 10) })
            #expect(counts.cutDocuments == lengths.count { $0 > 32 })
            #expect(Double(counts.paddingTokens) < 0.02 * Double(found.count))
        }
    }

    @Test(arguments: ["concat", "best_fit"])
    func `the rest of a cut document can begin like a document`(method: String) throws {
        let packer = try packer(
            "{ length: 8, method: \(method), repeat_beginning: true }", beginning: [1])
        let found = sequences(packed(documents([20, 3, 3, 5]), packer), length: 8)
        #expect(found[0].first == 10 && found[1].first == 1 && found[2].first == 1)
        #expect(packer.counts.repeatedTokens > 1)
    }

    @Test func `masks go with their tokens`() throws {
        let packer = try packer(
            "{ length: 4, method: concat, repeat_beginning: true }", beginning: [1])
        var document = documents([7])[0]
        document.tokens?.lossMask = [0, 1, 1, 0, 1, 1, 0]
        let parts = packed([document], packer)
        #expect(parts.map { $0.tokens?.lossMask } == [[0, 1, 1, 0], [0, 1, 1, 0]])
    }

    @Test(arguments: [
        "length: 1", "length: 5000000", "pad_id: 3", "{ method: best_fit, pad_id: -1 }",
    ])
    func `what can't be meant is refused`(yaml: String) {
        #expect(throws: (any Error).self) { try made(yaml) }
    }
}
