// Mixing inputs: how much of each is taken, and what a run says of it.
import FileStore

/// Decides how often each document is written, so that inputs, languages or domains have their shares.
///
/// The `mix` block of a pipeline file, or shares of its inputs, put one behind all other stages and
/// before those that arrange. Its finishing part's first column is how often the document is written.
public protocol Mixing: CorpusStage {
    /// What was there and what was taken, once the stage's phases have run.
    func mixture(_ inputs: FinishContext) throws -> Mixture
}

/// What a reader's options say of mixing.
public struct InputShare: Sendable {
    public static let shareHelp =
        "part of the tokens (or bytes) of what is written that comes from here, 0 to 1; see mix"
    public static let maxEpochsHelp =
        "how often a document may be written at most, where shares ask for more; see mix"

    /// `nil` where none is given.
    public let share: Double?
    public let maxEpochs: Double

    /// Throws ``OptionError``.
    public init(_ share: Double? = nil, maxEpochs: Double = 1) throws {
        try OptionError.check(
            share.map { $0 > 0 && $0 <= 1 } ?? true, "share", "must be above 0 and at most 1")
        try OptionError.check(
            maxEpochs > 0 && maxEpochs <= 1000, "max_epochs", "must be above 0 and at most 1000")
        (self.share, self.maxEpochs) = (share, maxEpochs)
    }

    /// What readers have whose options say nothing.
    public static let none = InputShare(unchecked: ())

    private init(unchecked: Void) { (share, maxEpochs) = (nil, 1) }

    var isGiven: Bool { share != nil || maxEpochs != 1 }
}

/// What a stage that mixes may know of the pipeline around it.
public struct MixingContext: Sendable {
    /// The inputs by their names for people, in the pipeline's order.
    public let inputs: [(name: String, share: InputShare)]
    /// Whether documents have tokens here.
    public let hasTokens: Bool
    /// Whether a stage behind puts documents in an order by chance.
    public let isShuffled: Bool
    /// Where the corpus is split, the column with a document's part, and the part to train on.
    public let trained: (column: Int, part: String)?

    public init(
        inputs: [(name: String, share: InputShare)], hasTokens: Bool, isShuffled: Bool,
        trained: (column: Int, part: String)?
    ) {
        self.inputs = inputs
        self.hasTokens = hasTokens
        self.isShuffled = isShuffled
        self.trained = trained
    }

    /// Whether any input says how it is to be mixed.
    public var isAsked: Bool { inputs.contains { $0.share.isGiven } }
}

/// What was there of every input, what was taken, and what is missing.
public struct Mixture: Codable, Sendable, Equatable {
    /// What a part of the mixture is: how many documents and how large.
    public struct Part: Codable, Sendable, Equatable {
        public var name: String
        public var availableDocuments = 0
        /// Tokens or bytes.
        public var available = 0
        /// Different documents that were taken.
        public var takenDocuments = 0
        /// The same with each one counted as often as it is written.
        public var writtenDocuments = 0
        /// Tokens or bytes of these.
        public var written = 0
        /// What was to be written.
        public var target = 0
        /// What can't be written of what the pipeline asks for.
        public var missing = 0
        /// The part of the whole that was asked for; nil where none was.
        public var share: Double?
        /// The part of the whole that was reached.
        public var reachedShare = 0.0

        public init(name: String) { self.name = name }

        /// How often what is there is written on average.
        public var epochs: Double {
            available == 0 ? 0 : Double(written) / Double(available)
        }

        private enum CodingKeys: String, CodingKey {
            case name, available, written, target, missing, share
            case availableDocuments = "available_documents"
            case takenDocuments = "taken_documents"
            case writtenDocuments = "written_documents"
            case reachedShare = "reached_share"
        }
    }

    /// An input, or all of them where they have no shares.
    public struct Source: Codable, Sendable, Equatable {
        public var whole: Part
        /// Its largest languages or domains, by what is written of them; empty where none are asked for.
        public var groups: [Part] = []
        /// How many more groups there are.
        public var otherGroups = 0

        public init(_ whole: Part) { self.whole = whole }

        private enum CodingKeys: String, CodingKey {
            case whole, groups
            case otherGroups = "other_groups"
        }
    }

    /// `tokens` or `bytes`.
    public var unit: String
    /// How much the pipeline asks for; nil where it asks for all that the shares allow.
    public var total: Int?
    public var sources: [Source] = []

    public init(unit: String, total: Int?) { (self.unit, self.total) = (unit, total) }

    public var written: Int { sources.reduce(0) { $0 + $1.whole.written } }
    public var missing: Int { sources.reduce(0) { $0 + $1.whole.missing } }

    /// How far a share may be from what was asked for, as a part of the whole: documents are taken
    /// whole, so that few large ones miss it.
    public static let shareTolerance = 0.01

    /// The inputs whose shares were missed by more than ``shareTolerance``.
    public var missedShares: [Part] {
        sources.map(\.whole).filter { part in
            part.share.map { abs($0 - part.reachedShare) > Self.shareTolerance } ?? false
        }
    }
}
