// `sample`: a share by chance that belongs to the document and not to its place.
import PipelineCore
import TestSupport
import Testing

private func document(_ id: Int, place: Int = 0) -> Document {
    Document(
        key: DocumentKey(file: 3, place: place), offset: 0, id: Array("id-\(id)".utf8), text: [])
}

@Test func `sample keeps about the share that it is asked for`() throws {
    let probe = try StageProbe("sample: { rate: 0.25 }", seed: 7)
    let kept = try (0..<10_000).count { try probe.run(document($0)).drop == nil }
    #expect((2350...2650).contains(kept))
}

@Test func `a document's draw depends on its id and the seed, wherever it stands`() throws {
    let (one, other) = (
        try StageProbe("sample: { rate: 0.5 }", seed: 7),
        try StageProbe("sample: { rate: 0.5 }", seed: 8)
    )
    for id in 0..<100 {
        let draw = try one.run(document(id, place: id))["draw"]
        #expect(try one.run(document(id, place: 5000 - id))["draw"] == draw)
        #expect(try other.run(document(id, place: id))["draw"] != draw)
        #expect(try one.run(document(id + 100, place: id))["draw"] != draw)
    }
}

@Test func `sample names its rule, its draw and its rate`() throws {
    let result = try StageProbe("sample: { rate: 0 }").run("any")
    #expect(result.drop?.rule == "not_sampled")
    #expect(result.drop?.threshold == .number(0))
    #expect(result["draw"]! >= 0 && result["draw"]! < 1)
}

@Test func `a rate above one is refused at its place`() throws {
    let error = #expect(throws: ConfigError.self) { try StageProbe("sample: { rate: 1.5 }") }
    #expect(error?.description == "test.yaml:4:21: sample: option 'rate' must be from 0 to 1")
}

@Test func `an unknown option is refused with the nearest name`() throws {
    let error = #expect(throws: ConfigError.self) { try StageProbe("sample: { rat: 0.5 }") }
    #expect(error?.place == "test.yaml:4:15")
    #expect(error?.message == "unknown option 'rat'")
    #expect(error?.suggestion == "Did you mean 'rate'? Options: rate")
}
