// Extracts the main text of HTML pages.

/// Extracts the main text and the stated facts of HTML pages.
///
///     let extractor = HTMLExtractor()
///     let scratch = HTMLExtractor.Scratch()
///     var text: [UInt8] = []
///     let result = extractor.extract(page.span, scratch: scratch, into: &text)
///
/// Immutable and shared; what one worker scribbles on is its own ``Scratch``.
public struct HTMLExtractor: Sendable {
    private let favor: ExtractionFavor
    private let format: ExtractionFormat
    private let title: TitlePlacement
    let tables: ScannerTables
    let telling = TellingWords()
    private let model: BlockModel
    let maximumElements: Int

    /// Bytes past this are not read, and the result says so.
    public static let maximumPageBytes = 256 << 20
    /// More than all but a few pages have, of which the largest are whole specifications; paragraphs
    /// of so many take some 270 MB.
    public static let usualMaximumElements = 250_000

    /// - Parameter maximumElements: elements past this many are not read, and the result says so.
    ///   An element takes 300 bytes while its page is read, a paragraph a thousand.
    public init(
        favor: ExtractionFavor = .balanced, format: ExtractionFormat = .text,
        title: TitlePlacement = .inPlace, maximumElements: Int = Self.usualMaximumElements
    ) {
        self.init(
            favor: favor, format: format, title: title, model: .shipped, maximumElements)
    }

    /// An extractor with a block model of one's own, as ``BlockModel/init(table:)`` reads it.
    package init(favor: ExtractionFavor, format: ExtractionFormat, modelTable: [UInt8]) {
        let model = modelTable.withUnsafeBufferPointer { BlockModel(table: $0) }
        self.init(
            favor: favor, format: format, title: .inPlace, model: model, Self.usualMaximumElements)
    }

    private init(
        favor: ExtractionFavor, format: ExtractionFormat, title: TitlePlacement,
        model: BlockModel, _ maximumElements: Int
    ) {
        self.title = title
        self.favor = favor
        self.format = format
        self.model = model
        tables = ScannerTables(lexicon: model.lexicon)
        self.maximumElements = maximumElements
    }

    /// Replaces `text` by the page's main text in UTF-8.
    /// - Parameter declaredCharset: the label that the transport gave, as in
    ///   `Content-Type: text/html; charset=…`.
    public func extract(
        _ page: Span<UInt8>, declaredCharset: Span<UInt8>? = nil, scratch: Scratch,
        into text: inout [UInt8]
    ) -> Extraction {
        var declared: CharacterEncoding?
        if let declaredCharset { declared = CharacterEncoding(label: declaredCharset) }
        let encoding = page.withUnsafeBufferPointer { bytes in
            scratch.read(bytes, declared: declared, for: self)
        }
        scratch.choose(model, favor)
        scratch.write(format, title, into: &text)
        let measurements = scratch.measurements(textBytes: text.count)
        return Extraction(
            metadata: scratch.page.metadata, encoding: encoding, measurements: measurements,
            isTruncated: page.count > Self.maximumPageBytes
                || measurements.elements > maximumElements)
    }
}
