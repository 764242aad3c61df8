// Where the texts of a command come from: files of JSON lines and of plain text.
import FileStore

/// Files, folders and patterns that hold texts.
package struct TextSource: Sendable {
    /// Files, folders or patterns; `-` is stdin.
    package var inputs: [String]
    /// Whether everything is JSON lines, whatever the names say.
    package var isJSONLines: Bool
    /// Whether each line of plain text is a text, rather than each file.
    package var isByLine: Bool
    /// The field of JSON lines that holds the text.
    package var textField: String

    /// How a file holds its texts.
    enum Form: Sendable {
        case jsonLines
        /// One text a line.
        case lines
        /// All of it is one text.
        case text
    }

    package init(
        _ inputs: [String], isJSONLines: Bool = false, isByLine: Bool = false,
        textField: String = "text"
    ) {
        self.inputs = inputs
        self.isJSONLines = isJSONLines
        self.isByLine = isByLine
        self.textField = textField
    }

    private static let jsonEndings = [".jsonl", ".json", ".ndjson", ".jl"]

    /// The files, in the order of their names.
    package func files() throws -> [String] { try listed().files }

    /// The files, and what was passed over in folders.
    func listed() throws -> (files: [String], passedOver: [String: Int]) {
        let endings = Self.jsonEndings + [".txt", ".md"]
        let all = endings + endings.flatMap { [$0 + ".gz", $0 + ".zst"] }
        if inputs == ["-"] { return (["-"], [:]) }
        let listed = try FilePatterns.list(inputs, extensions: all)
        return (listed.files.map(\.path), listed.passedOver)
    }

    /// How a file holds its texts; nil for stdin where that is not said.
    func form(of path: String) -> Form? {
        let name = path.lowercased()
        let isNamed = Self.jsonEndings.contains { name.hasSuffix($0) || name.contains($0 + ".") }
        if isJSONLines || isNamed {
            return .jsonLines
        }
        if isByLine { return .lines }
        return path == "-" ? nil : .text
    }
}
