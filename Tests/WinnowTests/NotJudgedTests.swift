// What a stage doesn't judge is counted in the summary and empty in the ledger.
import TestSupport
import Testing

@Test func `a run says how many documents a stage did not judge`() throws {
    let text =
        "Der Fluss stand nach drei Tagen Regen hoch, also nahmen wir die alte Brücke zur Stadt."
    let tiny = try TinyRun(
        """
        name: scope
        input:
          - jsonl: { paths: [in.jsonl] }
        stages:
          - toxicity
        output:
          - jsonl: { path: text }
        """)
    try tiny.scratch.write("{\"id\":\"de\",\"text\":\"\(text)\"}\n", to: "in.jsonl")
    let outcome = try tiny.winnow("run", "tiny.yaml", "--output", "out")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error.contains("unjudged 1  toxicity: not judged, outside its scope"))
    let why = try tiny.winnow("why", "out", "de")
    #expect(why.text.contains("judged") && !why.text.contains("toxicity.score"))
    let stages = try tiny.winnow("stages", "toxicity")
    #expect(stages.text.contains("Scope: The built-in model is for en"))
}
