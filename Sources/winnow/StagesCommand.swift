// `winnow stages`: every stage, its options, measurements and rules, from its own declaration.
import ArgumentParser
import Foundation
import PipelineCore
import Stages

struct StagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stages",
        abstract: "List the stages, or document one.",
        discussion: """
            Examples:
              winnow stages
              winnow stages gopher_quality
              winnow stages --markdown      # the README's table
            """)

    @Argument(help: "A stage's name.")
    var name: String?

    @Flag(help: "Print the list as a Markdown table.")
    var markdown = false

    @Flag(help: "Print as JSON.")
    var json = false

    func run() throws {
        let entries = try chosen()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            printOutput(Array(try encoder.encode(try entries.map(StageFacts.init))) + [10])
        } else if name != nil {
            print(try entries.map { try StageText(entry: $0).text }.joined(separator: "\n\n"))
        } else {
            print(markdown ? StageTable.markdown : StageTable.plain)
        }
    }

    private func chosen() throws -> [StageEntry] {
        let all = StageCatalogue.builtin.entries
        guard let name else { return all }
        let found = all.filter { $0.info.name == name }
        if !found.isEmpty { return found }
        let meant = nearestName(to: name, in: all.map(\.info.name)).map { "Did you mean '\($0)'? " }
        throw ConfigError(
            "unknown stage '\(name)'", suggestion: (meant ?? "") + "'winnow stages' lists them all."
        )
    }
}

/// One stage's documentation.
private struct StageText {
    let entry: StageEntry

    var text: String {
        get throws {
            var lines = ["\(entry.info.name) (\(entry.kind.rawValue))", "  \(entry.info.summary)"]
            if !entry.info.scope.isEmpty { lines.append("  Scope: \(entry.info.scope)") }
            if !entry.info.source.isEmpty { lines.append("  Source: \(entry.info.source)") }
            lines.append("\n  Example:")
            lines += entry.info.example.split(separator: "\n").map { "    \($0)" }
            lines += try section("Options", entry.options().flatMap { optionLines($0) })
            lines += section("Measures", entry.measurements.map(measurementLine))
            lines += section("Drops, in this order", entry.defaultRules().map(ruleLine))
            return lines.joined(separator: "\n")
        }
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["\n  \(title):"] + lines
    }

    private func optionLines(_ option: OptionDescription, indent: String = "    ") -> [String] {
        let value = option.defaultValue.isEmpty ? "" : ", default \(option.defaultValue)"
        var lines = ["\(indent)\(option.name): \(option.help) (\(option.type.words)\(value))"]
        for group in option.type.groups {
            lines += group.flatMap { optionLines($0, indent: indent + "  ") }
        }
        return lines
    }

    private func measurementLine(_ measurement: PipelineCore.Measurement) -> String {
        "    \(measurement.name): \(measurement.summary) (\(measurement.unit.rawValue))"
    }

    private func ruleLine(_ rule: RuleDescription) -> String {
        "    \(rule.reason) when \(rule.measurement) \(rule.symbol) \(rule.threshold)"
    }
}

extension OptionType {
    /// The options of the groups that a value may be.
    fileprivate var groups: [[OptionDescription]] {
        switch self {
        case .group(let options): [options]
        case .either(let types): types.flatMap(\.groups)
        case .list(let element), .map(let element): element.groups
        default: []
        }
    }
}

/// The list of all stages; the README's copy is checked against it.
public enum StageTable {
    static var plain: String {
        let entries = StageCatalogue.builtin.entries
        let width = entries.map { $0.info.name.count }.max() ?? 0
        return StageKind.allCases.compactMap { kind in
            let lines = entries.filter { $0.kind == kind }.map { entry in
                let padding = String(repeating: " ", count: width - entry.info.name.count + 2)
                return "  \(entry.info.name)\(padding)\(entry.info.summary)"
            }
            return lines.isEmpty ? nil : ([kind.rawValue] + lines).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    public static var markdown: String {
        let head = ["| stage | kind | what it does |", "|---|---|---|"]
        let rows = StageKind.allCases.flatMap { kind in
            StageCatalogue.builtin.entries.filter { $0.kind == kind }.map {
                "| `\($0.info.name)` | \(kind.rawValue) | \($0.info.summary) |"
            }
        }
        return (head + rows).joined(separator: "\n")
    }
}

/// A stage for scripts.
private struct StageFacts: Encodable {
    struct Option: Encodable {
        let name: String
        let type: String
        let defaultValue: String
        let help: String
    }

    struct Measured: Encodable {
        let name: String
        let unit: String
        let summary: String
    }

    struct Rule: Encodable {
        let reason: String
        let measurement: String
        let comparison: String
        let threshold: String
    }

    let name: String
    let kind: String
    let summary: String
    let scope: String
    let source: String
    let example: String
    let options: [Option]
    let measurements: [Measured]
    let rules: [Rule]

    init(_ entry: StageEntry) throws {
        name = entry.info.name
        kind = entry.kind.rawValue
        summary = entry.info.summary
        scope = entry.info.scope
        source = entry.info.source
        example = entry.info.example
        options = try entry.options().map {
            Option(
                name: $0.name, type: $0.type.words, defaultValue: $0.defaultValue, help: $0.help)
        }
        measurements = entry.measurements.map {
            Measured(name: $0.name, unit: $0.unit.rawValue, summary: $0.summary)
        }
        rules = entry.defaultRules().map {
            Rule(
                reason: $0.reason, measurement: $0.measurement, comparison: $0.symbol,
                threshold: "\($0.threshold)")
        }
    }
}
