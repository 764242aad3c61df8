// Where inputs are mixed in a pipeline, and what the stage that mixes may know of it.
import PipelineCore

/// The inputs of a pipeline as they are to be mixed.
struct MixedInputs {
    private let inputs: [(name: String, share: InputShare)]
    private let file: PipelineFile
    /// The place among the stages of the one that mixes; nil where nothing is mixed.
    private(set) var place: Int?

    init(_ readers: [PlannedReader], _ file: PipelineFile) {
        self.file = file
        inputs = readers.map { reader in
            let patterns = reader.reader.inputs
            let more = patterns.paths.count > 1 ? " …" : ""
            return (
                "\(reader.built.entry.info.name) \(patterns.paths.first ?? "")\(more)",
                patterns.share
            )
        }
    }

    /// The pipeline's stages with the one that mixes, if any does, before those that arrange.
    mutating func stageUses(_ catalogue: StageCatalogue) -> [PipelineFile.StageUse] {
        var uses = file.stages
        guard let use = file.mix ?? impliedUse else { return uses }
        let first = uses.firstIndex {
            catalogue.entry($0.name, kinds: StageKind.inStages)?.kind == .arranger
        }
        place = first ?? uses.count
        uses.insert(use, at: place ?? 0)
        return uses
    }

    /// Shares of inputs ask for a mixture too.
    private var impliedUse: PipelineFile.StageUse? {
        let asks = MixingContext(
            inputs: inputs, hasTokens: false, isShuffled: false, trained: nil
        ).isAsked
        return asks
            ? PipelineFile.StageUse(name: "mix", options: nil, place: file.input[0].place) : nil
    }

    func context(behind stages: [PlannedStage], _ catalogue: StageCatalogue) -> MixingContext {
        let split = stages.lazy.compactMap { stage in
            (stage.built.stage as? any Splitting).map { (stage.firstColumn, $0.parts[0]) }
        }.first
        return MixingContext(
            inputs: inputs,
            hasTokens: stages.contains {
                $0.built.stage.flow.gives?.contains(.tokens) == true
            },
            isShuffled: file.stages.contains {
                catalogue.entry($0.name, kinds: [.arranger])?.type is any Ordering.Type
            },
            trained: split.map { (column: $0.0, part: $0.1) })
    }
}
