// Documents wait between phases and come back as they were; damaged bytes are an error.
import Execution
import PipelineCore
import TestSupport
import Testing

private struct DocumentMaker {
    var random: SeededGenerator

    mutating func count(_ limit: Int) -> Int {
        Int.random(in: 0...(Bool.random(using: &random) ? limit : 3), using: &random)
    }

    mutating func bytes(_ limit: Int) -> [UInt8] { random.bytes(count(limit)) }

    mutating func ranges() -> [Range<Int>] {
        (0..<count(9)).map { _ in
            let start = Int.random(in: 0...1 << 40, using: &random)
            return start..<(start + count(1 << 20))
        }
    }

    mutating func content() -> Content {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .text
        case 1: .conversation
        case 2: .html(charset: bytes(20))
        default: .renderedChat(ChatMarkup(template: ranges(), trained: ranges()))
        }
    }

    /// Of a small vocabulary or a large one, with a mask as stages make them, or with any bytes.
    mutating func tokens() -> Tokens {
        let largest: UInt32 = Bool.random(using: &random) ? 0xFFFF : .max
        let ids = (0..<count(300)).map { _ in UInt32.random(in: 0...largest, using: &random) }
        var tokens = Tokens(ids: ids, lossMask: bytes(300))
        if Bool.random(using: &random) {
            let border = Int.random(in: 0...ids.count, using: &random)
            tokens.lossMask = ids.indices.map { $0 < border ? 0 : 1 }
        }
        if Bool.random(using: &random) {
            tokens.lossWeights = tokens.lossMask.map { Float($0) / 2 }
        }
        return tokens
    }

    mutating func document() -> Document {
        var document = Document(
            key: DocumentKey(rawValue: random.next()), offset: Int(random.next() >> 1),
            id: bytes(40), text: bytes(700))
        document.content = content()
        document.url = bytes(90)
        document.fields = bytes(90)
        if Bool.random(using: &random) {
            document.tokens = tokens()
        }
        document.values = (0..<count(30)).map { _ in Double(bitPattern: random.next()) }
        if !document.values.isEmpty { document.values[0] = .nan }
        document.labels = (0..<count(5)).map { _ in
            MeasuredLabel(column: count(99), text: bytes(9))
        }
        return document
    }
}

private func encoded(_ documents: [Document]) -> [UInt8] {
    documents.reduce(into: []) { DocumentCoding.append($1, to: &$0) }
}

private func decoded(_ bytes: [UInt8]) throws -> [Document] {
    var reader = ByteReader(bytes)
    var documents: [Document] = []
    while !reader.isAtEnd { documents.append(try DocumentCoding.read(from: &reader)) }
    return documents
}

private func expectEqual(_ a: Document, _ b: Document) {
    #expect(a.key == b.key && a.offset == b.offset && a.content == b.content)
    #expect(a.id == b.id && a.url == b.url && a.text == b.text && a.fields == b.fields)
    #expect(a.tokens == b.tokens && a.labels == b.labels)
    #expect(a.values.map(\.bitPattern) == b.values.map(\.bitPattern))
}

@Test(arguments: 1...40)
func `random documents come back as they were`(seed: UInt64) throws {
    var maker = DocumentMaker(random: SeededGenerator(seed: seed))
    let documents = (0..<25).map { _ in maker.document() }
    let bytes = encoded(documents)
    let back = try decoded(bytes)
    #expect(back.count == documents.count)
    for (a, b) in zip(documents, back) { expectEqual(a, b) }
    #expect(encoded(back) == bytes)
}

@Test func `a document that is cut off anywhere is an error`() {
    var maker = DocumentMaker(random: SeededGenerator(seed: 8))
    for _ in 0..<20 {
        let bytes = encoded([maker.document()])
        for length in 1..<bytes.count {
            let error = #expect(throws: RunError.self) { try decoded(Array(bytes[..<length])) }
            #expect(error?.code == .damaged)
        }
    }
}

@Test func `changed and random bytes are read or refused, without harm`() {
    var maker = DocumentMaker(random: SeededGenerator(seed: 9))
    var refused = 0
    for _ in 0..<300 {
        let whole = encoded([maker.document()])
        for _ in 0..<30 {
            var bytes = whole
            for _ in 0...maker.count(2) {
                let place = Int.random(in: 0..<bytes.count, using: &maker.random)
                bytes[place] = maker.count(1) == 0 ? 0xFF : maker.random.bytes(1)[0]
            }
            if (try? decoded(bytes)) == nil { refused += 1 }
        }
        if (try? decoded(maker.random.bytes(200))) == nil { refused += 1 }
    }
    #expect(refused > 1000)
}

@Test(arguments: [
    // Numbers of ten bytes and more, which no count is.
    [UInt8](repeating: 0xFF, count: 60), [UInt8](repeating: 0x80, count: 60),
    // 2^62 ranges of a rendered chat, and as many labels.
    [UInt8](repeating: 0, count: 9) + [4] + [UInt8](repeating: 0x80, count: 8) + [0x40],
    [UInt8](repeating: 0, count: 9) + [2, 0, 0, 0, 0, 0, 0]
        + [UInt8](repeating: 0x80, count: 8) + [0x40],
    // Runs of a mask that are none, or longer than it: of two tokens, 1 and 2.
    [UInt8](repeating: 0, count: 9) + [2, 0, 0, 0, 0, 0, 1, 2, 2, 1, 0, 2, 0, 1, 0, 1, 0],
    [UInt8](repeating: 0, count: 9) + [2, 0, 0, 0, 0, 0, 1, 2, 2, 1, 0, 2, 0, 1, 3, 1, 0],
    [UInt8](repeating: 0, count: 9) + [2, 0, 0, 0, 0, 0, 1, 2, 2, 1, 0, 2, 0, 1]
        + [UInt8](repeating: 0xFF, count: 8) + [0x7F, 1],
    // Tokens of three bytes.
    [UInt8](repeating: 0, count: 9) + [2, 0, 0, 0, 0, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    // A range that ends past every number.
    [UInt8](repeating: 0, count: 9) + [4, 1] + [UInt8](repeating: 0xFF, count: 8) + [0x7F, 1, 0]
        + [UInt8](repeating: 0, count: 9),
])
func `counts past all bounds are an error before any room is taken`(bytes: [UInt8]) {
    #expect(throws: RunError.self) { try decoded(bytes) }
}
