// What a stage records about the document at hand.
import PipelineCore
import Testing

@Test func `columns are numbered from 0 in the order of their declaration`() {
    #expect(TrialColumn.measurements.map(\.name) == ["words", "length", "share", "language"])
    #expect(TrialColumn.allCases.map(\.rawValue) == [0, 1, 2, 3])
    #expect(NoColumns.measurements.isEmpty)
}

@Test func `a recorder has nothing measured until something is`() {
    let recorder = Recorder<TrialColumn>()
    #expect(recorder.values.count == 4)
    #expect(recorder.values.count(where: { !$0.isNaN }) == 0)
    #expect(recorder.labels == [[], [], [], []])
    #expect(recorder.duplicateOf == nil)
}

@Test func `a recorder holds numbers, counts, fractions and words by column`() {
    let recorder = Recorder<TrialColumn>()
    recorder.count(.words, 7)
    recorder[.length] = 2.5
    recorder.fraction(.share, 1, of: 4)
    recorder.label(.language, Array("de".utf8))
    #expect(recorder.values[..<3] == [7, 2.5, 0.25])
    #expect(recorder[.language].isNaN)
    #expect(recorder.label(.language) == Array("de".utf8))
    #expect(recorder.label(.words) == [])
    recorder[.length] += 1
    #expect(recorder[.length] == 3.5)
}

@Test func `a fraction of nothing is 0`() {
    let recorder = Recorder<TrialColumn>()
    recorder.fraction(.share, 0, of: 0)
    #expect(recorder[.share] == 0)
    recorder.fraction(.share, 3, of: 0)
    #expect(recorder[.share] == 0)
    recorder.fraction(.share, 3, of: 2)
    #expect(recorder[.share] == 1.5)
}

@Test func `clearing leaves no trace of the document before`() {
    let recorder = Recorder<TrialColumn>()
    recorder.count(.words, 7)
    recorder.label(.language, Array("de".utf8))
    recorder.duplicateOf = DocumentKey(rawValue: 3)
    recorder.clear()
    #expect(recorder.values.count(where: { !$0.isNaN }) == 0)
    #expect(recorder.labels == [[], [], [], []])
    #expect(recorder.duplicateOf == nil)
}
