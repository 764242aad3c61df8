// `code_quality`: the rules that StarCoder's source files were chosen by.
import FileFormats
import PipelineCore
import TextRules

/// Drops source files that are data, generated, minified or markup without text.
public struct CodeQuality: Filter {
    public static let info = StageInfo(
        name: "code_quality",
        summary: "Drops source files that are data, generated, minified or markup without text.",
        source: "Li et al. 2023 (StarCoder), 3.1; Lozhkov et al. 2024 (StarCoder2), 2.1",
        example: "- code_quality: { preset: starcoder2-2024, min_alphabetic: 0.25 }")

    public enum Preset: String, Codable, Sendable, CaseIterable {
        /// Lines of 1000 characters at most, data files of 50 to 5000 characters.
        case starcoder2023 = "starcoder-2023"
        /// Long lines allowed in markup and text, generated files and encoded data told, data files
        /// up to 512 lines, text files by their names. Not told: what go-enry calls generated.
        case starcoder2024 = "starcoder2-2024"
    }

    public struct Options: StageOptions {
        public var preset = Preset.starcoder2023
        public var pathField = ""
        public var maxLineLength: Int?
        public var maxMarkupLineLength: Int?
        public var maxMeanLineLength = 100.0
        public var minAlphanumeric = 0.25
        public var minAlphabetic = 0.25
        public var dropXml: Bool?
        public var maxLines: Int?
        public var maxEncodedRun: Int?
        public var maxEncoded: Double?
        public var textNames: Bool?
        public var minVisibleText = 0.2
        public var minVisibleCharacters = 100
        public var minDataCharacters: Int?
        public var maxDataCharacters: Int?
        public var maxDataLines: Int?
        public var generatedMarks: [String]?
        public var generatedLines = 5

        public init() {}

        public static let bounds: [String: OptionBounds] = [
            "min_alphanumeric": .share,
            "min_alphabetic": .share,
            "max_encoded": .share,
            "min_visible_text": .share,
            "max_mean_line_length": .count,
        ]

        public static let help: KeyValuePairs = [
            "preset": "whose numbers: starcoder-2023, or starcoder2-2024",
            "path_field": "the field with the file's name or path; '' takes id",
            "max_line_length": "longest line, in code points (1000)",
            "max_markup_line_length": "the same in markup and text (1000; starcoder2: 100000)",
            "max_mean_line_length": "longest mean line (starcoder2: not asked of markup and text)",
            "max_lines": "most lines (any; starcoder2: 100000)",
            "max_encoded_run": "longest stretch of encoded data, in bytes (any; starcoder2: 1024)",
            "max_encoded": "largest share of encoded data (any; starcoder2: 0.5)",
            "text_names":
                "keep text files only when called requirement…, readme, notes, todo, description "
                + "or cmakelists (starcoder2)",
            "min_alphanumeric": "smallest share of letters and numbers",
            "min_alphabetic": "smallest share of letters; not asked of assembly",
            "drop_xml":
                "drop files with an XML header in their first 100 characters, but XSLT "
                + "(starcoder-2023)",
            "min_visible_text": "smallest share of an HTML file that a reader sees",
            "min_visible_characters": "fewest characters of an HTML file that a reader sees",
            "min_data_characters": "fewest characters of JSON and YAML (50; starcoder2: any)",
            "max_data_characters": "most characters of JSON and YAML (5000; starcoder2: any)",
            "max_data_lines": "most lines of data and text files (any; starcoder2: 512)",
            "generated_marks": "words that tell a generated file (none; starcoder2: five)",
            "generated_lines": "the first lines in which they count",
        ]
    }

    public let rules: [Rule<CodeColumn>]
    private let settings: CodeSettings
    private let path: JSONPath?

    public init(_ options: Options, in context: StageContext) throws {
        try OptionError.check(
            options.generatedLines >= 0, "generated_lines", "must not be negative")
        settings = CodeSettings(options)
        path = options.pathField.isEmpty ? nil : JSONPath(options.pathField)
        rules = Self.rules(options, settings)
    }

    private static func rules(_ options: Options, _ settings: CodeSettings) -> [Rule<CodeColumn>] {
        var rules: [Rule<CodeColumn>] = [
            .drop("empty", when: .lines, .equals(0)),
            .drop("line_too_long", when: .longestLine, .isAbove(settings.maxLine)),
            .drop(
                "markup_line_too_long", when: .longestMarkupLine, .isAbove(settings.maxMarkupLine)),
            .drop("lines_too_long", when: .meanLineLength, .isAbove(options.maxMeanLineLength)),
            .drop("too_few_alphanumeric", when: .alphanumeric, .isBelow(options.minAlphanumeric)),
            .drop("too_few_letters", when: .alphabetic, .isBelow(options.minAlphabetic)),
            .drop("generated", when: .generated, .equals(1)),
        ]
        if settings.dropsXML { rules.append(.drop("xml", when: .xmlHeader, .equals(1))) }
        return rules + visibleRules(options, settings) + dataRules(settings)
    }

