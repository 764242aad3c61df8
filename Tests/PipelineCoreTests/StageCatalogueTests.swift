// The catalogue finds stages by name and kind, and makes them from YAML.
import PipelineCore
import Testing
import Yams

private let catalogue = StageCatalogue([TrialFilter.self, TrialAnnotator.self])

private func filter(_ yaml: String) throws -> BuiltStage {
    let entry = try #require(catalogue.entry("trial_filter", kinds: [.filter]))
    let node = try PipelineTree.compose(yaml, file: "p.yaml")
    return try entry.build(
        node, file: "p.yaml", stagePlace: "p.yaml:9:5", context: StageContext(seed: 3))
}

@Test func `a name that several stages share is told apart by kind`() {
    #expect(catalogue.entry("trial_filter", kinds: [.filter])?.kind == .filter)
    #expect(catalogue.entry("trial_filter", kinds: [.annotator])?.kind == .annotator)
    #expect(catalogue.entry("trial_filter", kinds: StageKind.allCases)?.kind == .filter)
    #expect(catalogue.entry("trial_filter", kinds: [.writer]) == nil)
    #expect(catalogue.entry("trial_filte", kinds: StageKind.allCases) == nil)
}

@Test func `an entry knows its measurements, its options and its default rules`() throws {
    let entry = try #require(catalogue.entry("trial_filter", kinds: [.filter]))
    #expect(entry.measurements.map(\.name) == ["words", "length", "share", "language"])
    try #expect(entry.options().map(\.name) == ["min_words", "languages", "nested"])
    #expect(entry.defaultRules().map(\.reason) == ["too_short", "other_language"])
    let annotator = try #require(catalogue.entry("trial_filter", kinds: [.annotator]))
    #expect(annotator.measurements.isEmpty)
    #expect(annotator.defaultRules().isEmpty)
}

@Test func `a stage is made with its options, its context, its rules and its resolved YAML`() throws
{
    let built = try filter("{ min_words: 9, languages: [en] }")
    let stage = try #require(built.stage as? TrialFilter)
    #expect(stage.options.minWords == 9)
    #expect(stage.seed == 3)
    #expect(built.entry.kind == .filter)
    #expect(built.rules.map(\.threshold) == [.number(9), .label("en")])
    #expect(built.rules.map(\.symbol) == ["<", "not in"])
    let resolved = try #require(try Yams.compose(yaml: built.options))
    #expect(resolved["min_words"]?.int == 9)
    #expect(resolved["nested"]?["depth"]?.int == 1)
}

@Test func `resolved options are the same whether a default is written out or not`() throws {
    try #expect(filter("").options == filter("{ min_words: 5, nested: {} }").options)
    try #expect(filter("").options != filter("{ min_words: 6 }").options)
}

@Test func `an option that the stage refuses is placed where it is written`() {
    let error = #expect(throws: ConfigError.self) { try filter("languages: [en]\nmin_words: 1001") }
    #expect(error?.message == "trial_filter: option 'min_words' must be 1000 at most")
    #expect(error?.place == "p.yaml:2:12")
    let nested = #expect(throws: ConfigError.self) { try filter("{ nested: { depth: 9 } }") }
    #expect(nested?.message == "trial_filter: option 'nested.depth' must be below 9")
    #expect(nested?.place == "p.yaml:1:20")
}

@Test func `an option that the stage misses is placed where the stage stands`() throws {
    let entry = try #require(catalogue.entry("trial_filter", kinds: [.annotator]))
    let error = #expect(throws: ConfigError.self) {
        try entry.build(nil, file: "p.yaml", stagePlace: "p.yaml:9:5", context: StageContext())
    }
    #expect(error?.description == "p.yaml:9:5: trial_filter: option 'path' names no file")
}

@Test func `a mistake in the options comes before the stage is asked`() {
    let error = #expect(throws: ConfigError.self) {
        try filter("{ min_words: 1001, languages: en }")
    }
    #expect(error?.message == "option 'languages': expected a list, found 'en'")
}

@Test func `a measurement of an earlier stage is found by its name, or the nearest is told`() throws
{
    let context = StageContext().following([
        EarlierColumn(name: "gopher_quality.words", index: 4, unit: .count),
        EarlierColumn(name: "gopher_quality.stop_words", index: 5, unit: .count),
    ])
    try #expect(context.earlierColumn("gopher_quality.words", option: "by").index == 4)
    let near = #expect(throws: OptionError.self) {
        try context.earlierColumn("gopher_quality.word", option: "by")
    }
    #expect(near?.option == "by")
    #expect(near?.reason.hasSuffix("there is: gopher_quality.words") == true)
    let first = #expect(throws: OptionError.self) {
        try StageContext().earlierColumn("a.b", option: "by")
    }
    #expect(first?.reason.contains("no stage before this one records anything") == true)
}
