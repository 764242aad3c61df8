// The base of everything that a pipeline file can name.

/// Something that a pipeline file can name. Conform to one of the refinements, never to this
/// alone: ``Reader``, ``Annotator``, ``Filter``, ``Rewriter``, ``CorpusStage``, ``Ordering``,
/// ``Packing``, ``Writer``.
///
/// A stage is immutable and shared by all workers. What a worker needs to scribble on is the
/// stage's `Scratch`, made once per worker.
public protocol Stage: Sendable {
    associatedtype Options: StageOptions

    static var info: StageInfo { get }

    /// What this stage takes and gives, where its options matter; else what ``info`` says.
    var flow: ContentFlow { get }

    /// Makes the stage. Throws ``OptionError`` for a value that can't be meant.
    init(_ options: Options, in context: StageContext) throws
}

extension Stage {
    public var flow: ContentFlow { Self.info.flow }
}

/// What `winnow stages` tells about a stage.
public struct StageInfo: Sendable {
    /// The stage's key in a pipeline file.
    public let name: String
    /// One line.
    public let summary: String
    /// The paper or program that its rules and numbers come from; empty for plain tools.
    public let source: String
    /// A line or two of YAML, as they would stand in a pipeline file.
    public let example: String
    /// What it takes and gives, whatever its options.
    public let flow: ContentFlow
    /// Errors that whoever reads a run's report must know of; nil for stages that only count.
    public let errors: MeasuredErrors?
    /// For which text it was made, for stages that judge some languages only; empty for all others.
    public let scope: String

    public init(
        name: String, summary: String, source: String = "", example: String,
        takes: ContentKinds = .prose, gives: ContentKinds? = nil, errors: MeasuredErrors? = nil,
        scope: String = ""
    ) {
        self.name = name
        self.summary = summary
        self.source = source
        self.example = example
        flow = ContentFlow(takes: takes, gives: gives)
        self.errors = errors
        self.scope = scope
    }
}

/// How often a stage errs on labelled text, by kind of text.
public struct MeasuredErrors: Sendable {
    /// What was measured on what, and with which options.
    public let summary: String
    public let heads: [String]
    /// As many cells as there are heads.
    public let rows: [[String]]

    public init(summary: String, heads: [String], rows: [[String]]) {
        self.summary = summary
        self.heads = heads
        self.rows = rows
    }
}

/// What a stage may know when it is made.
public struct StageContext: Sendable {
    /// The run's seed: the only source of chance.
    public let seed: UInt64
    /// The folder that relative paths start from.
    public let baseFolder: String
    /// What the stages before this one record, in the plan's order.
    public let earlierColumns: [EarlierColumn]
    /// What is to be mixed, for the stage that mixes.
    public let mixing: MixingContext?

    public init(
        seed: UInt64 = 0, baseFolder: String = ".", earlierColumns: [EarlierColumn] = [],
        mixing: MixingContext? = nil
    ) {
        self.mixing = mixing
        self.seed = seed
        self.baseFolder = baseFolder
        self.earlierColumns = earlierColumns
    }

    /// The measurement that an option names, `stage.measurement`.
    /// - Throws: ``OptionError`` with the nearest names when no earlier stage records it.
    public func earlierColumn(_ name: String, option: String) throws -> EarlierColumn {
        if let found = earlierColumns.first(where: { $0.name == name }) { return found }
        let known = earlierColumns.map(\.name)
        guard !known.isEmpty else {
            throw OptionError(
                option, "names '\(name)', but no stage before this one records anything")
        }
        let stage = name.prefix { $0 != "." } + "."
        let ofAnyStage = known.filter { $0.hasSuffix("." + name) }
        let near =
            ofAnyStage.isEmpty
            ? nearestName(to: name, in: known).map { [$0] } ?? known.filter { $0.hasPrefix(stage) }
            : ofAnyStage
        let hint = (near.isEmpty ? known : near).prefix(20).joined(separator: ", ")
        throw OptionError(
            option, "names '\(name)', which no stage before this one records; there is: \(hint)")
    }

    /// The same for a stage that comes after those which record `columns`.
    public func following(
        _ columns: [EarlierColumn], mixing: MixingContext? = nil
    ) -> StageContext {
        StageContext(
            seed: seed, baseFolder: baseFolder, earlierColumns: columns, mixing: mixing)
    }

    /// A path from the pipeline file made whole; an address with a scheme is whole already.
    public func resolve(_ path: String) -> String {
        let isWhole = path.hasPrefix("/") || path == "-" || path.contains("://")
        return isWhole || baseFolder == "." ? path : baseFolder + "/" + path
    }
}

/// A measurement that an earlier stage of the pipeline records.
public struct EarlierColumn: Sendable {
    /// `stage.measurement`, as the ledger has it.
    public let name: String
    /// Its index in the document's `values`, and the column of its label.
    public let index: Int
    public let unit: Measurement.Unit
    /// See ``Measurement/words``.
    public let words: [String]

    public init(name: String, index: Int, unit: Measurement.Unit, words: [String] = []) {
        self.words = words
        self.name = name
        self.index = index
        self.unit = unit
    }
}
