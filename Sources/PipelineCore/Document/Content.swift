// What a document holds, and what stages say they take and give.

/// What the bytes of a document's text are: exactly one of these.
public enum Content: Sendable, Equatable {
    /// An HTML page in its own charset, waiting for `extract_html`; with the charset that the
    /// transport declared, such as an HTTP header's, which may be empty.
    case html(charset: [UInt8])
    /// UTF-8 text.
    case text
    /// A conversation rendered by a chat template, with what the template marked in it.
    case renderedChat(ChatMarkup)
    /// A conversation as JSON in the `messages` schema, waiting for `chat_template`.
    case conversation

    public var kind: ContentKinds {
        switch self {
        case .html: .html
        case .text: .text
        case .renderedChat: .renderedChat
        case .conversation: .conversation
        }
    }
}

/// Byte ranges of a rendered conversation.
public struct ChatMarkup: Sendable, Equatable {
    /// Ranges that the template wrote and that may become special tokens. Everything outside them
    /// is somebody's words and is encoded as ordinary text, whatever marks it contains.
    public var template: [Range<Int>]

    /// Ranges whose tokens carry loss.
    public var trained: [Range<Int>]

    /// How much the loss of each trained range counts, above 0 to 1; empty: 1 for all.
    public var weights: [Float]

    public init(
        template: [Range<Int>] = [], trained: [Range<Int>] = [], weights: [Float] = []
    ) {
        self.template = template
        self.trained = trained
        self.weights = weights
    }
}

/// Token ids of a document.
public struct Tokens: Sendable, Equatable {
    public var ids: [UInt32]
    /// One byte, 0 or 1, per token: whether it counts in the loss. Empty: all of them do.
    public var lossMask: [UInt8]
    /// How much each token's loss counts, 0 to 1. Empty: 1 for all that count.
    public var lossWeights: [Float]

    public init(ids: [UInt32] = [], lossMask: [UInt8] = [], lossWeights: [Float] = []) {
        self.ids = ids
        self.lossMask = lossMask
        self.lossWeights = lossWeights
    }
}

/// Kinds of content, as stages declare what they take and give.
public struct ContentKinds: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let html = ContentKinds(rawValue: 1)
    public static let text = ContentKinds(rawValue: 2)
    public static let renderedChat = ContentKinds(rawValue: 4)
    public static let conversation = ContentKinds(rawValue: 8)
    public static let tokens = ContentKinds(rawValue: 16)
    public static let lossMask = ContentKinds(rawValue: 32)
    /// Sequences of a fixed number of tokens, which are no documents any more.
    public static let sequences = ContentKinds(rawValue: 64)
    /// Weights of tokens in the loss that may lie between 0 and 1.
    public static let lossWeights = ContentKinds(rawValue: 128)

    /// Text that a person could read as it is.
    public static let prose: ContentKinds = [.text, .renderedChat]
    /// Whatever a document's bytes are.
    public static let anything: ContentKinds = [.html, .text, .renderedChat, .conversation]

    private static let names: [(ContentKinds, String)] = [
        (.html, "html"), (.text, "text"), (.renderedChat, "rendered chat"),
        (.conversation, "conversations"), (.tokens, "tokens"), (.lossMask, "loss masks"),
        (.sequences, "packed sequences"), (.lossWeights, "loss weights"),
    ]

    /// The kinds by name, `html or text`.
    public var description: String {
        Self.names.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
    }
}

/// What a stage needs of a document and what it makes of it.
public struct ContentFlow: Sendable, Equatable {
    /// What the stage can work on. With `tokens`, it needs them; a stage that writes tokens and
    /// lacks `lossMask` can't write those.
    public let takes: ContentKinds
    /// What it leaves instead of what it takes; `nil` where that stays.
    public let gives: ContentKinds?

    public init(takes: ContentKinds = .prose, gives: ContentKinds? = nil) {
        self.takes = takes
        self.gives = gives
    }
}

/// What documents may hold at a place of a pipeline.
public struct ContentState: Sendable, Equatable {
    /// The kinds that a document's bytes may be of.
    public private(set) var body: ContentKinds
    public private(set) var hasTokens = false
    public private(set) var hasLossMask = false
    /// Whether some of what carries loss may count less than the rest.
    public private(set) var hasLossWeights = false
    /// Whether documents have become sequences of tokens.
    public private(set) var isPacked = false
    /// Whether all that the loss mask leaves out is padding.
    private var masksPaddingAlone = false

