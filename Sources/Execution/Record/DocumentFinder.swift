// Documents of a run read again from its input, as a stage saw them.
import FileFormats
import PipelineCore

/// Reads some records of a run's input again, through the stages before one of the plan's.
///
/// Corpus stages on the way are skipped. What has vanished or changed since the run isn't found.
public struct DocumentFinder {
    private let plan: Plan
    private let stages: [PlannedStage]

    /// - Parameter stage: the label of the stage whose input is wanted.
    public init(_ plan: Plan, before stage: String) {
        self.plan = plan
        stages = plan.stages.prefix { $0.label != stage }
            .filter { $0.built.stage is any Measuring }
    }

    /// A record's place: the input's path and its ordinal.
    public struct Place: Hashable, Sendable {
        public let source: String
        public let ordinal: Int

        public init(source: String, ordinal: Int) {
            self.source = source
            self.ordinal = ordinal
        }
    }

    /// The texts of the records; each input is read to the last record that is wanted.
    public func texts(of places: Set<Place>) throws -> [Place: [UInt8]] {
        var found: [Place: [UInt8]] = [:]
        let sources = Set(places.map(\.source))
        for (number, input) in plan.inputs.enumerated() where sources.contains(input.file.path) {
            let wanted = Set(places.filter { $0.source == input.file.path }.map(\.ordinal))
            try read(number, wanted) { ordinal, text in
                found[Place(source: input.file.path, ordinal: ordinal)] = text
            }
        }
        return found
    }

    private func read(
        _ input: Int, _ wanted: Set<Int>, _ body: (Int, [UInt8]) -> Void
    ) throws {
        let source = FileSource(plan: plan, task: ReadTask(index: 0, inputs: input..<(input + 1)))
        let parser = try FileParser(plan: plan)
        let shared = DocumentScratch()
        let chain = try stages.map {
            try StageRunner.make(
                $0.built.stage as! any Measuring, stage: $0.index, firstColumn: $0.firstColumn)
        }
        var left = wanted.count
        while left > 0, let chunk = try source.next() {
            for document in try parser.parse(chunk).taken().0
            where wanted.contains(document.key.ordinal) {
                var document = document
                document.values = Array(repeating: .nan, count: plan.columns.count)
                shared.textChanged()
                for runner in chain { _ = try runner.process(&document, in: shared) }
                body(document.key.ordinal, document.text)
                left -= 1
            }
        }
    }
}
