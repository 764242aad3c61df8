// `fix_text`: repairs mixed-up encodings and other damage, as ftfy does.
import HTMLText
import PipelineCore
import TextRules

/// Repairs text that was read in the wrong encoding, and what else goes wrong on the way.
public struct FixText: Rewriter {
    public static let info = StageInfo(
        name: "fix_text",
        summary: "Repairs mojibake, stray character references, escapes and control characters.",
        source: "ftfy 6.3.1, with the choice of repairs of datatrove 0.10",
        example: "- fix_text: { quotes: true, line_ends: true }",
        takes: .text)

    public enum Entities: String, Codable, Sendable, CaseIterable {
        /// Up to the line with the text's first `<`.
        case auto
        case always, never

        fileprivate var rule: TextRepairRules.Entities {
            switch self {
            case .auto: .untilMarkup
            case .always: .always
            case .never: .never
            }
        }
    }

    public struct Options: StageOptions {
        public var entities = Entities.auto
        public var removeTerminalEscapes = true
        public var encoding = true
        public var restoreSpaces = true
        public var replaceLossy = true
        public var repairInside = true
        public var latinControls = true
        public var surrogates = true
        public var removeControls = true
        public var ligatures = false
        public var width = false
        public var quotes = false
        public var lineEnds = false
        public var unicode = NormalizeText.Form.none

        public init() {}

        public static let help: KeyValuePairs = [
            "entities": "decode &eacute; and its like: always, never, or auto: until a < occurs",
            "remove_terminal_escapes": "remove colour codes and other escapes of terminals",
            "encoding": "read again what was read in the wrong encoding",
            "restore_spaces": "let a space stand for byte A0 of mojibake",
            "replace_lossy": "make mojibake of which bytes were lost U+FFFD",
            "repair_inside": "repair sequences in lines that can't be repaired whole",
            "latin_controls": "make U+0080 to U+009F what windows-1252 has there",
            "surrogates": "join pairs of surrogates; single ones become U+FFFD",
            "remove_controls": "remove control characters other than white space",
            "ligatures": "write ligatures of Latin letters as letters",
            "width": "make full-width and half-width forms ordinary characters",
            "quotes": "make curly quotes straight",
            "line_ends": "make CR, CRLF, U+0085, U+2028 and U+2029 line feeds",
            "unicode": "normalization form: none, nfc, nfd, nfkc or nfkd",
        ]

        fileprivate var rules: TextRepairRules {
            var rules = TextRepairRules()
            rules.entities = entities.rule
            rules.terminalEscapes = removeTerminalEscapes
            rules.encoding = encoding
            rules.restoresSpaces = restoreSpaces
            rules.replacesLossy = replaceLossy
            rules.repairsInside = repairInside
            rules.latinControls = latinControls
            rules.surrogates = surrogates
            rules.controls = removeControls
            rules.ligatures = ligatures
            rules.width = width
            rules.quotes = quotes
            rules.lineEnds = lineEnds
            rules.normalization = unicode.normalization
            return rules
        }
    }

    public enum Column: Int, MeasurementColumn {
        case recoded, repairedInside, restoredSpaces, lossySequences, latinControls, entities
        case terminalEscapes, controls, surrogates, ligatures, width, quotes, lineEnds, recomposed

        public var measurement: Measurement {
            switch self {
            case .recoded:
                Measurement("recoded", .count, "lines or sequences read in another encoding")
            case .repairedInside:
                Measurement("repaired_inside", .count, "sequences inside of lines repaired alone")
            case .restoredSpaces:
                Measurement("restored_spaces", .count, "spaces that stood for byte A0")
            case .lossySequences:
                Measurement("lossy_sequences", .count, "sequences with lost bytes made U+FFFD")
            case .latinControls:
                Measurement("latin_controls", .count, "U+0080 to U+009F replaced")
            case .entities: Measurement("entities", .count, "character references decoded")
            case .terminalEscapes:
                Measurement("terminal_escapes", .count, "escapes of terminals removed")
            case .controls: Measurement("controls", .count, "control characters removed")
            case .surrogates: Measurement("surrogates", .count, "surrogates joined or replaced")
            case .ligatures: Measurement("ligatures", .count, "ligatures written as letters")
            case .width: Measurement("width", .count, "forms made of ordinary width")
            case .quotes: Measurement("quotes", .count, "curly quotes made straight")
            case .lineEnds: Measurement("line_ends", .count, "line ends made line feeds")
            case .recomposed:
                Measurement("recomposed", .count, "lines that the Unicode form changed")
            }
        }
    }

    private let rules: TextRepairRules
    private static let references = NamedReferences(namedReferences)

    public init(_ options: Options, in context: StageContext) throws {
        rules = options.rules
    }

    /// One worker's repairer and the repaired text.
    public struct Scratch {
        var repairer: TextRepairer
        var text: [UInt8] = []
    }

    public func makeScratch() throws -> Scratch {
        Scratch(repairer: TextRepairer(rules, references: Self.references))
    }

    public func rewrite(
        _ document: inout Document, using scratch: inout Scratch, in shared: DocumentScratch,
        into record: Recorder<Column>
    ) throws {
        let counts = scratch.repairer.repair(document.text.span, into: &scratch.text)
        write(counts ?? TextRepairCounts(), into: record)
        if counts != nil { document.text.replaceSubrange(0..., with: scratch.text) }
    }

    private func write(_ counts: TextRepairCounts, into record: Recorder<Column>) {
        record.count(.recoded, counts.recoded)
        record.count(.repairedInside, counts.inside)
        record.count(.restoredSpaces, counts.restoredSpaces)
        record.count(.lossySequences, counts.lossySequences)
        record.count(.latinControls, counts.latinControls)
        record.count(.entities, counts.entities)
        record.count(.terminalEscapes, counts.terminalEscapes)
        record.count(.controls, counts.controls)
        record.count(.surrogates, counts.surrogates)
        record.count(.ligatures, counts.ligatures)
        record.count(.width, counts.width)
        record.count(.quotes, counts.quotes)
        record.count(.lineEnds, counts.lineEnds)
        record.count(.recomposed, counts.normalized)
    }
}
