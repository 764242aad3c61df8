// The unit of work: one page, record or conversation on its way through the pipeline.

/// One document. Text is UTF-8 bytes throughout; nothing on the per-document path is a `String`.
public struct Document: Sendable {
    /// Identity inside the run; see ``DocumentKey``.
    public var key: DocumentKey

    /// Byte offset of its record in the (decompressed) input file, for people who look for it.
    public var offset: Int

    /// The identifier that the input gave, or `file#ordinal`.
    public var id: [UInt8]

    /// Where the page came from; empty when the input does not say.
    public var url: [UInt8] = []

    /// What ``text`` holds.
    public var content: Content = .text

    /// The charset that the transport declared for HTML, such as an HTTP header's; may be empty.
    public var charset: [UInt8] = []

    /// The text, or the page's undecoded bytes while ``content`` is `.html`.
    public var text: [UInt8]

    /// Every other field of the input record as raw JSON members without braces
    /// (`"lang":"en","score":0.5`), kept for writers to put back.
    public var fields: [UInt8] = []

    /// What a chat template marked in ``text``; `nil` for plain text.
    public var markup: ChatMarkup?

    /// Token ids, once a tokenizing stage has run.
    public var tokens: [UInt32] = []

    /// One byte, 0 or 1, per token: whether it counts in the loss. Empty: all of them do.
    public var lossMask: [UInt8] = []

    /// One value per measurement column of the plan; NaN where nothing was measured.
    public var values: [Double] = []

    /// The measurements that are words rather than numbers, such as a language, by column.
    public var labels: [MeasuredLabel] = []

    public init(key: DocumentKey, offset: Int, id: [UInt8], text: [UInt8]) {
        self.key = key
        self.offset = offset
        self.id = id
        self.text = text
    }

    /// What the bytes of a document's text are.
    public enum Content: UInt8, Sendable {
        /// UTF-8 text.
        case text
        /// An HTML page in its own charset, waiting for `extract_html`.
        case html
        /// A conversation as JSON in the `messages` schema, waiting for `chat_template`.
        case conversation
    }
}

/// A measurement that is a word: the plan's column and the word.
public struct MeasuredLabel: Sendable, Equatable {
    public let column: Int
    public let text: [UInt8]

    public init(column: Int, text: [UInt8]) {
        self.column = column
        self.text = text
    }
}

/// Byte ranges of a rendered conversation.
public struct ChatMarkup: Sendable, Equatable {
    /// Ranges that the template wrote and that may become special tokens. Everything outside them
    /// is somebody's words and is encoded as ordinary text, whatever marks it contains.
    public var template: [Range<Int>]

    /// Ranges whose tokens carry loss.
    public var trained: [Range<Int>]

    public init(template: [Range<Int>] = [], trained: [Range<Int>] = []) {
        self.template = template
        self.trained = trained
    }
}
