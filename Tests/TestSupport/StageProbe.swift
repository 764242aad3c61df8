// Builds a stage from YAML, as users do, and runs it over documents.
import PipelineCore
import Stages

/// One document stage (annotator, filter, rewriter) made from a line of YAML.
///
///     let probe = try StageProbe("sample: { rate: 0.5 }")
///     let result = try probe.run("some text")
///     #expect(result.drop?.rule == "not_sampled")
public struct StageProbe {
    public let built: BuiltStage
    private let runner: StageRunner
    private let shared = DocumentScratch()

    public init(_ yaml: String, seed: UInt64 = 0, baseFolder: String = ".") throws {
        built = try buildStage(yaml, kinds: [.annotator, .filter, .rewriter], seed, baseFolder)
        runner = try StageRunner.make(built.stage as! any Measuring, stage: 0, firstColumn: 0)
    }

    /// What one document looked like afterwards.
    public struct Result {
        public let document: Document
        public let drop: Drop?
        let measurements: [Measurement]

        public var text: String { String(decoding: document.text, as: UTF8.self) }

        /// A number measured, by its name.
        public subscript(name: String) -> Double? {
            guard let column = measurements.firstIndex(where: { $0.name == name }) else {
                return nil
            }
            return document.values[column]
        }

        /// A word measured, by its measurement's name.
        public func label(_ name: String) -> String? {
            guard let column = measurements.firstIndex(where: { $0.name == name }) else {
                return nil
            }
            return document.labels.first { $0.column == column }
                .map { String(decoding: $0.text, as: UTF8.self) }
        }
    }

    public func run(_ text: String) throws -> Result {
        try run(
            Document(
                key: DocumentKey(file: 0, place: 0), offset: 0, id: [], text: Array(text.utf8)))
    }

    public func run(_ document: Document) throws -> Result {
        var document = document
        document.values = Array(repeating: .nan, count: built.entry.measurements.count)
        shared.textChanged()
        let drop = try runner.process(&document, in: shared)
        return Result(document: document, drop: drop, measurements: built.entry.measurements)
    }
}

/// A stage from one line of YAML such as `sample: { rate: 0.5 }`.
public func buildStage(
    _ yaml: String, kinds: [StageKind] = StageKind.allCases, _ seed: UInt64 = 0,
    _ baseFolder: String = "."
) throws -> BuiltStage {
    let file = try PipelineFile(
        yaml: "input: []\noutput: []\nstages:\n  - \(yaml)\n", file: "test.yaml")
    let use = file.stages[0]
    guard let entry = StageCatalogue.builtin.entry(use.name, kinds: kinds) else {
        throw ConfigError("no stage '\(use.name)'")
    }
    return try entry.build(
        use.options, file: "test.yaml", stagePlace: use.place,
        context: StageContext(seed: seed, baseFolder: baseFolder))
}
