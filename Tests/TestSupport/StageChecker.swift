// What every stage of a catalogue has to keep, checked from its own declaration.
import Foundation
import PipelineCore

/// Checks one stage; each check gives its complaints, and none for a good stage.
///
///     let checker = try StageChecker(entry)
///     #expect(checker.declaration() == [])
public struct StageChecker {
    public let entry: StageEntry
    /// The stage of the example, whose files are in ``exampleFolder``.
    public let built: BuiltStage
    private let use: String

    /// Throws when the example does not parse or does not build.
    public init(_ entry: StageEntry) throws {
        self.entry = entry
        use = (entry.kind == .mixer ? "- " : "") + entry.info.example
        built = try Self.build(use, entry)
    }

    static func build(_ yaml: String, _ entry: StageEntry) throws -> BuiltStage {
        let indented = yaml.split(separator: "\n").map { "  \($0)\n" }.joined()
        let file = try PipelineFile(yaml: "input: []\noutput: []\nstages:\n\(indented)", file: "e")
        guard let use = file.stages.first, file.stages.count == 1, use.name == entry.info.name
        else { throw ConfigError("the example is not one use of \(entry.info.name)") }
        let context = StageContext(seed: 17, baseFolder: exampleFolder)
        return try entry.build(use.options, file: "e", context: context)
    }

    /// Name, summary, options, measurements and rules are complete and well named.
    public func declaration() throws -> [String] {
        var complaints = names([entry.info.name], "stage")
        let summary = entry.info.summary
        if summary.isEmpty || summary.contains("\n") || summary.utf8.count > 120 {
            complaints.append("the summary is not one short line")
        }
        complaints += try options()
        complaints += names(entry.measurements.map(\.name), "measurement")
        complaints += entry.measurements.filter(\.summary.isEmpty).map { "\($0.name): no summary" }
        return complaints + rules()
    }

    private func options() throws -> [String] {
        let known = try entry.options().map(\.name)
        let help = entry.type.helpLines
        let helped = help.map(\.name)
        return names(known, "option") + names(helped, "help line")
            + known.filter { !helped.contains($0) }.map { "option \($0) has no help" }
            + helped.filter { !known.contains($0) }.map { "help for \($0), which is no option" }
            + help.filter { $0.text.isEmpty || $0.text.contains("\n") }
            .map { "the help of \($0.name) is not one line" }
    }

    private func rules() -> [String] {
        let rules = built.rules
        var complaints = names(rules.map(\.reason), "rule")
        for rule in rules where entry.measurements.indices.contains(rule.column) == false {
            complaints.append("rule \(rule.reason) compares a column that is not recorded")
        }
        if entry.kind == .annotator, !rules.isEmpty { complaints.append("an annotator drops") }
        if entry.kind == .filter, rules.isEmpty { complaints.append("a filter without a rule") }
        return complaints
    }

    private func names(_ names: [String], _ what: String) -> [String] {
        let isSnake = { (name: String) in
            name.first?.isLetter == true && name == snakeCase(name)
                && name.utf8.allSatisfy {
                    (97...122).contains($0) || (48...57).contains($0) || $0 == 95
                }
        }
        let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
        return names.filter { !isSnake($0) }.map { "\(what) '\($0)' is not snake_case" }
            + counts.filter { $0.value > 1 }.keys.sorted().map { "\(what) '\($0)' is there twice" }
    }

    /// The options that a stage resolved to, written back as a user would, give the same options.
    public func roundTrip() throws -> [String] {
        let lines = optionLines
        let again = try Self.build(lines.isEmpty ? "- \(entry.info.name)" : use(of: lines), entry)
        return again.options == built.options
            ? [] : ["options change on their way:\n\(built.options)\n\(again.options)"]
    }

    /// The options that the example resolved to, as a user would write them.
    var optionLines: [String] {
        let isEmpty = built.options.trimmingCharacters(in: .whitespacesAndNewlines) == "{}"
        return isEmpty ? [] : built.options.split(separator: "\n").map { snakeKey(String($0)) }
    }

    func use(of lines: [String]) -> String {
        "- \(entry.info.name):\n" + lines.map { "    " + $0 }.joined(separator: "\n")
    }

    /// `  minWords: 5` as `  min_words: 5`.
    private func snakeKey(_ line: String) -> String {
        guard let colon = line.firstIndex(of: ":") else { return line }
        let key = line[..<colon]
        let isKey = key.utf8.allSatisfy { $0 == 32 || $0 == 45 || $0 > 64 }
        return isKey ? snakeCase(String(key)) + line[colon...] : line
    }
}

extension Stage {
    /// The help of the stage's options, as the type declares it.
    fileprivate static var helpLines: [(name: String, text: String)] {
        Options.help.map { ($0.key, $0.value) }
    }
}
