// The list of all stages that a pipeline file may name.
import Yams

/// All stages, by name. The command line hands one to the planner: no registration by side effect.
public struct StageCatalogue: Sendable {
    public let entries: [StageEntry]

    public init(_ stages: [any Stage.Type]) {
        entries = stages.map { StageEntry($0) }
    }

    /// The entry of a name, as one of these kinds if several share the name (`jsonl` reads and
    /// writes).
    public func entry(_ name: String, kinds: [StageKind]) -> StageEntry? {
        entries.first { $0.info.name == name && kinds.contains($0.kind) }
    }
}

/// Which of the refinements a stage is.
public enum StageKind: String, Sendable, CaseIterable {
    case reader
    case annotator
    case filter
    case rewriter
    case corpus
    case mixer
    case arranger
    case writer

    /// Those that stand under `stages`.
    public static let inStages: [StageKind] = [.annotator, .filter, .rewriter, .corpus, .arranger]
}

/// One stage of the catalogue: its documentation, and how to make it.
public struct StageEntry: Sendable {
    public let type: any Stage.Type
    public let info: StageInfo
    public let kind: StageKind
    /// The measurements that it records, in column order.
    public let measurements: [Measurement]

    init(_ type: any Stage.Type) {
        self.type = type
        info = type.info
        (kind, measurements) = Self.classify(type)
    }

    private static func classify(_ type: any Stage.Type) -> (StageKind, [Measurement]) {
        switch type {
        case is any Reader.Type: (.reader, [])
        case let type as any Annotator.Type: (.annotator, columns(of: type))
        case let type as any Filter.Type: (.filter, columns(of: type))
        case let type as any Rewriter.Type: (.rewriter, columns(of: type))
        case let type as any Mixing.Type: (.mixer, finishColumns(of: type))
        case let type as any CorpusStage.Type: (.corpus, finishColumns(of: type))
        case is any Arranger.Type: (.arranger, [])
        case is any Writer.Type: (.writer, [])
        default: preconditionFailure("\(type) conforms to none of the kinds of stage")
        }
    }

    private static func columns<S: Measuring>(of type: S.Type) -> [Measurement] {
        S.Column.measurements
    }

    private static func finishColumns<S: CorpusStage>(of type: S.Type) -> [Measurement] {
        S.Finish.Column.measurements
    }

    /// The stage's options, in declaration order.
    public func options() throws -> [OptionDescription] {
        try type.optionDescriptions()
    }

    /// The table of rules under default options; empty where the stage needs an option to exist.
    public func defaultRules() -> [RuleDescription] {
        (try? build(nil, context: StageContext()))?.rules ?? []
    }

    /// Makes the stage from the user's options. Throws ``ConfigError`` with a place in `file`;
    /// `stagePlace` is where the stage's name stands.
    public func build(
        _ node: Node?, file: String = "", stagePlace: String = "", context: StageContext
    ) throws -> BuiltStage {
        do {
            let (stage, options) = try type.make(
                node, file: file, stagePlace: stagePlace, context: context)
            return BuiltStage(
                entry: self, stage: stage, options: options, rules: describeRules(of: stage))
        } catch let error as OptionError {
            throw ConfigError(
                "\(info.name): option '\(error.option)' \(error.reason)",
                at: Self.optionPlace(error.option, in: node, file) ?? stagePlace)
        }
    }

    /// Where the user wrote an option; `nil` when they did not.
    private static func optionPlace(_ option: String, in node: Node?, _ file: String) -> String? {
        var found = node
        for name in option.split(separator: ".") {
            found = found?.mapping?.first { $0.key.string == String(name) }?.value
        }
        return found?.mark.map { "\(file):\($0.line):\($0.column)" }
    }
}

extension Stage {
    static func optionDescriptions() throws -> [OptionDescription] {
        try Options.describe()
    }

    static func make(
        _ node: Node?, file: String, stagePlace: String, context: StageContext
    ) throws -> (any Stage, options: String) {
        let options = try Options.decode(node, file: file, stagePlace: stagePlace)
        return (try Self(options, in: context), try yamlText(of: options))
    }
}

/// A stage made from a pipeline file.
public struct BuiltStage: Sendable {
    public let entry: StageEntry
    public let stage: any Stage
    /// The resolved options as YAML with every default written out: part of the run's digest.
    public let options: String
    public let rules: [RuleDescription]
}

/// A rule for plans, reports and documentation.
public struct RuleDescription: Sendable, Equatable {
    public let reason: String
    /// The measurement's index in its stage, and its name.
    public let column: Int
    public let measurement: String
    /// `<`, `>=`, `not in`, …
    public let symbol: String
    public let threshold: MeasuredValue
}

func describeRules(of stage: any Stage) -> [RuleDescription] {
    switch stage {
    case let stage as any Measuring: stage.ruleDescriptions
    case let stage as any CorpusStage: stage.ruleDescriptions
    default: []
    }
}

extension Measuring {
    /// The table of rules as data.
    public var ruleDescriptions: [RuleDescription] { rules.map(RuleDescription.init) }
}

extension CorpusStage {
    var ruleDescriptions: [RuleDescription] { rules.map(RuleDescription.init) }
}

extension RuleDescription {
    init<Column>(_ rule: Rule<Column>) {
        self.init(
            reason: rule.reason, column: rule.column.rawValue,
            measurement: rule.column.measurement.name, symbol: rule.comparison.symbol,
            threshold: rule.comparison.threshold)
    }
}
