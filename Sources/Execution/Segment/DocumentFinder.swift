// Documents of a run read again from its input, as a stage saw them.
import FileStore
import PipelineCore

/// Reads some records of a run's input again, through the stages before one of the plan's.
///
/// Corpus stages on the way are skipped. What has vanished or changed since the run isn't found.
package struct DocumentFinder {
    private let plan: Plan
    private let stages: [(stage: PlannedStage, measuring: any Measuring)]

    /// - Parameter stage: the label of the stage whose input is wanted.
    package init(_ plan: Plan, before stage: String) {
        self.plan = plan
        stages = plan.stages.prefix { $0.label != stage }.compactMap { stage in
            guard case .document(let measuring) = stage.part else { return nil }
            return (stage, measuring)
        }
    }

    /// A record's place, as the ledger tells it: the input's path and the place in it.
    package struct Place: Hashable, Sendable {
        package let source: String
        package let place: String

        package init(source: String, place: String) {
            self.source = source
            self.place = place
        }
    }

    /// The texts of the records; each input is read to the last record that is wanted.
    package func texts(of places: Set<Place>) throws -> [Place: [UInt8]] {
        var found: [Place: [UInt8]] = [:]
        let sources = Set(places.map(\.source))
        for (number, input) in plan.inputs.enumerated() where sources.contains(input.file.path) {
            let wanted = Set(places.filter { $0.source == input.file.path }.map(\.place))
            try read(number, wanted) { place, text in
                found[Place(source: input.file.path, place: place)] = text
            }
        }
        return found
    }

    private func read(
        _ input: Int, _ wanted: Set<String>, _ body: (String, [UInt8]) -> Void
    ) throws {
        let readers = plan.readers.map { workers(of: $0.reader, count: 1) }
        for reader in readers { try reader.prepare(worker: 0) }
        let source = FileSource(
            plan.inputs, readers, [InputPiece(input: input, range: .whole)])
        let shared = DocumentScratch()
        let chain = try stages.map {
            try StageRunner.make(
                $0.measuring, stage: $0.stage.index, firstColumn: $0.stage.firstColumn)
        }
        var left = wanted.count
        while left > 0, let chunk = try source.next() {
            for document in try chunk.parse(worker: 0).taken().0 {
                let place = RecordPlaces.text(document.key.place)
                guard wanted.contains(place) else { continue }
                var document = document
                document.values = Array(repeating: .nan, count: plan.columns.count)
                shared.textChanged()
                for runner in chain { _ = try runner.process(&document, in: shared) }
                body(place, document.text)
                left -= 1
            }
        }
    }
}