    /// - Parameter body: what the readers give.
    public init(body: ContentKinds) { self.body = body }

    /// Why a stage can't follow, and what to do; `nil` when it can.
    ///
    /// - Parameter edits: whether the stage changes what documents hold.
    public func refusal(of flow: ContentFlow, edits: Bool) -> (reason: String, remedy: String)? {
        if isPacked && !flow.takes.contains(.sequences) {
            return (
                "takes documents, and before it they were packed into sequences of tokens",
                "Write packed sequences with 'token_shards' or 'token_jsonl', or leave 'pack' out."
            )
        }
        if let gives = flow.gives, flow.takes.isStrictSuperset(of: gives),
            gives.isSuperset(of: body)
        {
            return idleness(flow.takes.subtracting(gives))
        }
        let missing = body.subtracting(flow.takes)
        if flow.takes.contains(.tokens) { return tokenRefusal(flow.takes) }
        if !missing.isEmpty {
            return (
                "takes \(flow.takes.description); what comes to it may be \(missing.description)",
                Self.remedy(for: missing, flow.takes)
            )
        }
        if edits && hasTokens {
            return (
                "changes documents that are tokens already",
                "Put it before the stage that tokenizes."
            )
        }
        return nil
    }

    /// A stage that would pass on every document as it is leaves undone what it was put there for.
    private func idleness(_ work: ContentKinds) -> (reason: String, remedy: String) {
        (
            "works on \(work.description), and what comes to it is \(body.description) already",
            work.contains(.html)
                ? "If the records of 'jsonl' or 'parquet' are pages, read them with 'content: html'; "
                    + "else leave it out."
                : "Leave it out."
        )
    }

    private func tokenRefusal(_ takes: ContentKinds) -> (reason: String, remedy: String)? {
        if !hasTokens {
            return ("takes tokens, and no stage before it makes any", "Put 'tokenize' before it.")
        }
        if masksPaddingAlone && !takes.contains(.lossMask) {
            return (
                "has no mask that could leave the padding of packed sequences out of the loss",
                "Pack with 'method: concat', which pads nothing, or choose a format with masks, such "
                    + "as winnow, mds or datatrove."
            )
        }
        if hasLossMask && !takes.contains(.lossMask) {
            return (
                "can't hold the loss mask that comes with the tokens",
                "Choose a format with masks, such as winnow, mds or datatrove."
            )
        }
        if hasLossWeights && !takes.contains(.lossWeights) {
            return (
                "can't hold the weights between 0 and 1 that come with the tokens",
                "Write them with 'token_jsonl: { weights: true }', or leave out chat_template's "
                    + "'weights', which makes records with such weights bad ones."
            )
        }
        return nil
    }

    private static func remedy(for missing: ContentKinds, _ takes: ContentKinds) -> String {
        if missing.contains(.html) {
            return "Put 'extract_html' before it; text passes through that as it is."
        }
        if missing.contains(.conversation), takes.contains(.renderedChat) {
            return "Put 'chat_template' before it."
        }
        if missing.contains(.renderedChat), takes.contains(.conversation) {
            return "Put it before 'chat_template', whose marks it would displace."
        }
        if missing.contains(.conversation) || missing.contains(.renderedChat) {
            return "It works on plain texts alone: leave it out, or clean the texts before they "
                + "are made conversations."
        }
        return "Read conversations with 'messages'."
    }

    /// What documents may hold behind a stage.
    public func following(_ flow: ContentFlow) -> ContentState {
        guard let gives = flow.gives else { return self }
        var next = self
        if gives.contains(.tokens) {
            next.hasTokens = true
            if gives.isSuperset(of: [.sequences, .lossMask]) {
                next.masksPaddingAlone = !hasLossMask
            }
            next.hasLossMask =
                hasLossMask || gives.contains(.lossMask) || body.contains(.renderedChat)
            next.isPacked = gives.contains(.sequences)
        } else {
            next.body = gives.subtracting(.lossWeights)
            next.hasLossWeights = hasLossWeights || gives.contains(.lossWeights)
        }
        return next
    }
}
