// `--set PATH=VALUE` over a pipeline file.
import PipelineCore
import Testing
import Yams

private let pipeline = """
    name: trial
    input:
      - jsonl: { paths: [in/*.jsonl] }
    stages:
      - exact_dedup
      - detect_language: { keep: [en, de], min_score: 0.5 }
      - decontaminate:
          benchmarks: [{ path: a.jsonl }, { path: b.jsonl, fields: [q] }]
      - exact_dedup: { by: url }
    output:
      - jsonl: { path: text }
    """

private func pipeline(_ settings: String...) throws -> PipelineFile {
    try PipelineFile(yaml: pipeline, file: "p.yaml", settings: settings)
}

private func complaint(about setting: String) -> ConfigError? {
    do {
        _ = try pipeline(setting)
        return nil
    } catch {
        return error as? ConfigError
    }
}

@Test func `a setting takes the place of a value and leaves the others`() throws {
    let file = try pipeline("stages.detect_language.min_score=0.9")
    #expect(
        file.stages.map(\.name) == [
            "exact_dedup", "detect_language", "decontaminate", "exact_dedup",
        ])
    #expect(file.stages[1].options?["min_score"]?.float == 0.9)
    #expect(file.stages[1].options?["keep"]?.sequence?.count == 2)
}

@Test func `a setting adds what is not there: keys, options, options of a bare stage`() throws {
    let file = try pipeline(
        "seed=9", "stages.detect_language.model=m.bin", "stages.exact_dedup.by=id")
    #expect(file.seed == 9)
    #expect(file.stages[1].options?["model"]?.string == "m.bin")
    #expect(file.stages[0].options?["by"]?.string == "id")
    let deep = try pipeline("stages.exact_dedup.a.b.c=1")
    #expect(deep.stages[0].options?["a"]?["b"]?["c"]?.int == 1)
}

@Test func `a stage is named by its name, which means the first, or by its index`() throws {
    let named = try pipeline("stages.exact_dedup.by=id")
    #expect(named.stages[3].options?["by"]?.string == "url")
    let numbered = try pipeline("stages.3.by=id")
    #expect(numbered.stages[0].options == nil)
    #expect(numbered.stages[3].options?["by"]?.string == "id")
    let input = try pipeline("input.jsonl.paths=[x, y]", "output.0.path=other")
    #expect(input.input[0].options?["paths"]?.sequence?.map(\.string) == ["x", "y"])
    #expect(input.output[0].options?["path"]?.string == "other")
}

@Test func `inside options a list's values are numbered`() throws {
    let file = try pipeline(
        "stages.detect_language.keep.1=fr", "stages.decontaminate.benchmarks.0.path=c.jsonl",
        "stages.decontaminate.benchmarks.1.fields.0=answer")
    #expect(file.stages[1].options?["keep"]?.sequence?.map(\.string) == ["en", "fr"])
    let benchmarks = try #require(file.stages[2].options?["benchmarks"]?.sequence)
    #expect(benchmarks.map { $0["path"]?.string } == ["c.jsonl", "b.jsonl"])
    #expect(benchmarks[1]["fields"]?.sequence?.map(\.string) == ["answer"])
}

@Test func `a value may be any YAML, with equals signs and variables in it`() throws {
    let file = try PipelineFile(
        yaml: pipeline, file: "p.yaml",
        settings: [
            "stages.detect_language={ keep: [fr] }", "output.jsonl.path=a=b",
            "input.jsonl.paths=[\"${DIR}/*\", x]", "stages.exact_dedup.note=",
        ], variables: ["DIR": "data"])
    #expect(file.stages[1].options?["keep"]?.sequence?.map(\.string) == ["fr"])
    #expect(file.stages[1].options?["min_score"] == nil)
    #expect(file.output[0].options?["path"]?.string == "a=b")
    #expect(file.input[0].options?["paths"]?.sequence?.map(\.string) == ["data/*", "x"])
    #expect(file.stages[0].options?["note"]?.string == "")
}

@Test func `the later setting counts, and whole lists can be replaced`() throws {
    let file = try pipeline("seed=1", "seed=2", "stages=[sample, { limit: { documents: 3 } }]")
    #expect(file.seed == 2)
    #expect(file.stages.map(\.name) == ["sample", "limit"])
    #expect(file.stages[1].options?["documents"]?.int == 3)
}

@Test(arguments: ["seed", "", "=3", "stages..by=1", ".seed=1", "seed.=1"])
func `a setting without a path and a value is refused`(text: String) {
    let error = complaint(about: text)
    #expect(error?.message == "expected path=value")
    #expect(error?.place == "--set \(text)")
}

@Test func `a stage that is not there is refused with the nearest`() {
    let error = complaint(about: "stages.exact_dedupe.by=id")
    #expect(error?.message == "the pipeline has no stage 'exact_dedupe' here")
    #expect(error?.suggestion.hasPrefix("Did you mean 'exact_dedup'? Stages: ") == true)
    #expect(complaint(about: "stages.4.by=id")?.message == "the pipeline has no stage '4' here")
    #expect(complaint(about: "stages.-1.by=id")?.message == "the pipeline has no stage '-1' here")
    #expect(complaint(about: "input.text.paths=[x]")?.suggestion == "Stages: jsonl")
}

@Test(arguments: ["2", "-1", "en"])
func `a value that a list doesn't have is refused`(index: String) {
    let error = complaint(about: "stages.detect_language.keep.\(index)=fr")
    #expect(error?.message == "'stages.detect_language.keep' has no value number \(index)")
    #expect(error?.suggestion.hasPrefix("It has 2, counted from 0") == true)
}

@Test func `a value that is no YAML is refused with the setting as its place`() {
    let error = complaint(about: "seed=[1")
    #expect(error?.place.hasPrefix("--set seed=[1") == true)
    #expect(error?.message.hasPrefix("not valid YAML") == true)
}

@Test func `a key that a pipeline doesn't have is refused like a written one`() {
    #expect(complaint(about: "sede=1")?.message == "unknown key 'sede'")
    #expect(complaint(about: "name.x=1")?.message == "'name' must be text")
}

@Test func `a setting has no place in the file`() throws {
    let file = try pipeline("stages.detect_language.min_score=high")
    #expect(file.stages[1].options?["min_score"]?.mark == nil)
}