    private static func visibleRules(
        _ options: Options, _ settings: CodeSettings
    ) -> [Rule<CodeColumn>] {
        let (share, count) = (options.minVisibleText, Double(options.minVisibleCharacters))
        let isIncluded = settings.includesVisibleBounds
        return [
            .drop(
                "too_little_visible_text", when: .visibleText,
                isIncluded ? .isBelow(share) : .isAtMost(share)),
            .drop(
                "too_few_visible_characters", when: .visibleCharacters,
                isIncluded ? .isBelow(count) : .isAtMost(count)),
        ]
    }

    private static func dataRules(_ settings: CodeSettings) -> [Rule<CodeColumn>] {
        var rules: [Rule<CodeColumn>] = []
        if let least = settings.minData {
            rules.append(.drop("data_too_small", when: .dataCharacters, .isBelow(Double(least))))
        }
        if let most = settings.maxData {
            rules.append(.drop("data_too_large", when: .dataCharacters, .isAbove(Double(most))))
        }
        if let most = settings.maxDataLines {
            rules.append(.drop("data_too_many_lines", when: .dataLines, .isAbove(Double(most))))
        }
        if let most = settings.maxLines {
            rules.append(.drop("too_many_lines", when: .lines, .isAbove(Double(most))))
        }
        if let most = settings.maxEncodedRun {
            rules.append(.drop("encoded_run", when: .encodedRun, .isAbove(Double(most))))
        }
        if let most = settings.maxEncoded {
            rules.append(.drop("encoded_data", when: .encoded, .isAbove(most)))
        }
        if settings.textNames { rules.append(.drop("text_name", when: .textName, .equals(0))) }
        return rules
    }

    /// Looks into records, and the first lines of the file, small.
    public final class Scratch {
        fileprivate let fields = RecordFields()
        fileprivate var head: [UInt8] = []
    }

    public func makeScratch() throws -> Scratch { Scratch() }

    public func measure(
        _ document: Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<CodeColumn>
    ) throws {
        let name = try fileName(of: document, scratch.fields)
        let ending = fileEnding(name)
        let kind = FileKind(ending: ending)
        let text = shared.analysis(of: document)
        let counts = CodeCounts(text)
        record.label(.ending, ending)
        record.count(.characters, counts.codePoints)
        record.count(.lines, counts.lines)
        guard counts.lines > 0 else { return }
        record.count(kind.isMarkup ? .longestMarkupLine : .longestLine, counts.longestLine)
        if settings.measuresMarkupMean || !kind.isMarkup {
            record[.meanLineLength] = counts.meanLineLength
        }
        record[.alphanumeric] = counts.alphanumericFraction
        if kind != .assembly { record[.alphabetic] = counts.alphabeticFraction }
        record[.generated] = settings.isGenerated(text, &scratch.head) ? 1 : 0
        record[.xmlHeader] = kind != .stylesheet && hasXMLHeader(text) ? 1 : 0
        if kind == .html {
            let visible = visibleCodePoints(html: text.bytes)
            record.count(.visibleCharacters, visible)
            record.fraction(.visibleText, visible, of: counts.codePoints)
        }
        if kind.isData { record.count(.dataCharacters, counts.codePoints) }
        if kind.isData || kind == .text { record.count(.dataLines, counts.lines) }
        if kind == .text { record[.textName] = isTextWorthKeeping(fileName: name) ? 1 : 0 }
        let encoded = EncodedData(text.bytes)
        record.count(.encodedRun, encoded.longest)
        record.fraction(.encoded, encoded.total, of: text.count)
    }

    /// What follows the last full stop of the file's name, small.
    private func fileEnding(_ name: [UInt8]) -> [UInt8] {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return [] }
        return name[(dot + 1)...].map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    }

    /// What follows the last slash of the file's path.
    private func fileName(of document: Document, _ fields: RecordFields) throws -> [UInt8] {
        var name = document.id
        if let path {
            guard case .word(let word) = try fields.value(path, of: document) else {
                throw DataError("the record has no text in the field that names its file")
            }
            name = word
        }
        return Array(name.split(separator: UInt8(ascii: "/")).last ?? [])
    }
}

/// `<?xml version=` in the first 100 characters.
private func hasXMLHeader(_ text: TextAnalysis) -> Bool {
    let mark = Array("<?xml version=".utf8)
    var (at, points) = (0, 0)
    while at + mark.count <= text.count && points + mark.count <= 100 {
        if text.bytes[at] == mark[0] && text.bytes[at..<at + mark.count].elementsEqual(mark) {
            return true
        }
        at += 1
        points += text.bytes[at - 1] & 0xC0 == 0x80 ? 0 : 1
    }
    return false
}
