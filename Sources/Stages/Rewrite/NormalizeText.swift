// `normalize_text`: one form for line ends, space, invisible characters and Unicode.
import ByteKernels
import PipelineCore
import TextRules

/// Brings text into one form without changing what it says.
public struct NormalizeText: Rewriter {
    public static let info = StageInfo(
        name: "normalize_text",
        summary: "Unifies line ends, white space, control characters and the Unicode form.",
        source: "Unicode Standard Annex 15 (normalization forms)",
        example: "- normalize_text: { unicode: nfc, max_blank_lines: 1 }",
        takes: .text)

    public enum Form: String, Codable, Sendable, CaseIterable {
        case none, nfc, nfd, nfkc, nfkd

        var normalization: NormalizationForm? {
            switch self {
            case .none: nil
            case .nfc: .nfc
            case .nfd: .nfd
            case .nfkc: .nfkc
            case .nfkd: .nfkd
            }
        }
    }

    public struct Options: StageOptions {
        public var unicode = Form.nfc
        public var lineEnds = true
        public var removeControls = true
        public var removeInvisible = true
        public var trimLines = true
        public var collapseSpaces = false
        public var dropSymbolLines = false
        public var maxBlankLines = 1
        public var strip = true

        public init() {}

        public static let bounds: [String: OptionBounds] = ["max_blank_lines": .countOrAny]

        public static let help: KeyValuePairs = [
            "unicode": "normalization form: none, nfc, nfd, nfkc or nfkd",
            "line_ends": "make CR, CRLF, U+0085, U+2028 and U+2029 line feeds",
            "remove_controls": "remove control characters other than tab and line feed",
            "remove_invisible": "remove byte-order marks, zero-width spaces and soft hyphens",
            "trim_lines": "remove white space at the ends of lines",
            "collapse_spaces": "make runs of white space inside a line one space",
            "drop_symbol_lines":
                "remove lines of nothing but symbols and spaces, as datatrove does",
            "max_blank_lines": "blank lines that may follow one another; -1: any number",
            "strip": "remove white space at both ends of the text",
        ]
    }

    public enum Column: Int, MeasurementColumn {
        case lineEnds, controls, invisible, symbolLines, blankLines, spaceBytes, recomposed

        public var measurement: Measurement {
            switch self {
            case .lineEnds: Measurement("line_ends", .count, "line ends made line feeds")
            case .controls: Measurement("controls", .count, "control characters removed")
            case .invisible: Measurement("invisible", .count, "invisible characters removed")
            case .symbolLines: Measurement("symbol_lines", .count, "lines of symbols removed")
            case .blankLines: Measurement("blank_lines", .count, "blank lines removed")
            case .spaceBytes: Measurement("space_bytes", .bytes, "white space removed")
            case .recomposed:
                Measurement("recomposed", .flag, "the Unicode form changed the text")
            }
        }
    }

    private let cleaning: TextCleaningRules
    private let form: NormalizationForm?

    public init(_ options: Options, in context: StageContext) throws {
        var cleaning = TextCleaningRules()
        cleaning.unifiesLineEnds = options.lineEnds
        cleaning.removesControls = options.removeControls
        cleaning.removesInvisible = options.removeInvisible
        cleaning.trimsLines = options.trimLines
        cleaning.collapsesSpaces = options.collapseSpaces
        cleaning.dropsSymbolLines = options.dropSymbolLines
        cleaning.maxBlankLines = options.maxBlankLines < 0 ? nil : options.maxBlankLines
        cleaning.strips = options.strip
        self.cleaning = cleaning
        form = options.unicode.normalization
    }

    /// One worker's cleaner, normalizer and the text between them.
    public struct Scratch {
        let cleaner: TextCleaner
        var normalizer: TextNormalizer?
        var text: [UInt8] = []
    }

    public func makeScratch() throws -> Scratch {
        Scratch(cleaner: TextCleaner(cleaning), normalizer: form.map { TextNormalizer($0) })
    }

    public func rewrite(
        _ document: inout Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let counts = scratch.cleaner.clean(document.text.span)
        record.count(.lineEnds, counts.lineEnds)
        record.count(.controls, counts.controls)
        record.count(.invisible, counts.invisible)
        record.count(.symbolLines, counts.symbolLines)
        record.count(.blankLines, counts.blankLines)
        record.count(.spaceBytes, counts.spaceBytes)
        scratch.text.removeAll(keepingCapacity: true)
        let cleaned = scratch.cleaner.text
        if scratch.normalizer == nil {
            scratch.text.append(contentsOf: cleaned)
        } else {
            scratch.normalizer?.append(cleaned.span, to: &scratch.text)
        }
        record[.recomposed] = scratch.text.elementsEqual(cleaned) ? 0 : 1
        document.text.replaceSubrange(0..., with: scratch.text)
    }
}
