// `remove_urls`: takes web and Internet addresses out of texts.
import PipelineCore
import TextRules

/// Deletes URLs and IPv4 addresses, with the white space before them.
///
/// `See https://example.com/a?b=1 for more.` becomes `See for more.`; a line that begins with an
/// address is joined to the one before, as in DCLM-baseline. See ``AddressRemover``.
public struct RemoveURLs: Rewriter {
    public static let info = StageInfo(
        name: "remove_urls",
        summary: "Deletes URLs and IPv4 addresses from texts.",
        source: "Li et al. 2024 (DCLM), the patterns of its url_removal_modifier (2024-06)",
        example: "- remove_urls: { addresses: false }",
        takes: .text)

    public struct Options: StageOptions {
        public var urls = true
        public var addresses = true

        public init() {}

        public static let help: KeyValuePairs = [
            "urls": "delete hosts with a top-level domain and what follows them",
            "addresses": "delete IPv4 addresses and what follows them",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case urls, addresses, bytesLeft

        public var measurement: Measurement {
            switch self {
            case .urls: Measurement("urls", .count, "URLs deleted")
            case .addresses: Measurement("addresses", .count, "IPv4 addresses deleted")
            case .bytesLeft: Measurement("bytes_left", .bytes, "length of what is left")
            }
        }
    }

    public let rules: [Rule<Column>] = [.drop("no_text_left", when: .bytesLeft, .equals(0))]
    private let options: Options

    public init(_ options: Options, in context: StageContext) throws { self.options = options }

    public func makeScratch() throws -> AddressRemover { AddressRemover() }

    public func rewrite(
        _ document: inout Document, using remover: inout AddressRemover, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        if options.urls {
            let found = remover.removeURLs(from: document.text.span)
            record.count(.urls, found)
            if found > 0 { document.text.replaceSubrange(0..., with: remover.text) }
        }
        if options.addresses {
            let found = remover.removeIPv4(from: document.text.span)
            record.count(.addresses, found)
            if found > 0 { document.text.replaceSubrange(0..., with: remover.text) }
        }
        record.count(.bytesLeft, document.text.count)
    }
}
