// Where a run's tasks go: this machine or a cluster.
import ArgumentParser
import Execution
import Foundation
import PipelineCore

/// Flags that choose the engine, never part of a recipe.
struct EngineArguments: ParsableArguments {
    enum Name: String, ExpressibleByArgument, CaseIterable {
        case local
        case slurm
    }

    @Option(help: "Where tasks run: local (this machine's cores) or slurm (arrays of jobs).")
    var engine = Name.local

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "With --engine slurm: options for sbatch, such as \"--partition=cpu --time=4:00:00\".",
            valueName: "options"))
    var sbatch: String?

    func validate() throws {
        if sbatch != nil, engine != .slurm {
            throw ValidationError("--sbatch goes with --engine slurm.")
        }
    }

    func make() throws -> any Engine {
        switch engine {
        case .local: LocalEngine()
        case .slurm:
            SlurmEngine(program: try program(), options: try shellWords(sbatch ?? ""))
        }
    }

    /// This program's own path, for starting it elsewhere.
    private func program() throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }
}

/// Words as a shell splits them: blanks part them, quotes and backslashes keep them together.
func shellWords(_ text: String) throws -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
        if isEscaped {
            word = (word ?? "") + String(character)
            isEscaped = false
        } else if character == "\\", quote != "'" {
            isEscaped = true
        } else if let open = quote {
            if character == open { quote = nil } else { word = (word ?? "") + String(character) }
        } else if character == "'" || character == "\"" {
            quote = character
            word = word ?? ""
        } else if character.isWhitespace {
            if let whole = word.take() { words.append(whole) }
        } else {
            word = (word ?? "") + String(character)
        }
    }
    guard quote == nil, !isEscaped else {
        throw ConfigError("--sbatch \(text) has an open quote")
    }
    return words + (word.map { [$0] } ?? [])
}
