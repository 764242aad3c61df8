// Each output has a place of its own, inside the run's folder and apart from the engine's.
import PipelineCore

/// The paths that a pipeline's writers and corpus stages take in the run's folder.
struct OutputPaths {
    private let stages: [PlannedStage]
    private let writers: [PlannedWriter]

    init(_ stages: [PlannedStage], _ writers: [PlannedWriter]) {
        self.stages = stages
        self.writers = writers
    }

    /// Throws ``ConfigError`` where two meet, or one leaves the folder.
    func check(_ uses: [PipelineFile.StageUse], _ output: [PipelineFile.StageUse]) throws {
        var taken = RunFolder.ownNames
        for (stage, use) in zip(stages, uses) {
            for path in stage.artifactPaths { try check(path, of: use, &taken) }
        }
        for (writer, use) in zip(writers, output) {
            try check(writer.writer.path, of: use, &taken)
        }
    }

    private func check(
        _ path: String, of use: PipelineFile.StageUse, _ taken: inout [String]
    ) throws {
        let isInside = isPlainPath(path)
        let isTaken = taken.contains {
            "\(path)/".hasPrefix($0 + "/") || $0.hasPrefix(path + "/")
        }
        guard isInside, !isTaken else {
            throw ConfigError(
                "\(use.name): the path '\(path)' is "
                    + (isInside ? "taken" : "not inside the run's folder"),
                at: use.place, suggestion: "Give each output a path of its own, such as 'text'.")
        }
        taken.append(path)
    }
}

/// Whether a relative path stays inside the folder that it starts from.
func isPlainPath(_ path: String) -> Bool {
    path.split(separator: "/", omittingEmptySubsequences: false)
        .allSatisfy { !["", ".", ".."].contains($0) }
}
