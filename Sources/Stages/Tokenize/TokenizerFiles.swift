// The files behind the path of a tokenizer, and what kind they are.
import BytePairEncoding
import FileFormats
import FileStore
import Foundation

/// The files that make a tokenizer.
struct TokenizerFiles {
    /// The one that is named or that its folder is known by.
    let main: String
    /// All of them that are there, the main one first.
    private(set) var all: [String]

    /// What a folder may be known by, the first that is there. A `vocab.json` needs a `merges.txt`.
    private static let names = [
        "tokenizer.json", "vocab.json", "tekken.json", "tokenizer.model", "spiece.model",
        "sentencepiece.bpe.model", "vocab.txt",
    ]
    /// What counts beside a `vocab.json` or `vocab.txt`.
    private static let besideVocabulary = [
        "merges.txt", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "config.json",
    ]

    init(_ path: String) throws {
        main = try Self.kind(of: path) == .folder ? Self.main(in: path) : Self.partner(of: path)
        all = [main]
        let beside =
            ["vocab.json", "vocab.txt"].contains(Self.name(of: main))
            ? Self.besideVocabulary.map { Self.folder(of: main) + $0 } : [Self.spec(of: main)]
        all += beside.filter { Self.kind(of: $0) == .file }
    }

    private static func main(in folder: String) throws -> String {
        for name in names where kind(of: "\(folder)/\(name)") == .file {
            if name == "vocab.json" && kind(of: "\(folder)/merges.txt") != .file { continue }
            return "\(folder)/\(name)"
        }
        let found = try StoredFolder(folder, in: StoredFile(folder).store).entries().map(\.name)
            .filter { $0.hasSuffix(".tiktoken") || $0.contains(".model") }
        if found.count == 1 { return "\(folder)/\(found[0])" }
        throw TokenizerError(
            .missingField,
            "\(folder) has none of \(names.joined(separator: ", ")), nor one .tiktoken file")
    }

    /// A `merges.txt` is named for the `vocab.json` beside it.
    private static func partner(of path: String) -> String {
        name(of: path) == "merges.txt" ? folder(of: path) + "vocab.json" : path
    }

    private static func name(of path: String) -> String {
        String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
    }

    /// With the slash at its end; empty for the current one.
    private static func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)])
    }

    /// Where the split and special tokens of a rank file may stand.
    private static func spec(of path: String) -> String {
        (path.hasSuffix(".tiktoken") ? String(path.dropLast(".tiktoken".count)) : path)
            + ".spec.json"
    }

    /// What lies at a path; `nil` also where that can't be told: reading it will say why.
    private static func kind(of path: String) -> StoredEntry.Kind? {
        try? StoredFile(path).entry()?.kind
    }

    // MARK: Reading

    func tokenizer(_ pattern: String?) throws -> Tokenizer {
        let bytes = try StoredFile(main).contents()
        if TiktokenFile.isRanks(bytes) {
            return try Tokenizer(
                ranked: TiktokenFile.read(bytes), spec: spec(of: bytes, pattern))
        }
        if Self.name(of: main) == "vocab.json" { return try vocabularyFolder(bytes, pattern) }
        if pattern != nil {
            throw TokenizerError(.invalidOption, "says its own split: a pattern is for rank files")
        }
        if Tokenizer.isRWKV(bytes) { return try Tokenizer(rwkv: bytes) }
        if Self.name(of: main) == "vocab.txt" {
            return try tokenizer(of: VocabularyFolder(lines: bytes))
        }
        let begin = bytes.first { ![32, 9, 10, 13, 0xEF, 0xBB, 0xBF].contains($0) }
        if begin == UInt8(ascii: "{") || main.hasSuffix(".json") {
            let root = try JSONTree(parsing: bytes)
            return try Tokenizer.isTekken(root)
                ? Tokenizer(tekken: root) : Tokenizer(huggingFace: root)
        }
        return try Tokenizer(sentencePiece: bytes)
    }

    private func spec(of ranks: [UInt8], _ pattern: String?) throws -> TiktokenSpec {
        if let pattern {
            return TiktokenSpec(try TiktokenSpec.preTokenizer(pattern))
        }
        if all.count > 1 {
            return try Self.reading(all[1]) { try TiktokenSpec(JSONTree(parsing: $0)) }
        }
        if let known = TiktokenSpec.known(digest: sha256(ranks)) { return known }
        throw TokenizerError(
            .missingField,
            "ranks don't say where text is cut, and these are no published file: name the split "
                + "with the option pattern (\(SplitPattern.names), or a regular expression), or "
                + "write it to \(Self.spec(of: main))")
    }

    /// Reads a file beside the main one; what is wrong with it is said with its path.
    private static func reading<Value>(
        _ path: String, _ body: ([UInt8]) throws -> Value
    ) throws -> Value {
        let bytes = try StoredFile(path).contents()
        do {
            return try body(bytes)
        } catch let error as TokenizerError {
            throw TokenizerError(error.code, "in \(path), \(error.context)")
        }
    }

    private func sha256(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(bytes.span)
        return hash.finishHex()
    }

    private func vocabularyFolder(_ bytes: [UInt8], _ pattern: String?) throws -> Tokenizer {
        guard let merges = all.first(where: { Self.name(of: $0) == "merges.txt" }) else {
            throw TokenizerError(.missingField, "there is no merges.txt beside it")
        }
        var folder = VocabularyFolder(
            vocabulary: try JSONTree(parsing: bytes), merges: try StoredFile(merges).contents())
        folder.pattern = try pattern.map(TiktokenSpec.preTokenizer)
        return try tokenizer(of: folder)
    }

    /// With what stands beside.
    private func tokenizer(of folder: VocabularyFolder) throws -> Tokenizer {
        func tree(_ name: String) throws -> JSONTree? {
            try all.first { Self.name(of: $0) == name }
                .map { try Self.reading($0) { try JSONTree(parsing: $0) } }
        }
        var folder = folder
        folder.config = try tree("tokenizer_config.json")
        folder.specialTokens = try tree("special_tokens_map.json")
        folder.addedTokens = try tree("added_tokens.json")
        folder.model = try tree("config.json")
        return try folder.tokenizer()
    }
}
