// The unit of work: one page, record or conversation on its way through the pipeline.

/// One document. Text is UTF-8 bytes throughout; nothing on the per-document path is a `String`.
public struct Document: Sendable {
    /// Identity inside the run; see ``DocumentKey``.
    public var key: DocumentKey

    /// Where its record begins in the input, for people who look for it.
    ///
    /// In plain files the byte's offset. For lines of compressed files it counts the content, from
    /// the first member or frame of the cell that ``DocumentKey/place`` names; for pages of
    /// compressed archives it is the stored offset of their member.
    public var offset: Int

    /// The identifier that the input gave, or `path#place`.
    public var id: [UInt8]

    /// Where the page came from; empty when the input does not say.
    public var url: [UInt8] = []

    /// What ``text`` holds.
    public var content: Content = .text

    /// The text, or the page's undecoded bytes while ``content`` is an HTML page.
    public var text: [UInt8]

    /// Every other field of the input record as raw JSON members without braces
    /// (`"lang":"en","score":0.5`), kept for writers to put back.
    public var fields: [UInt8] = []

    /// Which of its record's fields became ``id``, ``text`` and ``url``.
    public var names = FieldNames.standard

    /// How they stood in the record.
    public var form: RecordForm = []

    /// Token ids, once a tokenizing stage has run.
    public var tokens: Tokens?

    /// One value per measurement column of the plan; NaN where nothing was measured.
    public var values: [Double] = []

    /// The measurements that are words rather than numbers, such as a language, by column.
    public var labels: [MeasuredLabel] = []

    /// What stages made of ``text``, for those that come after them in the same chain; with the text
    /// that it is of, since another stage may change that. It doesn't wait with the document.
    public var parsed: (any AnyObject & Sendable)?

    public init(key: DocumentKey, offset: Int, id: [UInt8], text: [UInt8]) {
        self.key = key
        self.offset = offset
        self.id = id
        self.text = text
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
