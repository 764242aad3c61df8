// `winnow schema`: a JSON Schema of the pipeline file, for editors.
import ArgumentParser
import Foundation
import PipelineCore
import Stages

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a JSON Schema of pipeline files, for editors.",
        discussion: """
            Example:
              winnow schema > .winnow-schema.json
              # then, on a pipeline's first line:
              # yaml-language-server: $schema=.winnow-schema.json
            """)

    func run() throws {
        let schema = try PipelineSchema(catalogue: .builtin).json()
        let data = try JSONSerialization.data(
            withJSONObject: schema, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        printOutput(Array(data) + [10])
    }
}

/// Builds the schema from the stages' declarations.
struct PipelineSchema {
    let catalogue: StageCatalogue

    func json() throws -> [String: Any] {
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Winnow pipeline",
            "type": "object",
            "additionalProperties": false,
            "required": ["input", "output"],
            "properties": [
                "name": ["type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]*$"],
                "description": ["type": "string"],
                "seed": ["type": "integer", "minimum": 0],
                "input": try list([.reader]),
                "stages": try list(StageKind.inStages),
                "mix": try mix(),
                "output": try list([.writer]),
            ] as [String: Any],
        ]
    }

    private func mix() throws -> [String: Any] {
        guard let entry = catalogue.entries.first(where: { $0.kind == .mixer }) else { return [:] }
        return try group(entry.options(), summary: entry.info.summary)
    }

    private func list(_ kinds: [StageKind]) throws -> [String: Any] {
        let entries = catalogue.entries.filter { kinds.contains($0.kind) }
        let names: [String: Any] = ["enum": entries.map(\.info.name)]
        let objects = try entries.map { entry -> [String: Any] in
            [
                "type": "object",
                "additionalProperties": false,
                "required": [entry.info.name],
                "properties": [
                    entry.info.name: try group(entry.options(), summary: entry.info.summary)
                ],
            ]
        }
        return ["type": "array", "items": ["anyOf": [names] + objects]]
    }

    private func group(_ options: [OptionDescription], summary: String) -> [String: Any] {
        var properties: [String: Any] = [:]
        for option in options {
            var property = value(option.type, option.bounds)
            let known = option.defaultValue.isEmpty ? "" : " (default \(option.defaultValue))"
            property["description"] = option.help + known
            properties[option.name] = property
        }
        return [
            "type": ["object", "null"], "additionalProperties": false, "properties": properties,
            "description": summary,
        ]
    }

    private func value(_ type: OptionType, _ bounds: OptionBounds? = nil) -> [String: Any] {
        switch type {
        case .boolean: ["type": "boolean"]
        case .integer: number("integer", bounds ?? .count)
        case .number: number("number", bounds ?? .finite)
        case .string, .secret: ["type": ["string", "number", "boolean"]]
        case .choice(let names): ["enum": names]
        case .list(let element): ["type": "array", "items": value(element, bounds)]
        case .map(let element): ["type": "object", "additionalProperties": value(element, bounds)]
        case .group(let options): group(options, summary: "")
        case .either(let types): ["anyOf": types.map { value($0, bounds) }]
        }
    }

    private func number(_ type: String, _ bounds: OptionBounds) -> [String: Any] {
        ["type": type, "minimum": bounds.least, "maximum": bounds.most]
    }
}
