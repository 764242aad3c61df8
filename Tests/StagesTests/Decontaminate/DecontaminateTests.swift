// `decontaminate`: what matches, what is done, what the ledger is told.
import Foundation
import PipelineCore
import Stages
import TestSupport
import Testing

/// A stage that searches for the items of a file.
private struct Searching {
    let scratch: ScratchDirectory
    let probe: StageProbe

    init(_ lines: [String], _ options: String = "", benchmark: String = "") throws {
        scratch = try ScratchDirectory()
        try scratch.write(lines.joined(separator: "\n"), to: "quiz.jsonl")
        probe = try StageProbe(
            "decontaminate: { benchmarks: [{ path: quiz.jsonl\(benchmark) }]\(options) }",
            baseFolder: scratch.path)
    }
}

private func words(_ range: ClosedRange<Int>) -> String {
    range.map { "w\($0)" }.joined(separator: " ")
}

@Test func `thirteen words in a row drop a document and are named`() throws {
    let item = #"{"id": "a7", "q": "\#(words(1...20))"}"#
    let search = try Searching(["", item])
    let hit = try search.probe.run("before W3, w4\nw5 - \(words(6...15)) after")
    #expect(hit.drop?.rule == "contaminated")
    #expect(hit.drop?.value == .number(1))
    #expect(hit.drop?.threshold == .number(1))
    #expect(hit.label("item") == "quiz.jsonl:2:a7")
    #expect(hit.label("ngram") == "W3, w4\nw5 - \(words(6...15))")
    #expect(hit["matched_share"] == 13.0 / 15)
    let near = try search.probe.run("\(words(3...14)) other \(words(9...20))")
    #expect(near.drop == nil)
    #expect(near["matches"] == 0)
    #expect(near.label("item") == nil)
}

