// `sentence_dedup`: spans, what is left, and what is dropped.
import PipelineCore
import TestSupport
import Testing

private let one = "The first sentence is about a small red boat. "
private let two = "Its owner, boat 42, painted it again in May. "
private let three = "Nobody on the island knew why he had done so! "
private let four = "A storm took it in the autumn of that year. "
private let five = "They found the oars on the other shore. "

private func run(_ tasks: [[String]], _ options: String = "") throws -> [StageProbe.Result] {
    try CorpusProbe("sentence_dedup: { min_words: 1, min_sentences: 1\(options) }").run(tasks)
}

@Test func `three sentences in a row that stood before are cut`() throws {
    let results = try run([[one + two + three + four], [five + two + three + four + one]])
    #expect(results[0]["cuts"] == 0)
    #expect(results[1].text == five + one)
    #expect(results[1]["cuts"] == 1)
    #expect(results[1]["left_sentences"] == 2)
}

@Test func `two in a row stay, and numbers and case make no difference`() throws {
    let changed =
        "THE FIRST SENTENCE is about a small, red boat! Its owner boat 7 painted it "
        + "again in May! Nobody on the island knew why he had done so. "
    let results = try run([[one + two + three], [one + two + five], [changed + five]])
    #expect(results[1]["cuts"] == 0)
    #expect(results[2].text == five)
    #expect(results[2]["cuts"] == 1)
}

@Test func `overlapping spans are cut as one stretch`() throws {
    let all = one + two + three + four
    let results = try run([[all], [five + all + five]])
    #expect(results[1].text == five + five)
    #expect(results[1]["cuts"] == 1)
    let pairs = try run([[one + two], [five + one + two]], ", sentences: 2")
    #expect(pairs[1].text == five.dropLast())
}

@Test func `what was cut to too little is dropped and its twin named`() throws {
    let tasks = [[one + two + three], [one + two + three + five], [one + two + three], ["Short."]]
    let probe = try CorpusProbe("sentence_dedup: { min_words: 5, min_sentences: 2 }")
    let results = try probe.run(tasks)
    #expect(results[1].drop?.rule == "too_few_sentences_left")
    #expect(results[1].drop?.duplicateOf == DocumentKey(file: 0, place: 0))
    #expect(results[2].drop?.rule == "too_few_words_left")
    #expect(results[2].drop?.value == .number(0))
    #expect(results[3].drop == nil)
    #expect(results[3]["left_words"]?.isNaN == true)
}
