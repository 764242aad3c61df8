// Verdicts that depend on what a text says, not on how its lines end.
import Foundation
import PipelineCore
import TestSupport
import Testing

private let file = sharedFile("data/text/english.jsonl.zst")

/// Texts in whose lines something can be told: prose of some lines.
private func samples() throws -> [String] {
    let probe = try ReaderSamples(try #require(file).path, count: 600)
    return probe.texts.filter { $0.contains("\n") }
}

/// The first texts of a file of JSON lines.
private struct ReaderSamples {
    var texts: [String] = []

    init(_ path: String, count: Int) throws {
        let reader = try ReaderProbe("jsonl: { FILES }", paths: [path])
        texts = reader.texts.prefix(count).map { $0 }
    }
}

private let stages = ["fineweb_quality", "gopher_repetition", "gopher_quality", "c4_quality"]

@Test(.enabled(if: file != nil, "needs ../shared"), arguments: stages)
func `a reader's texts get the same verdict with other line ends`(stage: String) throws {
    let probe = try StageProbe(stage)
    for text in try samples().prefix(300) {
        let plain = try read(text)
        let verdict = try probe.run(plain[0]).drop?.rule
        for end in ["\r\n", "\r"] {
            let other = try read(text.replacing("\n", with: end))
            #expect(other[0].text == plain[0].text)
            #expect(try probe.run(other[0]).drop?.rule == verdict)
        }
    }
}

private func read(_ text: String) throws -> [Document] {
    let line = #"{"text":"# + String(decoding: try JSONEncoder().encode(text), as: UTF8.self) + "}"
    return try ReaderProbe("jsonl: { FILES }", [("in.jsonl", Array(line.utf8))]).documents
}

@Test(.enabled(if: file != nil, "needs ../shared"), arguments: stages)
func `blanks at the ends of lines change no verdict, but for presets that count them`(
    stage: String
) throws {
    let probe = try StageProbe(stage)
    for text in try samples().prefix(300) {
        let verdict = try probe.run(text).drop?.rule
        let blanks = text.replacing("\n", with: " \t\n") + "  "
        #expect(try probe.run(blanks).drop?.rule == verdict, "\(text.prefix(60))")
        if stage == "fineweb_quality" || stage == "gopher_repetition" {
            let wide = text.replacing("\n", with: "\u{A0} \u{3000}\n") + "\u{2003}"
            #expect(try probe.run(wide).drop?.rule == verdict, "\(text.prefix(60))")
        }
        let returns = text.replacing("\n", with: "\r\n")
        if stage != "c4_quality" { #expect(try probe.run(returns).drop?.rule == verdict) }
    }
}

@Test func `a preset counts blanks as its authors do`() throws {
    let text = (1...12).map { "This is sentence number \($0) of some words and it ends. " }
        .joined(separator: "\n")
    #expect(try StageProbe("fineweb_quality").run(text).drop == nil)
    let preset = try StageProbe("fineweb_quality: { preset: datatrove }").run(text)
    #expect(preset.drop?.rule == "line_punct_ratio")
}
