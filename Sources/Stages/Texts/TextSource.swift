// Where the texts of a command come from: files of JSON lines and of plain text.
import FileStore

/// Files, folders and patterns that hold texts.
package struct TextSource: Sendable {
    /// Files, folders or patterns; `-` is stdin.
    package var inputs: [String]
    /// Whether everything is JSON lines, whatever the names say.
    package var isJSONLines: Bool
    /// The field of JSON lines that holds the text.
    package var textField: String

    package init(_ inputs: [String], isJSONLines: Bool = false, textField: String = "text") {
        self.inputs = inputs
        self.isJSONLines = isJSONLines
        self.textField = textField
    }

    private static let jsonEndings = [".jsonl", ".json", ".ndjson"]

    /// The files, in the order of their names.
    package func files() throws -> [String] {
        let endings = Self.jsonEndings + [".txt", ".md"]
        let all = endings + endings.flatMap { [$0 + ".gz", $0 + ".zst"] }
        return try inputs == ["-"] ? ["-"] : FilePatterns.expand(inputs, extensions: all)
    }

    func isJSON(_ path: String) -> Bool {
        isJSONLines || path == "-" || Self.jsonEndings.contains { path.contains($0) }
    }
}
