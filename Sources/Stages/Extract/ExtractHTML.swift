// `extract_html`: the main text of HTML pages.
import ByteKernels
import FileFormats
import HTMLText
import PipelineCore

/// Replaces a page's HTML by its main text; documents that are text already pass unchanged.
public struct ExtractHTML: Rewriter {
    public static let info = StageInfo(
        name: "extract_html",
        summary: "The main text of HTML pages of any kind, without navigation and boilerplate.",
        example: "- extract_html: { favor: precision }",
        takes: [.html, .text], gives: .text,
        scope: "Text that a page hides is left out where enough is shown, unless it goes on right "
            + "after kept prose (more to read, an answer under its question) or stands in a tab of "
            + "a product's, a service's or another page that is hardly an article; where more of "
            + "the text is hidden than shown, a script would show it, and it is kept. "
            + "Readers' comments under an article are left out, a thread's posts are text. "
            + "Records get title, date, author, site, page_kind and page_kind_probability as fields "
            + "where the page has them and the record doesn't. With a low page_kind_probability, "
            + "such as .30 of a small page, the kind is a guess.")

    public struct Options: StageOptions {
        public var favor = Favor.balanced
        public var format = Format.text
        public var title = Title.inPlace
        public var minBytes = 1
        public var maxElements = HTMLExtractor.usualMaximumElements

        public init() {}

        public static let help: KeyValuePairs = [
            "favor": "how much a doubtful block must have to be kept",
            "format": "what the text is written as",
            "title":
                "the page's heading: where the text has it, always as its first line, or never; the "
                + "record's field title is what the page states (title, og:title) in any case",
            "min_bytes": "drop pages with less main text than this, in bytes",
            "max_elements": "drop pages of more elements; each takes up to 1 KB of memory",
        ]
    }

    public enum Favor: String, Codable, CaseIterable, Sendable {
        case balanced
        case precision
        case recall
    }

    public enum Format: String, Codable, CaseIterable, Sendable {
        case text
        case markdown
    }

    public enum Title: String, Codable, CaseIterable, Sendable {
        case inPlace = "in_place"
        case firstLine = "first_line"
        case none
    }

    public enum Column: Int, MeasurementColumn {
        case pageBytes
        case elements
        case textBytes
        case keptShare
        case linkDensity
        case blocks
        case keptBlocks
        case encoding
        case language
        case binary
        case pageKind
        case pageKindProbability
        case undeclaredPage

        public var measurement: Measurement {
            switch self {
            case .pageBytes: Measurement("page_bytes", .bytes, "the page's HTML")
            case .elements: Measurement("elements", .count, "the page's elements that were read")
            case .textBytes: Measurement("text_bytes", .bytes, "main text")
            case .keptShare:
                Measurement("kept_share", .fraction, "share of the visible text that was kept")
            case .linkDensity:
                Measurement("link_density", .fraction, "share of the kept text inside links")
            case .blocks: Measurement("blocks", .count, "blocks of text on the page")
            case .keptBlocks: Measurement("kept_blocks", .count, "blocks kept")
            case .encoding: Measurement("encoding", .label, "what the page was decoded from")
            case .language: Measurement("language", .label, "the language that the page states")
            case .binary:
                Measurement("binary", .flag, "the bytes are no page: an image, an archive, …")
            case .pageKind:
                Measurement(
                    "page_kind", .label,
                    "article, documentation, service, forum, collection, listing or product; "
                        + "nothing where little speaks for any",
                    words: PageKind.allCases.map { "\($0)" })
            case .pageKindProbability:
                Measurement("page_kind_probability", .fraction, "how likely it is of that kind")
            case .undeclaredPage:
                Measurement(
                    "undeclared_page", .flag,
                    "a text that begins as an HTML page does, of an input without 'content: html'")
            }
        }
    }

    public let rules: [Rule<Column>]
    private let extractor: HTMLExtractor

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(options.minBytes >= 0, "min_bytes", "must not be negative")
        try OptionError.check(
            (1...100_000_000).contains(options.maxElements), "max_elements",
            "must be from 1 to 100000000")
        let minimum = Double(options.minBytes)
        rules = [
            .drop("not_a_page", when: .binary, .isAtLeast(1)),
            .drop("undeclared_page", when: .undeclaredPage, .isAtLeast(1)),
            .drop(
                "page_too_large", when: .pageBytes,
                .isAbove(Double(HTMLExtractor.maximumPageBytes))),
            .drop("too_many_elements", when: .elements, .isAbove(Double(options.maxElements))),
            .drop("no_main_text", when: .textBytes, .isBelow(minimum)),
        ]
        extractor = HTMLExtractor(
            favor: ExtractionFavor(rawValue: options.favor.rawValue) ?? .balanced,
            format: ExtractionFormat(rawValue: options.format.rawValue) ?? .text,
            title: TitlePlacement(rawValue: options.title.rawValue) ?? .inPlace,
            maximumElements: options.maxElements)
    }

    /// What a worker keeps from page to page.
    public struct Scratch {
        let page = HTMLExtractor.Scratch()
        var facts = PageFacts()
    }

    public func makeScratch() throws -> Scratch { Scratch() }

    public func rewrite(
        _ document: inout Document, using scratch: inout Scratch,
        in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        guard case .html(let charset) = document.content else {
            if Self.beginsPage(document.text) { record[.undeclaredPage] = 1 }
            return
        }
        record.count(.pageBytes, document.text.count)
        let isBinary = BinaryBytes.areFound(in: document.text.span)
        record[.binary] = isBinary ? 1 : 0
        if isBinary {
            document.text = []
            document.content = .text
            return
        }
        var text: [UInt8] = []
        let result = extract(document.text, charset: charset, scratch.page, into: &text)
        document.text = text
        document.content = .text
        record.count(.elements, result.measurements.elements)
        scratch.facts.add(result, to: &document.fields)
        record.count(.textBytes, document.text.count)
        record[.keptShare] = result.measurements.keptShare
        record[.linkDensity] = result.measurements.linkDensity
        record.count(.blocks, result.measurements.blocks)
        record.count(.keptBlocks, result.measurements.keptBlocks)
        record.label(.encoding, Array("\(result.encoding.name)".utf8))
        record.label(.language, result.metadata.language)
        if let kind = result.measurements.kind { record.label(.pageKind, Array("\(kind)".utf8)) }
        record[.pageKindProbability] = result.measurements.kindProbability
    }

    /// Whether a text begins with a page's doctype or root, after white space and a byte-order mark.
    private static func beginsPage(_ text: [UInt8]) -> Bool {
        let start = text.prefix(64).drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
        guard start.first == UInt8(ascii: "<") else { return false }
        let lowercased = start.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        return lowercased.starts(with: Array("<!doctype html".utf8))
            || lowercased.starts(with: Array("<html".utf8))
    }

    private func extract(
        _ page: [UInt8], charset: [UInt8], _ scratch: HTMLExtractor.Scratch,
        into text: inout [UInt8]
    ) -> Extraction {
        guard !charset.isEmpty else {
            return extractor.extract(page.span, scratch: scratch, into: &text)
        }
        return extractor.extract(
            page.span, declaredCharset: charset.span, scratch: scratch, into: &text)
    }
}
