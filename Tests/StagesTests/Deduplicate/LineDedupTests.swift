// `line_dedup` and `paragraph_dedup`, against a count of lines in memory.
import PipelineCore
import TestSupport
import Testing

/// The texts that are left, and the rules that dropped, of a stage over tasks of texts.
private func left(_ yaml: String, _ tasks: [[String]]) throws -> [String] {
    try CorpusProbe(yaml).run(tasks).map { $0.drop?.rule ?? $0.text }
}

@Test func `the first copy of a line stays and later ones are cut`() throws {
    let tasks = [["one\ntwo\nthree", "two\nfour\n"], ["four\nfive\none"]]
    let texts = try left("line_dedup: { min_chars: 1 }", tasks)
    #expect(texts == ["one\ntwo\nthree", "four\n", "five"])
}

@Test func `the document of the copy that stays is named for one that is dropped`() throws {
    let results = try CorpusProbe("line_dedup: { min_chars: 1 }").run([["a\nb"], ["x", "b"]])
    let drop = try #require(results[2].drop)
    #expect(drop.rule == "too_little_left")
    #expect(drop.value == .number(0))
    #expect(drop.threshold == .number(1))
    #expect(drop.duplicateOf == DocumentKey(file: 0, place: 0))
    #expect(results[2]["cut_share"] == 1)
    #expect(results[0]["cuts"] == 0)
}

@Test func `lines that are frequent enough lose every copy`() throws {
    let tasks = [["m\na", "m\nb"], ["m\nc", "twice\nd"], ["twice\ne\n"]]
    let texts = try left("line_dedup: { max_copies: 2, keep: none, min_chars: 1 }", tasks)
    #expect(texts == ["a", "b", "c", "twice\nd", "twice\ne\n"])
    let preset = try CorpusProbe("line_dedup: { preset: llama-3, min_chars: 1 }")
    let six = [["m\na"], ["m\nb"], ["m\nc"], ["m\nd"], ["m\ne"], ["m\nf"]]
    #expect(try preset.run(six).allSatisfy { $0["cuts"] == 0 })
    #expect(try preset.run(six + [["m\ng"]]).map(\.text) == ["a", "b", "c", "d", "e", "f", "g"])
}

@Test func `lines are compared as the option says`() throws {
    let tasks = [["Straße  ÜBER\tAlles "], ["straße über alles\nx"], ["Straße  ÜBER\tAlles \ny"]]
    func cuts(_ normalize: String) throws -> [Double?] {
        try CorpusProbe("line_dedup: { normalize: \(normalize), min_chars: 1 }").run(tasks)
            .map { $0["cuts"] }
    }
    #expect(try cuts("none") == [0, 0, 1])
    #expect(try cuts("space") == [0, 0, 1])
    #expect(try cuts("case_and_space") == [0, 1, 1])
}

@Test func `short lines and blank lines always stay`() throws {
    let tasks = [["}\n\n}\nééé\n\n"], ["}\n\nééé"]]
    #expect(try left("line_dedup: { min_chars: 4 }", tasks) == ["}\n\n}\nééé\n\n", "}\n\nééé"])
    #expect(try left("line_dedup: { min_chars: 3 }", tasks) == ["}\n\n}\nééé\n\n", "}"])
    #expect(
        try left("line_dedup: { min_chars: 0 }", [["\n\n\n"], ["\n\n"]]) == ["\n\n\n", "\n\n"])
}

@Test func `paragraphs are what stands between blank lines`() throws {
    let tasks = [["a\nb\n\nc\n \nd"], ["b\n\nd\n\n\na\nb\n\ne"], ["x\n\nc\n"]]
    let texts = try left("paragraph_dedup: { min_chars: 1 }", tasks)
    #expect(texts == ["a\nb\n\nc\n \nd", "b\n\ne", "x"])
}

@Test func `a document that lost too much is dropped`() throws {
    let tasks = [["aaaa"], ["aaaa\nb"]]
    let results = try CorpusProbe("line_dedup: { min_chars: 1, max_cut: 0.5 }").run(tasks)
    #expect(results[1].drop?.rule == "too_much_cut")
    #expect(results[1].drop?.value == .number(5.0 / 6))
    let bytes = try CorpusProbe("line_dedup: { min_chars: 1, min_left_bytes: 2 }").run(tasks)
    #expect(bytes[1].drop?.rule == "too_little_left")
    #expect(bytes[0].drop == nil)
}

@Test func `what is cut is what a count in memory says, whatever the order of arrival`() throws {
    for seed in 1...8 {
        let tasks = randomTasks(UInt64(seed))
        for most in [1, 2, 5] {
            for keepsFirst in [true, false] {
                let keep = keepsFirst ? "first" : "none"
                var probe = try CorpusProbe(
                    "line_dedup: { max_copies: \(most), keep: \(keep), normalize: none, "
                        + "min_chars: 1, min_left_bytes: 0 }")
                let expected = expectedTexts(tasks, most, keepsFirst)
                for observers in [1, 3, 7] {
                    probe.observers = observers
                    #expect(try probe.run(tasks).map(\.text) == expected)
                }
            }
        }
    }
}

/// Texts of lines that are often equal; tasks of different sizes, one of them empty.
private func randomTasks(_ seed: UInt64) -> [[String]] {
    var state = seed
    func next(_ below: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % below
    }
    return [40, 0, 90].map { count in
        (0..<count).map { _ in
            (0..<next(9)).map { _ in "line \(next(next(4) == 0 ? 5 : 400))" }.joined(
                separator: "\n")
        }
    }
}

private func expectedTexts(_ tasks: [[String]], _ most: Int, _ keepsFirst: Bool) -> [String] {
    let lines = tasks.joined().map { $0.split(separator: "\n").map(String.init) }
    let counts = Dictionary(lines.joined().map { ($0, 1) }, uniquingKeysWith: +)
    var seen: Set<String> = []
    return lines.map { lines in
        lines.filter { line in
            let isFirst = seen.insert(line).inserted
            return counts[line]! <= most || (keepsFirst && isFirst)
        }.joined(separator: "\n")
    }
}

@Test func `a million equal lines, and one line of megabytes, are ordinary`() throws {
    let line = "the same line everywhere, for ever and ever\n"
    let many = String(repeating: line, count: 1_000_000)
    let long = String(repeating: "x", count: 5_000_000)
    var probe = try CorpusProbe("line_dedup: { min_left_bytes: 0 }")
    probe.memory = 1 << 22
    let results = try probe.run([[many, "", long], ["\(long)\nleft over", line]])
    #expect(results.map(\.text) == [line.dropLast() + "", "", long, "left over", ""])
    #expect(results[0]["cuts"] == 1)
}
