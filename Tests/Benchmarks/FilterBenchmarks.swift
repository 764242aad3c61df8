// The four rule sets together, on prose and on text made to hurt, and a block list of millions.
import Foundation
import PipelineCore
import Stages

let filterBenchmarks = BenchmarkArea(name: "filters") { inputs in
    let texts = try inputs.texts()
    return try ruleSets(texts, "unicode") + ruleSets(texts, "spacy_en")
        + ruleSets(texts, "whitespace") + hostile() + blockList()
}

/// gopher_repetition, gopher_quality, c4_quality and fineweb_quality one after the other, each on
/// the text as it came, whatever the others say.
private func ruleSets(_ texts: [[UInt8]], _ words: String) throws -> [Benchmark] {
    let chain = try RuleChain(words: words)
    let all = Array(texts.joined())
    return [
        Benchmark("four rule sets, \(words)", bytes: all.count, floor: .copying(all)) {
            for text in texts { try chain.run(text) }
        }
    ]
}

/// Ten and a hundred times a million bytes of what repeats: the rates must be alike.
private func hostile() throws -> [Benchmark] {
    let chain = try RuleChain(words: "unicode")
    return [("a a a", "a "), ("one line", "The same line, again and again.\n")].flatMap {
        name, piece in
        [10, 100].map { size in
            let count = size * 1_000_000 / piece.utf8.count
            let text = Array(repeatElement(Array(piece.utf8), count: count).joined())
            return Benchmark(
                "four rule sets, \(name), \(size) MB", bytes: text.count, floor: .copying(text)
            ) { try chain.run(text) }
        }
    }
}

/// Loading five million domains, and documents judged by them; there, bytes are documents.
private func blockList() throws -> [Benchmark] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "winnow-bench-list")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "domains.txt")
    let list = (0..<5_000_000).map { "site-\($0 &* 2_654_435_761 % 99_999_989).example\n" }
    try Data(list.joined().utf8).write(to: file)
    let probe = try FilterProbe("url_filter: { domains: [\(file.path)] }")
    let urls = (0..<100_000).map { Array("https://www.site-\($0 * 977).example/page/\($0)".utf8) }
    return [
        Benchmark("load 5,000,000 domains", bytes: list.reduce(0) { $0 + $1.utf8.count }) {
            keep(try FilterProbe("url_filter: { domains: [\(file.path)] }"))
        },
        Benchmark("url_filter, 5,000,000 domains (documents)", bytes: urls.count) {
            for url in urls { try probe.run([], url: url) }
        },
    ]
}

/// The four rule sets of one worker, which share its analysis of the text.
private final class RuleChain {
    private let probes: [FilterProbe]
    private let shared = DocumentScratch()

    init(words: String) throws {
        probes = try ["gopher_repetition", "gopher_quality", "c4_quality", "fineweb_quality"].map {
            try FilterProbe("\($0): { words: \(words) }")
        }
    }

    func run(_ text: [UInt8]) throws {
        shared.textChanged()
        for probe in probes { try probe.run(text, in: shared) }
    }
}

/// A stage made from a line of YAML.
private final class FilterProbe {
    private let runner: StageRunner
    private let columns: Int

    init(_ yaml: String) throws {
        let file = try PipelineFile(
            yaml: "input: []\noutput: []\nstages:\n  - \(yaml)\n", file: "bench.yaml")
        let entry = StageCatalogue.builtin.entry(
            file.stages[0].name, kinds: [.filter, .rewriter])!
        let built = try entry.build(file.stages[0].options, context: StageContext())
        runner = try StageRunner.make(built.stage as! any Measuring, stage: 0, firstColumn: 0)
        columns = entry.measurements.count
    }

    func run(_ text: [UInt8], url: [UInt8] = [], in shared: DocumentScratch = DocumentScratch())
        throws
    {
        var document = Document(
            key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: text)
        document.url = url
        document.values = Array(repeating: .nan, count: columns)
        keep(try runner.process(&document, in: shared))
    }
}
