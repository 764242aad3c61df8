// Every stage of the catalogue that works on one document of text, with default options.
import PipelineCore
import Stages

let stageBenchmarks = BenchmarkArea(name: "stages") { inputs in
    let texts = try inputs.texts()
    let all = Array(texts.joined())
    return StageCatalogue.builtin.entries.compactMap { entry in
        // extract_html passes text on as it is; the html area measures it over pages.
        guard [.annotator, .filter, .rewriter].contains(entry.kind),
            entry.info.name != "extract_html", let runner = TimedStage(entry),
            runner.takes(texts.first ?? [])
        else { return nil }
        return Benchmark(entry.info.name, bytes: all.count, floor: .copying(all)) {
            for text in texts { try runner.run(text) }
        }
    }
}

/// One stage with its worker.
private final class TimedStage {
    private let runner: StageRunner
    private let shared = DocumentScratch()
    private let columns: Int

    /// `nil` for stages that can't be made without options.
    init?(_ entry: StageEntry) {
        guard let built = try? entry.build(nil, context: StageContext()),
            let stage = built.stage as? any Measuring,
            let runner = try? StageRunner.make(stage, stage: 0, firstColumn: 0)
        else { return nil }
        self.runner = runner
        columns = entry.measurements.count
    }

    /// Whether the stage works on plain text; a chat template, for one, does not.
    func takes(_ text: [UInt8]) -> Bool { (try? run(text)) != nil }

    func run(_ text: [UInt8]) throws {
        var document = Document(
            key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: text)
        document.values = Array(repeating: .nan, count: columns)
        shared.textChanged()
        keep(try runner.process(&document, in: shared))
    }
}
