// What became of a document, as the ledger tells it.

/// The end of a document's way through the pipeline.
public enum Fate: Sendable, Equatable {
    /// It reached the outputs.
    case kept
    /// A rule dropped it.
    case dropped(Drop)
    /// Its record could not be read or processed.
    case bad(reason: String)
}

/// Why a document was dropped: the rule, what was measured, what was allowed.
public struct Drop: Sendable, Equatable {
    /// Which stage of the plan dropped it, an index into the plan's stages.
    public let stage: Int
    /// The rule's stable snake_case name.
    public let rule: String
    /// What was measured.
    public let value: MeasuredValue
    /// What it was compared with.
    public let threshold: MeasuredValue
    /// The kept document that this one repeats, for deduplicating stages.
    public let duplicateOf: DocumentKey?

    public init(
        stage: Int, rule: String, value: MeasuredValue, threshold: MeasuredValue,
        duplicateOf: DocumentKey? = nil
    ) {
        self.stage = stage
        self.rule = rule
        self.value = value
        self.threshold = threshold
        self.duplicateOf = duplicateOf
    }
}

/// A number or a word.
public enum MeasuredValue: Sendable, Equatable {
    case number(Double)
    case label(String)
}
