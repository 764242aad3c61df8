// How several tokenizers compress the same texts.
import BytePairEncoding
import FileFormats

/// Several tokenizers over the same texts, in all and by groups of texts.
public struct TokenizerComparison {
    /// Texts that have one value in one field.
    public struct Group: Hashable, Comparable, Sendable {
        public let field: String
        public let value: String

        public init(field: String, value: String) {
            self.field = field
            self.value = value
        }

        public static func < (a: Group, b: Group) -> Bool {
            (a.field, a.value) < (b.field, b.value)
        }
    }

    private let names: [String]
    private let encoders: [TokenEncoder]
    private var all: [TextStatistics]
    private var groups: [Group: [TextStatistics]] = [:]

    public init(_ tokenizers: [(name: String, tokenizer: Tokenizer)]) {
        names = tokenizers.map(\.name)
        encoders = tokenizers.map { TokenEncoder($0.tokenizer) }
        all = tokenizers.map { _ in TextStatistics() }
    }

    /// Measures one text; it counts for each of its groups.
    public mutating func add(_ text: Span<UInt8>, groups: [Group]) {
        let counts = encoders.map { $0.count(text) }
        for index in encoders.indices { all[index].add(text, tokens: counts[index]) }
        for group in groups {
            for index in encoders.indices {
                self.groups[group, default: encoders.map { _ in TextStatistics() }][index]
                    .add(text, tokens: counts[index])
            }
        }
    }

    /// Measures the texts of files, grouped by the values of fields.
    package mutating func add(
        _ source: TextSource, by fields: [String], warn: @escaping (String) -> Void
    ) throws {
        let blocks = try TextBlocks(source, warn: warn)
        var scanner = TextScanner(source)
        var (found, without) = (0, 0)
        while let block = try blocks.next() {
            without += try scanner.visit(block) { item, text, json in
                found += 1
                add(text, groups: textGroups(of: item, in: block, by: fields, &json))
            }
        }
        try blocks.checkTexts(found: found, without: without)
    }

    /// One tokenizer over one group; without field and group, over all texts.
    public struct Row: Encodable, Sendable {
        public let tokenizer: String
        public let field: String?
        public let group: String?
        public let texts: Int
        public let bytes: Int
        public let tokens: Int
        /// Compression: more is better.
        public let bytesPerToken: Double
        /// Fertility: fewer is better.
        public let tokensPerWord: Double

        enum CodingKeys: String, CodingKey {
            case tokenizer, field, group, texts, bytes, tokens
            case bytesPerToken = "bytes_per_token"
            case tokensPerWord = "tokens_per_word"
        }
    }

    /// All texts first, then groups by field and value; tokenizers in the order given.
    public var rows: [Row] {
        let whole = [(Group?.none, all)]
        let parts = groups.sorted { $0.key < $1.key }.map { (Group?.some($0.key), $0.value) }
        return (whole + parts).flatMap { group, statistics in
            zip(names, statistics).map { name, numbers in
                Row(
                    tokenizer: name, field: group?.field, group: group?.value,
                    texts: numbers.documents, bytes: numbers.bytes, tokens: numbers.tokens,
                    bytesPerToken: numbers.bytesPerToken, tokensPerWord: numbers.tokensPerWord)
            }
        }
    }
}

/// The groups that a text's fields put it in.
func textGroups(
    of item: TextScanner.Item, in block: TextBlock, by fields: [String],
    _ scanner: inout JSONScanner
) -> [TokenizerComparison.Group] {
    guard let line = item.json else { return [] }
    let json = block.lines.bytes.span.extracting(line)
    return fields.compactMap { field in
        fieldText(field, in: json, &scanner).map { .init(field: field, value: $0) }
    }
}
