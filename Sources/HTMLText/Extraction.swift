// What an extraction returns beside the text.

/// Facts and measurements of one page.
public struct Extraction: Sendable {
    public var metadata: PageMetadata
    /// What the page was decoded from.
    public var encoding: CharacterEncoding
    public var measurements: ExtractionMeasurements
    /// The page was longer than ``HTMLExtractor/maximumPageBytes`` or had more elements than the
    /// extractor reads; the rest was not read.
    public var isTruncated: Bool
}

/// Numbers for rules to judge by.
public struct ExtractionMeasurements: Sendable, Equatable {
    /// Bytes of main text.
    public var textBytes = 0
    /// Elements that were read; one more than the limit where there are more.
    public var elements = 0
    /// The page's blocks of text, and those kept.
    public var blocks = 0
    public var keptBlocks = 0
    /// The share of the page's visible text that was kept, 0 to 1.
    public var keptShare = 0.0
    /// The share of the kept text that stands in links, 0 to 1.
    public var linkDensity = 0.0
    /// What kind of page it most likely is, and how likely, 0 to 1; `nil` where nothing is to be
    /// seen, or little speaks for any kind.
    public var kind: PageKind?
    public var kindProbability = 0.0
}
