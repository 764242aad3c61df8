// The recipes in Pipelines are what their first lines say, and the README names each.
import Foundation
import PipelineCore
import TestSupport
import Testing

private let files = try? FileManager.default
    .contentsOfDirectory(atPath: packageRoot.appending(path: "Pipelines").path)
    .filter { $0.hasSuffix(".yaml") }.sorted()

private func text(_ path: String) throws -> String {
    try String(contentsOf: packageRoot.appending(path: path), encoding: .utf8)
}

/// What a recipe must do, in this order, to be what it says.
private let recipes: [(String, [String])] = [
    (
        "web",
        [
            "url_filter", "extract_html", "detect_language", "gopher_repetition", "gopher_quality",
            "c4_quality", "fineweb_quality", "minhash_dedup", "pii",
        ]
    ),
    ("c4", ["c4_quality", "detect_language", "c4_bad_words", "sentence_dedup"]),
    (
        "refinedweb",
        [
            "url_filter", "extract_html", "detect_language", "gopher_repetition", "gopher_quality",
            "refinedweb_lines", "minhash_dedup", "substring_dedup",
        ]
    ),
    (
        "dclm",
        [
            "extract_html", "url_filter", "remove_urls", "normalize_text", "detect_language",
            "gopher_quality", "gopher_repetition", "refinedweb_lines", "bloom_dedup",
        ]
    ),
]

@Test(arguments: recipes)
func `a recipe is complete`(name: String, stages: [String]) throws {
    let yaml = try text("Pipelines/\(name).yaml")
    let file = try PipelineFile(yaml: yaml, file: name)
    #expect(file.stages.map(\.name) == stages)
    let comment = yaml.split(separator: "\n").prefix { $0.hasPrefix("#") }.joined()
    #expect(comment.contains { $0.isNumber }, "the source of its numbers has a year")
}

@Test func `the README names the recipes that there are`() throws {
    let readme = try text("README.md")
    for name in try #require(files) { #expect(readme.contains("`\(name)`"), "\(name)") }
    for part in readme.split(separator: "`") where part.hasSuffix(".yaml") {
        let name = part.split(separator: "/").last.map(String.init) ?? ""
        let isOwn = part.hasPrefix("Pipelines/") || recipes.contains { "\($0.0).yaml" == name }
        if isOwn { #expect(files?.contains(name) == true, "\(name)") }
    }
}
