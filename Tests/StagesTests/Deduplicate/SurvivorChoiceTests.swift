// minhash_dedup's clusters: a document goes when it resembles one that stays, not by chains.
import PipelineCore
import TestSupport
import Testing

/// Texts of 80 words, each shifted against the one before: neighbours resemble each other at .6 or
/// more, the first and the third don't.
private func chain(_ count: Int, shift: Int = 12, from start: Int = 0) -> [String] {
    (0..<count).map { number in
        (0..<80).map { word(start + number * shift + $0) }.joined(separator: " ")
    }
}

/// A word for a number: digits are all the same to datatrove.
private func word(_ number: Int) -> String {
    "w" + String(decoding: String(number).utf8.map { $0 + 0x31 }, as: UTF8.self)
}

private func run(_ options: String, _ texts: [String]) throws -> [StageProbe.Result] {
    try CorpusProbe("minhash_dedup: { \(options) }").run([texts])
}

/// The Jaccard similarity of two texts' 5-word shingles.
private func similarity(_ a: String, _ b: String) -> Double {
    func shingles(_ text: String) -> Set<[Substring]> {
        let words = text.split(separator: " ")
        return Set((0...words.count - 5).map { Array(words[$0..<$0 + 5]) })
    }
    let (x, y) = (shingles(a), shingles(b))
    return Double(x.intersection(y).count) / Double(x.union(y).count)
}

@Test func `of a chain every other document stays, and the twin is the one it resembles`() throws {
    let texts = chain(3)
    let results = try run("", texts)
    #expect(results.map { $0.drop?.rule } == [nil, "near_duplicate", nil])
    let drop = try #require(results[1].drop)
    #expect(drop.duplicateOf == DocumentKey(file: 0, place: 0))
    #expect(drop.threshold == .number(0.6))
    guard case .number(let value) = drop.value else { return #expect(Bool(false)) }
    #expect(abs(value - similarity(texts[0], texts[1])) < 1e-9)
    #expect(results[1]["cluster_size"] == 2)
    #expect(results[2]["is_duplicate"] == 0)
}

@Test func `with chained clusters one of the chain stays, and similarities are true`() throws {
    let texts = chain(3)
    let results = try run("clusters: chained", texts)
    #expect(results.map { $0.drop == nil } == [true, false, false])
    #expect(results[2].drop?.value == .number(1))
    #expect(abs((results[2]["similarity"] ?? 0) - similarity(texts[0], texts[2])) < 1e-9)
    #expect(results[2]["cluster_size"] == 3)
}

@Test func `of several that stay, the most similar is named`() throws {
    let ends = chain(2, shift: 30)
    let between = chain(1, from: 16)
    let results = try run("threshold: 0.5", ends + between)
    #expect(results.prefix(2).allSatisfy { $0.drop == nil })
    #expect(results[2].drop?.duplicateOf == DocumentKey(file: 0, place: 1))
}

@Test func `the policy decides who stays in a chain`() throws {
    let texts = chain(3)
    let longer = [texts[0], texts[1] + " and a few words more", texts[2]]
    let results = try run("keep: longest", longer)
    #expect(results.map { $0.drop == nil } == [false, true, false])
}

@Test(arguments: [1, 2, 3])
func `on long chains each that goes resembles one that stays, and no two that stay do`(
    seed: UInt64
) throws {
    var random = SeededGenerator(seed: seed)
    var texts: [String] = []
    for start in 0..<6 {
        texts += chain(20, shift: Int.random(in: 3...15, using: &random), from: 10_000 * start)
    }
    texts.shuffle(using: &random)
    let results = try run("", texts)
    let stays = results.indices.filter { results[$0].drop == nil }
    for (number, result) in results.enumerated() {
        guard let drop = result.drop else { continue }
        let twin = try #require(drop.duplicateOf).place
        #expect(stays.contains(twin))
        let truth = similarity(texts[twin], texts[number])
        #expect(truth >= 0.6)
        #expect(abs(truth - (result["similarity"] ?? 0)) < 1e-9)
    }
    for (place, one) in stays.enumerated() {
        for other in stays[..<place] { #expect(similarity(texts[one], texts[other]) < 0.75) }
    }
}

@Test func `many near-duplicates of one document leave that one, however full the buckets`() throws
{
    var random = SeededGenerator(seed: 9)
    let base = (0..<300).map { "b\($0)" }
    let texts =
        [base.joined(separator: " ")]
        + (0..<400).map { number in
            var words = base
            for _ in 0..<3 { words[Int.random(in: 0..<300, using: &random)] = "x\(number)" }
            return words.joined(separator: " ")
        }
    let results = try run("", texts)
    #expect(results.filter { $0.drop == nil }.count == 1)
    #expect(results.dropFirst().allSatisfy { $0.drop?.duplicateOf?.place == 0 })
}

@Test func `unverified clusters are chained and can't be otherwise`() throws {
    #expect(throws: ConfigError.self) { try run("verify: none, clusters: verified", []) }
    #expect(throws: ConfigError.self) {
        try run("preset: datatrove, clusters: verified", [])
    }
    let texts = chain(3, shift: 9)
    let options = "preset: datatrove, verify: jaccard, threshold: 0.7, buckets: 40, rows: 4"
    let preset = try run(options, texts)
    #expect(preset.map { $0.drop == nil } == [true, false, false])
    let verified = options + ", clusters: verified"
    #expect(try run(verified, texts).map { $0.drop == nil } == [true, false, true])
}
