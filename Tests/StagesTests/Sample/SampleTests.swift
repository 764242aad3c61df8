import PipelineCore
import TestSupport
import Testing

@Test func `sample keeps about the share that it is asked for`() throws {
    let probe = try StageProbe("sample: { rate: 0.25 }", seed: 7)
    var kept = 0
    for ordinal in 0..<10_000 {
        let key = DocumentKey(file: 3, ordinal: ordinal)
        let result = try probe.run(Document(key: key, offset: 0, id: [], text: []))
        if result.drop == nil { kept += 1 }
    }
    #expect((2350...2650).contains(kept))
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