@Test func `short items match as a whole from min_words on`() throws {
    let lines = [#"{"id": 5, "q": "\#(words(1...8))", "other": "\#(words(21...27))"}"#]
    let search = try Searching(lines, "", benchmark: ", name: exam")
    #expect(try search.probe.run("x \(words(1...8)) y").label("item") == "exam:1:5")
    #expect(try search.probe.run("x \(words(1...7)) y").drop == nil)
    #expect(try search.probe.run("x \(words(21...27)) y").drop == nil)
    let shorter = try Searching(lines, ", min_words: 7")
    #expect(try shorter.probe.run("x \(words(21...27)) y").drop != nil)
}

@Test func `only the fields asked for are searched, lists in them too`() throws {
    let line = #"{"q": "\#(words(1...13))", "a": {"b": ["\#(words(31...43))"]}, "n": 4}"#
    let search = try Searching([line], "", benchmark: ", fields: [a.b]")
    #expect(try search.probe.run(words(1...13)).drop == nil)
    #expect(try search.probe.run(words(31...43)).drop != nil)
    let all = try Searching([line])
    #expect(try all.probe.run(words(1...13)).drop != nil)
    #expect(try all.probe.run(words(31...43)).drop != nil)
}

@Test func `a context counts only where it runs into a field`() throws {
    let line = #"{"q": "\#(words(1...20))", "a": "\#(words(21...24))"}"#
    let search = try Searching([line], "", benchmark: ", context: q, fields: [a]")
    #expect(try search.probe.run(words(1...20)).drop == nil)
    #expect(try search.probe.run(words(9...21)).drop != nil)
    #expect(try search.probe.run(words(12...24)).drop != nil)
}

@Test func `cuts take a margin with them and leave pieces that are long enough`() throws {
    let line = #"{"q": "\#(words(1...13))"}"#
    let search = try Searching(
        [line], ", action: cut, margin: 4, min_piece: 5, max_pieces: 2")
    let one = try search.probe.run("first piece ééé \(words(1...13)) zzz last piece")
    #expect(one.text == "first piece\n\nlast piece")
    #expect(one["pieces"] == 2)
    #expect(one.drop == nil)
    #expect(try search.probe.run("abcd ééé \(words(1...13)) zzz last piece").text == "last piece")
    let many = Array(repeating: "piece of text \(words(1...13))", count: 4).joined(
        separator: " zzz ")
    #expect(try search.probe.run(many).drop?.rule == "too_many_pieces")
    #expect(try search.probe.run(many).text == many)
    #expect(try search.probe.run(words(1...13)).drop?.rule == "nothing_left")
    #expect(try search.probe.run("clean text").text == "clean text")
}

@Test func `tagged documents stay as they are`() throws {
    let search = try Searching([#"{"q": "\#(words(1...13))"}"#], ", action: tag")
    let result = try search.probe.run("x \(words(1...13))")
    #expect(result.drop == nil)
    #expect(result["matches"] == 1)
    #expect(result.text == "x \(words(1...13))")
}

@Test func `a share of the words can be asked for`() throws {
    let search = try Searching([#"{"q": "\#(words(1...13))"}"#], ", preset: llama-2")
    #expect(try search.probe.run(words(1...13)).drop?.rule == "contaminated")
    #expect(try search.probe.run("\(words(1...10)) a b").drop?.value == .number(10.0 / 12))
    #expect(try search.probe.run("\(words(1...10)) a b c").drop == nil)
}

@Test func `words are compared without case, punctuation and kind of white space`() throws {
    let item = #"{"q": "Don't STOP, Éva: 3.5 km (about 2 miles) für 北京烤鸭 ok"}"#
    let plain = try Searching([item], ", ngram: 13, min_words: 13")
    let same = "don’t stop éva 3.5 KM about 2 miles FÜR 北 京\n烤鸭 ok"
    #expect(try plain.probe.run(same).drop != nil)
    let joined = try Searching([item], ", words: no_punctuation, min_words: 5")
    let without = "dont stop éva 35 km about 2 miles für 北京烤鸭 ok"
    #expect(try joined.probe.run(without).drop != nil)
    #expect(try plain.probe.run(without).drop == nil)
}

@Test func `sets that can't be meant are refused with the line`() throws {
    func complaint(_ lines: [String], _ benchmark: String = "") -> String {
        do {
            _ = try Searching(lines, "", benchmark: benchmark)
            return ""
        } catch {
            return "\(error)"
        }
    }
    #expect(complaint(["{}", "{\"q\": 1"]).contains("quiz.jsonl:2"))
    #expect(complaint(["{\"q\": \"too short\"}"]).contains("nothing to search for"))
    #expect(complaint(["{\"q\": \"\(words(1...13))\"}"], ", fields: [x]").contains("nothing"))
    #expect(throws: ConfigError.self) { try StageProbe("decontaminate: {}") }
    #expect(throws: ConfigError.self) {
        try StageProbe("decontaminate: { benchmarks: [{ path: not/there.jsonl }] }")
    }
}

@Test func `every planted run is found and no other, against a set of strings`() throws {
    var state: UInt64 = 9
    func next(_ below: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % below
    }
    func text(_ count: UInt64) -> [String] { (0..<count).map { _ in "t\(next(4))" } }
    let items = (0..<40).map { _ in text(3 + next(9)) }
    let lines = items.map { "{\"q\": \"\($0.joined(separator: " "))\"}" }
    let search = try Searching(lines, ", ngram: 6, min_words: 4, action: tag")
    var runs: Set<[String]> = []
    for item in items {
        if item.count >= 4 && item.count < 6 { runs.insert(item) }
        for start in 0..<max(0, item.count - 5) { runs.insert(Array(item[start..<start + 6])) }
    }
    for _ in 0..<200 {
        let document = text(next(60))
        var expected = 0
        for length in 4...6 {
            for start in 0..<max(0, document.count - length + 1)
            where runs.contains(Array(document[start..<start + length])) {
                expected += 1
            }
        }
        let found = try search.probe.run(document.joined(separator: " "))
        #expect(found["matches"] == Double(expected))
    }
}
