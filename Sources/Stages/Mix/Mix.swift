// `mix`: so much of each input, and of each language or domain, as shares and budgets say.
import FileFormats
import Foundation
import PipelineCore

/// Decides which documents are written and how often, so that inputs have their shares of the tokens.
///
/// Documents of an input are taken in an order by chance from their ids and the seed, whole ones only,
/// as long as they fit into what is left of the budget. What is asked for is never exceeded.
public struct Mix: Mixing {
    public static let info = StageInfo(
        name: "mix",
        summary: "Takes so much of each input, language or domain, by shares and budgets.",
        source: "temperature: Massively Multilingual NMT in the Wild (Arivazhagan et al., 2019); "
            + "limits that others fill up: UniMax (Chung et al., 2023)",
        example: "mix: { total_tokens: 2B, by: domain, max_per_group: 10M }",
        takes: .anything)

    public struct Options: StageOptions {
        public var totalTokens = Amount()
        public var totalBytes = Amount()
        public var by = ""
        public var temperature = 1.0
        public var maxPerGroup = Amount()

        public init() {}

        public static let help: KeyValuePairs = [
            "total_tokens":
                "tokens to write at most, such as 2B (K, M, B, T); 0: as many as the shares allow",
            "total_bytes": "the same in bytes of text, where nothing tokenizes",
            "by":
                "what documents are grouped by: domain, a word that a stage records such as "
                + "detect_language.language, or a record's field as field:NAME",
            "temperature":
                "1: groups as they come; above, small groups give more: shares go by size^(1/T)",
            "max_per_group": "tokens (or bytes) that a group gives at most; 0: any number",
        ]

        public static let bounds = ["temperature": OptionBounds(1, 1000)]
    }

    static let select: PhaseName = "select"

    let recipe: MixRecipe
    private let grouping: MixGrouping
    private let inputsAreSources: Bool
    private let trained: (column: Int, part: [UInt8])?
    private let seed: UInt64
    private static let salt: UInt64 = 0x6D69_785F_6472_6177

    public init(_ options: Options, in context: StageContext) throws {
        let around =
            context.mixing
            ?? MixingContext(inputs: [], hasTokens: true, isShuffled: true, trained: nil)
        let check = MixCheck(options, around)
        try check.run()
        grouping = try MixGrouping(options.by, context)
        inputsAreSources = check.hasShares
        trained = around.trained.map { ($0.column, Array($0.part.utf8)) }
        let total = max(options.totalTokens.count, options.totalBytes.count)
        recipe = MixRecipe(
            unit: options.totalBytes.count > 0 || !around.hasTokens ? .bytes : .tokens,
            total: total > 0 ? total : nil, sources: check.sources,
            temperature: options.temperature, mostOfGroup: options.maxPerGroup.count,
            hasGroups: !options.by.isEmpty)
        needsTokens = options.totalTokens.count > 0
        seed = context.seed ^ Self.salt
    }

    private let needsTokens: Bool

    public var flow: ContentFlow {
        needsTokens ? ContentFlow(takes: [.tokens, .lossMask, .lossWeights]) : Self.info.flow
    }

    public var rules: [Rule<MixedDocuments.Column>] { MixedDocuments.table }

    public func makeObserver(_ task: TaskContext) throws -> MixObserver {
        MixObserver(
            grouping, unit: recipe.unit, readers: inputsAreSources ? task.readers : [],
            trained: trained, seed: seed, task)
    }

    public func collect(_ observers: [MixObserver], _ task: TaskContext) throws {
        try mergeRuns(
            of: observers.map(\.documents), to: task.folder.file(MixFiles.documents),
            memory: task.memory)
        try mergeDistinctRuns(
            of: observers.map(\.names), to: task.folder.file(MixFiles.names), memory: task.memory)
    }

    public func phases(observedTasks: Int) -> [CorpusPhase] {
        [
            CorpusPhase(name: Self.select, taskCount: 1) { [recipe] task in
                try MixSelection(recipe, task, observedTasks: observedTasks).run()
            }
        ]
    }

    public func finish(_ inputs: FinishContext) throws -> MixedDocuments {
        MixedDocuments(
            try RecordLookup<KeyRecord>(inputs.files.file(MixFiles.choices, of: Self.select)))
    }

    public func mixture(_ inputs: FinishContext) throws -> Mixture {
        let file = inputs.files.file(MixFiles.mixture, of: Self.select)
        return try JSONDecoder().decode(
            Mixture.self, from: Data(try file.contents(limit: 1 << 30)))
    }
}

/// The files between the stage's phases.
enum MixFiles {
    static let documents = "documents"
    static let names = "names"
    static let cells = "cells"
    static let choices = "choices"
    static let mixture = "mixture.json"
}

/// What is asked of the mixture.
struct MixRecipe: Sendable {
    enum Unit: String, Sendable {
        case tokens
        case bytes
    }

    /// An input with a share of its own; all of them together where they have none.
    struct Portion: Sendable {
        let name: String
        /// nil where inputs have no shares.
        let share: Double?
        let maxEpochs: Double
    }

    let unit: Unit
    /// What is to be written of all sources together; nil: as much as the shares allow.
    let total: Int?
    let sources: [Portion]
    let temperature: Double
    /// What a group gives at most; 0: any number.
    let mostOfGroup: Int
    let hasGroups: Bool
}
