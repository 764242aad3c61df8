// Names of fields that a writer can't put side by side.
import PipelineCore
import TestSupport
import Testing

@Test(arguments: [
    "text_field: id", "text_field: url.text", "text_field: a, id_field: a.b",
    "url_field: id.url", "measurements: true, text_field: measurements",
    "measurements: true, text_field: measurements.t",
])
func `no field is another one or lies inside it`(options: String) {
    #expect(throws: ConfigError.self) {
        try buildStage("jsonl: { path: x, \(options) }", kinds: [.writer])
    }
}

@Test(arguments: [
    "text_field: idea", "text_field: a.t, id_field: a.id", "text_field: measurements",
])
func `fields beside each other can be written`(options: String) throws {
    _ = try buildStage("jsonl: { path: x, \(options) }", kinds: [.writer])
}

@Test(arguments: [
    "minhash_dedup: { preset: datatrove, threshold: 0.95 }",
    "gopher_quality: { max_symbol_ratio: 0.01 }",
    "gopher_quality: { preset: dclm, max_hash_ratio: 0.01 }",
    "classify: { model: x, min_score: 80 }",
    "pii: { kinds: [] }", "nemo_quality: { max_brackets: 80 }",
    "gopher_repetition: { top_n_grams: [80, 0.2, 0.2] }",
    "gopher_repetition: { duplicated_n_grams: [80, 0.2, 0.2, 0.2, 0.2, 0.2] }",
])
func `options that mean nothing, or can't be meant, are refused`(yaml: String) {
    #expect(throws: ConfigError.self) {
        try buildStage(yaml, kinds: [.filter, .rewriter, .corpus])
    }
}
