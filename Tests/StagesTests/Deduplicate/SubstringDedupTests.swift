// `substring_dedup`, against a set of all windows in memory.
import PipelineCore
import TestSupport
import Testing

/// What is left when every window of `length` bytes that stands earlier is cut: by definition.
private func expected(_ tasks: [[String]], _ length: Int, keepsFirst: Bool) -> [String] {
    let texts = tasks.joined().map { Array($0.utf8) }
    var places: [ArraySlice<UInt8>: [(text: Int, start: Int)]] = [:]
    for (number, text) in texts.enumerated() where text.count >= length {
        for start in 0...(text.count - length) {
            places[text[start..<start + length], default: []].append((number, start))
        }
    }
    var isCut = texts.map { Array(repeating: false, count: $0.count) }
    for copies in places.values where copies.count > 1 {
        for (text, start) in keepsFirst ? copies.dropFirst() : copies[...] {
            let first = copies[0]
            let overlaps = keepsFirst && first.text == text
            let from = overlaps ? max(start, first.start + length) : start
            for byte in from..<max(from, start + length) { isCut[text][byte] = true }
        }
    }
    return zip(texts, isCut).map { text, isCut in
        var left = zip(text, isCut).filter { !$0.1 }.map(\.0)
        if isCut.last == true { while left.last == 0x20 { left.removeLast() } }
        if isCut.first == true { left = Array(left.drop { $0 == 0x20 }) }
        return String(decoding: left, as: UTF8.self)
    }
}

/// Texts over a small alphabet that quote each other, go on and on, and stop anywhere.
private func randomTasks(_ seed: UInt64) -> [[String]] {
    var state = seed &* 7919
    func next(_ below: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % below
    }
    let letters = Array("ab cdefghij".utf8.prefix(2 + next(10)))
    var texts: [[UInt8]] = []
    func piece() -> [UInt8] {
        switch next(4) {
        case 0 where !texts.isEmpty:
            let text = texts[next(texts.count)]
            let start = next(text.count + 1)
            return Array(text[start..<min(text.count, start + next(90))])
        case 1:
            let unit = (0...next(5)).map { _ in letters[next(letters.count)] }
            return Array(repeatElement(unit, count: next(40)).joined())
        default: return (0..<next(80)).map { _ in letters[next(letters.count)] }
        }
    }
    for _ in 0..<(2 + next(12)) { texts.append((0..<next(5)).flatMap { _ in piece() }) }
    let middle = next(texts.count)
    return [texts[..<middle], [], texts[middle...]].map { part in
        part.map { String(decoding: $0, as: UTF8.self) }
    }
}

@Test(arguments: 1...60)
func `every repeated window is cut and nothing else`(seed: Int) throws {
    let tasks = randomTasks(UInt64(seed))
    let length = 16 + seed % 9
    for keep in ["first", "none"] {
        var probe = try CorpusProbe(
            "substring_dedup: { min_length: \(length), keep: \(keep), min_left_bytes: 0 }")
        probe.observers = 1 + seed % 4
        let texts = try probe.run(tasks).map(\.text)
        #expect(texts == expected(tasks, length, keepsFirst: keep == "first"))
    }
}

@Test func `the longest of what was cut names the document that has it`() throws {
    let quote = "We hold these truths to be self-evident, that all men are created equal."
    let tasks = [["x \(quote) y", "other text"], [quote, "said: \(quote) and left"]]
    let results = try CorpusProbe("substring_dedup: { min_length: 40 }").run(tasks)
    #expect(results.map(\.text) == ["x \(quote) y", "other text", "", "said:and left"])
    #expect(results[2].drop?.rule == "too_little_left")
    #expect(results[2].drop?.duplicateOf == DocumentKey(file: 0, place: 0))
    #expect(results[3]["cuts"] == 1)
    #expect(results[3]["cut_bytes"] == Double(quote.utf8.count + 2))
}

@Test func `whole characters only are cut`() throws {
    // The repeat begins and ends inside of characters that differ in their last or first bytes.
    let tasks = [["abc éééééééééééééééé xyz"], ["ABC èéééééééééééééééê XYZ"]]
    let results = try CorpusProbe("substring_dedup: { min_length: 16 }").run(tasks)
    #expect(results[1].text == "ABC èê XYZ")
}

@Test func `text that goes on and on keeps its first window`() throws {
    let ones = String(repeating: "x", count: 20_000_000)
    let twos = String(repeating: "ab", count: 1_000_000)
    let results = try CorpusProbe("substring_dedup").run([[ones, twos], [ones, "short", ""]])
    #expect(results[0].text == String(repeating: "x", count: 200))
    #expect(results[1].text == String(repeating: "ab", count: 100))
    #expect(results[2].drop?.rule == "too_little_left")
    #expect(results[3].drop == nil)
    #expect(results[4].drop == nil)
}
