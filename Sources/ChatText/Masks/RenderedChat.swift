// A conversation as one text: which of its bytes the template wrote, and which carry loss.

/// The text of a conversation and what each part of it is.
///
/// A tokenizer looks for special tokens only where the template wrote them: a user who types
/// `<|im_end|>` has written ten characters, not ended a turn.
public struct RenderedChat: Equatable, Sendable {
    public var text: [UInt8] = []
    /// The byte ranges that the template wrote, in order; everything else is somebody's words.
    public var templateRanges: [Range<Int>] = []
    /// The byte ranges that carry loss, in order.
    public var lossRanges: [Range<Int>] = []
    /// How much each of them counts, above 0 to 1; empty: all of them fully.
    public var lossWeights: [Float] = []

    public init() {}
}

/// Which of a conversation's words a model should learn to say.
public enum TrainedTurns: String, Codable, CaseIterable, Sendable {
    /// Every turn of the assistant, but for those whose record says no.
    case assistant
    /// The assistant's last turn.
    case lastAssistant = "last_assistant"
    /// What the assistant says after the last turn of a user.
    case completion
    /// The whole text, but for turns of the assistant whose record says no.
    case all
}
