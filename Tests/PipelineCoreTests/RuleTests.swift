// Rules compare one measurement with one threshold.
import PipelineCore
import Testing

private let numeric: [(Comparison, [Double], [Double])] = [
    (.isBelow(2), [1.9, -.infinity], [2, 2.1, .infinity]),
    (.isAtMost(2), [1.9, 2, -.infinity], [2.1, .infinity]),
    (.isAbove(2), [2.1, .infinity], [2, 1.9, -.infinity]),
    (.isAtLeast(2), [2, 2.1, .infinity], [1.9, -.infinity]),
    (.equals(2), [2], [1.9, 2.1, .infinity]), (.equals(0), [0, -0.0], [1]),
]

@Test func `each comparison fires on the numbers that it says, and on no others`() {
    for (comparison, firing, passing) in numeric {
        for value in firing { #expect(comparison.fires(on: value), "\(value) \(comparison)") }
        for value in passing { #expect(!comparison.fires(on: value), "\(value) \(comparison)") }
    }
}

@Test func `what was not measured fails no test, and no threshold of NaN fires`() {
    let comparisons: [(Double) -> Comparison] = [
        Comparison.isBelow, Comparison.isAtMost, Comparison.isAbove, Comparison.isAtLeast,
        Comparison.equals,
    ]
    for comparison in comparisons {
        for threshold: Double in [0, 2, .infinity, -.infinity, .nan] {
            #expect(!comparison(threshold).fires(on: .nan))
        }
        #expect(!comparison(.nan).fires(on: 1))
    }
}

@Test func `words are compared by their bytes`() {
    let words = Comparison.isOneOf(["en", "é"])
    #expect(words.fires(on: Array("en".utf8)))
    #expect(words.fires(on: Array("\u{E9}".utf8)))
    #expect(!words.fires(on: Array("e\u{301}".utf8)))
    #expect(!words.fires(on: Array("EN".utf8)))
    #expect(!words.fires(on: []))
    let others = Comparison.isNoneOf(["en", "de"])
    #expect(others.fires(on: Array("fr".utf8)))
    #expect(others.fires(on: []))
    #expect(!others.fires(on: Array("de".utf8)))
}

@Test func `an empty list of words allows every word and forbids none`() {
    #expect(!Comparison.isNoneOf([]).fires(on: Array("fr".utf8)))
    #expect(!Comparison.isOneOf([]).fires(on: Array("fr".utf8)))
}

@Test func `numbers don't meet rules about words, nor words those about numbers`() {
    #expect(!Comparison.isNoneOf(["1"]).fires(on: 2))
    #expect(!Comparison.isOneOf(["1"]).fires(on: 1))
    for (comparison, _, _) in numeric { #expect(!comparison.fires(on: Array("2".utf8))) }
}

@Test(arguments: [
    (Comparison.isBelow(1.5), "<", MeasuredValue.number(1.5), false),
    (.isAtMost(1), "<=", .number(1), false), (.isAbove(1), ">", .number(1), false),
    (.isAtLeast(1), ">=", .number(1), false), (.equals(1), "=", .number(1), false),
    (.isNoneOf(["en", "de"]), "not in", .label("en|de"), true),
    (.isOneOf(["x"]), "in", .label("x"), true), (.isOneOf([]), "in", .label(""), true),
])
func `a comparison has a symbol, a threshold to show, and words or numbers`(
    comparison: Comparison, symbol: String, threshold: MeasuredValue, comparesLabels: Bool
) {
    #expect(comparison.symbol == symbol)
    #expect(comparison.threshold == threshold)
    #expect(comparison.comparesLabels == comparesLabels)
}

@Test func `a rule is described by its reason, column, comparison and threshold`() throws {
    var options = TrialFilter.Options()
    options.minWords = 3
    let rules = try TrialFilter(options, in: StageContext()).ruleDescriptions
    #expect(rules.map(\.reason) == ["too_short", "other_language"])
    #expect(rules.map(\.column) == [0, 3])
    #expect(rules.map(\.measurement) == ["words", "language"])
    #expect(rules.map(\.symbol) == ["<", "not in"])
    #expect(rules.map(\.threshold) == [.number(3), .label("")])
}
